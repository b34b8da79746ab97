/tmp/w/cost/bsan/src/op/broadcast.o: src/op/broadcast.c \
 src/op/broadcast.h src/op/op.h src/base/rng.h src/ir/ir.h \
 src/base/text.h src/op/channels.h src/op/kernel.h src/op/tflite.h \
 src/base/flatbuffer.h src/base/diag.h src/base/mem.h device/broadcast.h \
 src/op/lut.h src/op/quant.h src/op/window.h src/op/random.h
src/op/broadcast.h:
src/op/op.h:
src/base/rng.h:
src/ir/ir.h:
src/base/text.h:
src/op/channels.h:
src/op/kernel.h:
src/op/tflite.h:
src/base/flatbuffer.h:
src/base/diag.h:
src/base/mem.h:
device/broadcast.h:
src/op/lut.h:
src/op/quant.h:
src/op/window.h:
src/op/random.h:
