/tmp/w/cost/bsan/src/op/leaky_relu.o: src/op/leaky_relu.c src/base/diag.h \
 src/op/lut.h src/op/op.h src/base/rng.h src/ir/ir.h src/base/text.h \
 src/op/channels.h src/op/kernel.h src/op/tflite.h src/base/flatbuffer.h \
 src/op/quant.h src/op/window.h
src/base/diag.h:
src/op/lut.h:
src/op/op.h:
src/base/rng.h:
src/ir/ir.h:
src/base/text.h:
src/op/channels.h:
src/op/kernel.h:
src/op/tflite.h:
src/base/flatbuffer.h:
src/op/quant.h:
src/op/window.h:
