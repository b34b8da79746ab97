/tmp/w/cost/bsan/src/cmd/parts.o: src/cmd/parts.c src/base/cli.h \
 src/base/mem.h src/cmd/cmd.h src/base/diag.h src/cmd/model.h \
 src/base/file.h src/emit/emit.h src/base/text.h src/op/program.h \
 src/op/op.h src/base/rng.h src/ir/ir.h src/op/channels.h src/op/kernel.h \
 src/op/tflite.h src/base/flatbuffer.h src/op/schedule.h src/sim/sim.h \
 src/cost/catalog.h src/cost/record.h
src/base/cli.h:
src/base/mem.h:
src/cmd/cmd.h:
src/base/diag.h:
src/cmd/model.h:
src/base/file.h:
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
src/cost/catalog.h:
src/cost/record.h:
