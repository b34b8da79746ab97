/tmp/w/cost/bsan/src/report/stream.o: src/report/stream.c \
 src/report/stream.h src/op/program.h src/op/op.h src/base/rng.h \
 src/ir/ir.h src/base/text.h src/op/channels.h src/op/kernel.h \
 src/op/tflite.h src/base/flatbuffer.h src/op/schedule.h src/base/mem.h \
 src/report/facts.h src/plan/plan.h
src/report/stream.h:
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
src/base/mem.h:
src/report/facts.h:
src/plan/plan.h:
