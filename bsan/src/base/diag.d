/tmp/w/cost/bsan/src/base/diag.o: src/base/diag.c src/base/diag.h \
 src/base/file.h src/base/mem.h
src/base/diag.h:
src/base/file.h:
src/base/mem.h:
