/tmp/w/cost/bsan/src/report/timeline.o: src/report/timeline.c \
 src/report/timeline.h src/op/program.h src/op/op.h src/base/rng.h \
 src/ir/ir.h src/base/text.h src/op/channels.h src/op/kernel.h \
 src/op/tflite.h src/base/flatbuffer.h src/op/schedule.h src/base/mem.h \
 src/report/facts.h src/plan/plan.h
src/report/timeline.h:
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
