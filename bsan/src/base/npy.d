/tmp/w/cost/bsan/src/base/npy.o: src/base/npy.c src/base/npy.h \
 src/base/file.h src/base/diag.h src/base/mem.h src/base/text.h
src/base/npy.h:
src/base/file.h:
src/base/diag.h:
src/base/mem.h:
src/base/text.h:
