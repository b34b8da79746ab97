/tmp/w/cost/bsan/src/op/random.o: src/op/random.c src/op/random.h \
 src/base/rng.h src/ir/ir.h src/base/text.h src/base/mem.h \
 src/op/tflite.h src/base/flatbuffer.h
src/op/random.h:
src/base/rng.h:
src/ir/ir.h:
src/base/text.h:
src/base/mem.h:
src/op/tflite.h:
src/base/flatbuffer.h:
