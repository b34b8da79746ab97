/tmp/w/cost/bsan/src/op/sigmoid.o: src/op/sigmoid.c src/op/sigmoid.h \
 src/op/op.h src/base/rng.h src/ir/ir.h src/base/text.h src/op/channels.h \
 src/op/kernel.h src/op/tflite.h src/base/flatbuffer.h src/base/diag.h \
 src/op/fixedpoint.h src/op/quant.h src/op/window.h
src/op/sigmoid.h:
src/op/op.h:
src/base/rng.h:
src/ir/ir.h:
src/base/text.h:
src/op/channels.h:
src/op/kernel.h:
src/op/tflite.h:
src/base/flatbuffer.h:
src/base/diag.h:
src/op/fixedpoint.h:
src/op/quant.h:
src/op/window.h:
