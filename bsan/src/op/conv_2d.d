/tmp/w/cost/bsan/src/op/conv_2d.o: src/op/conv_2d.c src/base/diag.h \
 src/base/mem.h src/op/layer.h src/op/channels.h src/ir/ir.h \
 src/base/text.h src/op/window.h src/base/rng.h src/op/kernel.h \
 src/op/tflite.h src/base/flatbuffer.h src/op/op.h src/op/quant.h \
 src/op/random.h
src/base/diag.h:
src/base/mem.h:
src/op/layer.h:
src/op/channels.h:
src/ir/ir.h:
src/base/text.h:
src/op/window.h:
src/base/rng.h:
src/op/kernel.h:
src/op/tflite.h:
src/base/flatbuffer.h:
src/op/op.h:
src/op/quant.h:
src/op/random.h:
