/tmp/w/cost/bsan/src/cmd/trial.o: src/cmd/trial.c src/cmd/trial.h \
 src/cmd/inputs.h src/base/npy.h src/base/file.h src/ir/ir.h \
 src/base/text.h src/cmd/model.h src/emit/emit.h src/base/cli.h \
 src/op/program.h src/op/op.h src/base/rng.h src/op/channels.h \
 src/op/kernel.h src/op/tflite.h src/base/flatbuffer.h src/op/schedule.h \
 src/sim/sim.h src/base/diag.h src/base/mem.h src/plan/plan.h \
 target/check.h
src/cmd/trial.h:
src/cmd/inputs.h:
src/base/npy.h:
src/base/file.h:
src/ir/ir.h:
src/base/text.h:
src/cmd/model.h:
src/emit/emit.h:
src/base/cli.h:
src/op/program.h:
src/op/op.h:
src/base/rng.h:
src/op/channels.h:
src/op/kernel.h:
src/op/tflite.h:
src/base/flatbuffer.h:
src/op/schedule.h:
src/sim/sim.h:
src/base/diag.h:
src/base/mem.h:
src/plan/plan.h:
target/check.h:
