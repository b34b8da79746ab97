/tmp/w/cost/bsan/src/cmd/ops.o: src/cmd/ops.c src/base/cli.h \
 src/cmd/cmd.h src/base/diag.h src/op/op.h src/base/rng.h src/ir/ir.h \
 src/base/text.h src/op/channels.h src/op/kernel.h src/op/tflite.h \
 src/base/flatbuffer.h
src/base/cli.h:
src/cmd/cmd.h:
src/base/diag.h:
src/op/op.h:
src/base/rng.h:
src/ir/ir.h:
src/base/text.h:
src/op/channels.h:
src/op/kernel.h:
src/op/tflite.h:
src/base/flatbuffer.h:
