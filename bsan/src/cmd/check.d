/tmp/w/cost/bsan/src/cmd/check.o: src/cmd/check.c src/base/cli.h \
 src/base/mem.h src/cmd/cmd.h src/base/diag.h src/cmd/trial.h \
 src/cmd/inputs.h src/base/npy.h src/base/file.h src/ir/ir.h \
 src/base/text.h src/cmd/model.h src/emit/emit.h src/op/program.h \
 src/op/op.h src/base/rng.h src/op/channels.h src/op/kernel.h \
 src/op/tflite.h src/base/flatbuffer.h src/op/schedule.h src/sim/sim.h \
 src/import/import.h src/op/random.h src/pass/pass.h src/plan/plan.h
src/base/cli.h:
src/base/mem.h:
src/cmd/cmd.h:
src/base/diag.h:
src/cmd/trial.h:
src/cmd/inputs.h:
src/base/npy.h:
src/base/file.h:
src/ir/ir.h:
src/base/text.h:
src/cmd/model.h:
src/emit/emit.h:
src/op/program.h:
src/op/op.h:
src/base/rng.h:
src/op/channels.h:
src/op/kernel.h:
src/op/tflite.h:
src/base/flatbuffer.h:
src/op/schedule.h:
src/sim/sim.h:
src/import/import.h:
src/op/random.h:
src/pass/pass.h:
src/plan/plan.h:
