/tmp/w/cost/bsan/src/base/flatbuffer.o: src/base/flatbuffer.c \
 src/base/flatbuffer.h src/base/diag.h src/base/mem.h
src/base/flatbuffer.h:
src/base/diag.h:
src/base/mem.h:
