/tmp/w/cost/bsan/src/plan/stream.o: src/plan/stream.c src/base/diag.h \
 src/base/mem.h src/plan/plan.h src/op/program.h src/op/op.h \
 src/base/rng.h src/ir/ir.h src/base/text.h src/op/channels.h \
 src/op/kernel.h src/op/tflite.h src/base/flatbuffer.h src/op/schedule.h
src/base/diag.h:
src/base/mem.h:
src/plan/plan.h:
src/op/program.h:
src/op/op.h:
src/base/rng.h:
src/ir/ir.h:
src/base/text.h:
src/op/channels.h:
src/op/kernel.h:
src/op/tflite.h:
src/base/flatbuffer.h:
src/op/schedule.h:
