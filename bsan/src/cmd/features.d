/tmp/w/cost/bsan/src/cmd/features.o: src/cmd/features.c \
 src/audio/features.h src/audio/conf.h device/audio/clip.h \
 device/audio/logmel.h src/audio/wav.h src/base/file.h src/base/cli.h \
 src/base/mem.h src/base/npy.h src/cmd/cmd.h src/base/diag.h \
 src/cmd/model.h src/emit/emit.h src/base/text.h src/op/program.h \
 src/op/op.h src/base/rng.h src/ir/ir.h src/op/channels.h src/op/kernel.h \
 src/op/tflite.h src/base/flatbuffer.h src/op/schedule.h src/sim/sim.h
src/audio/features.h:
src/audio/conf.h:
device/audio/clip.h:
device/audio/logmel.h:
src/audio/wav.h:
src/base/file.h:
src/base/cli.h:
src/base/mem.h:
src/base/npy.h:
src/cmd/cmd.h:
src/base/diag.h:
src/cmd/model.h:
src/emit/emit.h:
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
src/sim/sim.h:
