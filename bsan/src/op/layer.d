/tmp/w/cost/bsan/src/op/layer.o: src/op/layer.c src/op/layer.h \
 src/op/channels.h src/ir/ir.h src/base/text.h src/op/window.h \
 src/base/rng.h src/op/kernel.h src/op/tflite.h src/base/flatbuffer.h \
 src/base/mem.h src/op/quant.h
src/op/layer.h:
src/op/channels.h:
src/ir/ir.h:
src/base/text.h:
src/op/window.h:
src/base/rng.h:
src/op/kernel.h:
src/op/tflite.h:
src/base/flatbuffer.h:
src/base/mem.h:
src/op/quant.h:
