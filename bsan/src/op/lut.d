/tmp/w/cost/bsan/src/op/lut.o: src/op/lut.c src/op/lut.h src/op/op.h \
 src/base/rng.h src/ir/ir.h src/base/text.h src/op/channels.h \
 src/op/kernel.h src/op/tflite.h src/base/flatbuffer.h src/base/mem.h \
 src/op/random.h
src/op/lut.h:
src/op/op.h:
src/base/rng.h:
src/ir/ir.h:
src/base/text.h:
src/op/channels.h:
src/op/kernel.h:
src/op/tflite.h:
src/base/flatbuffer.h:
src/base/mem.h:
src/op/random.h:
