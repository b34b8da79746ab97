/tmp/w/cost/bsan/src/op/pad.o: src/op/pad.c src/base/diag.h \
 device/kernel/pad_s8.h device/kernel/../mote.h src/op/lut.h src/op/op.h \
 src/base/rng.h src/ir/ir.h src/base/text.h src/op/channels.h \
 src/op/kernel.h src/op/tflite.h src/base/flatbuffer.h src/op/random.h
src/base/diag.h:
device/kernel/pad_s8.h:
device/kernel/../mote.h:
src/op/lut.h:
src/op/op.h:
src/base/rng.h:
src/ir/ir.h:
src/base/text.h:
src/op/channels.h:
src/op/kernel.h:
src/op/tflite.h:
src/base/flatbuffer.h:
src/op/random.h:
