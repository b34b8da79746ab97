/tmp/w/cost/bsan/src/cmd/measure.o: src/cmd/measure.c src/cmd/measure.h \
 src/cmd/model.h src/base/file.h src/emit/emit.h src/base/cli.h \
 src/base/text.h src/op/program.h src/op/op.h src/base/rng.h src/ir/ir.h \
 src/op/channels.h src/op/kernel.h src/op/tflite.h src/base/flatbuffer.h \
 src/op/schedule.h src/sim/sim.h src/report/page.h src/report/facts.h \
 src/plan/plan.h src/base/diag.h src/base/mem.h src/base/process.h \
 src/cmd/trial.h src/cmd/inputs.h src/base/npy.h
src/cmd/measure.h:
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
src/report/page.h:
src/report/facts.h:
src/plan/plan.h:
src/base/diag.h:
src/base/mem.h:
src/base/process.h:
src/cmd/trial.h:
src/cmd/inputs.h:
src/base/npy.h:
