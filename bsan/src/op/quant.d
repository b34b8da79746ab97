/tmp/w/cost/bsan/src/op/quant.o: src/op/quant.c src/op/quant.h \
 src/ir/ir.h src/base/text.h src/op/channels.h src/op/kernel.h \
 src/op/tflite.h src/base/flatbuffer.h src/op/window.h src/base/rng.h \
 src/base/diag.h src/base/mem.h src/op/op.h
src/op/quant.h:
src/ir/ir.h:
src/base/text.h:
src/op/channels.h:
src/op/kernel.h:
src/op/tflite.h:
src/base/flatbuffer.h:
src/op/window.h:
src/base/rng.h:
src/base/diag.h:
src/base/mem.h:
src/op/op.h:
