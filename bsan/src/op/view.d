/tmp/w/cost/bsan/src/op/view.o: src/op/view.c src/op/view.h src/op/op.h \
 src/base/rng.h src/ir/ir.h src/base/text.h src/op/channels.h \
 src/op/kernel.h src/op/tflite.h src/base/flatbuffer.h src/base/diag.h \
 src/op/lut.h src/op/random.h
src/op/view.h:
src/op/op.h:
src/base/rng.h:
src/ir/ir.h:
src/base/text.h:
src/op/channels.h:
src/op/kernel.h:
src/op/tflite.h:
src/base/flatbuffer.h:
src/base/diag.h:
src/op/lut.h:
src/op/random.h:
