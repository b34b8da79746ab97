/tmp/w/cost/bsan/src/cmd/model.o: src/cmd/model.c src/cmd/model.h \
 src/base/file.h src/emit/emit.h src/base/cli.h src/base/text.h \
 src/op/program.h src/op/op.h src/base/rng.h src/ir/ir.h \
 src/op/channels.h src/op/kernel.h src/op/tflite.h src/base/flatbuffer.h \
 src/op/schedule.h src/sim/sim.h src/audio/emit.h src/audio/conf.h \
 device/audio/clip.h device/audio/logmel.h src/base/diag.h src/base/mem.h \
 src/base/sha256.h src/cmd/sound.h src/cmd/inputs.h src/base/npy.h \
 src/import/import.h src/pass/pass.h src/plan/plan.h
src/cmd/model.h:
src/base/file.h:
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
src/sim/sim.h:
src/audio/emit.h:
src/audio/conf.h:
device/audio/clip.h:
device/audio/logmel.h:
src/base/diag.h:
src/base/mem.h:
src/base/sha256.h:
src/cmd/sound.h:
src/cmd/inputs.h:
src/base/npy.h:
src/import/import.h:
src/pass/pass.h:
src/plan/plan.h:
