/tmp/w/cost/bsan/src/cmd/compile.o: src/cmd/compile.c src/base/cli.h \
 src/base/mem.h src/cmd/cmd.h src/base/diag.h src/cmd/model.h \
 src/base/file.h src/emit/emit.h src/base/text.h src/op/program.h \
 src/op/op.h src/base/rng.h src/ir/ir.h src/op/channels.h src/op/kernel.h \
 src/op/tflite.h src/base/flatbuffer.h src/op/schedule.h src/sim/sim.h \
 src/cmd/page.h src/cmd/selftest.h src/report/stream.h
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
src/cmd/page.h:
src/cmd/selftest.h:
src/report/stream.h:
