/tmp/w/cost/bsan/src/base/image.o: src/base/image.c src/base/image.h \
 src/base/file.h src/base/diag.h src/base/mem.h
src/base/image.h:
src/base/file.h:
src/base/diag.h:
src/base/mem.h:
