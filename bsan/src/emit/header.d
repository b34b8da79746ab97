/tmp/w/cost/bsan/src/emit/header.o: src/emit/header.c src/base/mem.h \
 device/mote.h src/emit/emit.h src/base/cli.h src/base/text.h \
 src/op/program.h src/op/op.h src/base/rng.h src/ir/ir.h \
 src/op/channels.h src/op/kernel.h src/op/tflite.h src/base/flatbuffer.h \
 src/op/schedule.h
src/base/mem.h:
device/mote.h:
src/emit/emit.h:
src/base/cli.h:
src/base/text.h:
src/op/program.h:
src/op/op.h:
src/base/rng.h:
src/ir/ir.h:
src/op/channels.h:
src/op/kernel.h:
src/op/tflite.h:
src/base/flatbuffer.h:
src/op/schedule.h:
