/tmp/w/cost/bsan/src/base/file.o: src/base/file.c src/base/file.h \
 src/base/diag.h src/base/mem.h
src/base/file.h:
src/base/diag.h:
src/base/mem.h:
