/tmp/w/cost/bsan/src/report/planpage.o: src/report/planpage.c \
 src/base/mem.h src/plan/plan.h src/op/program.h src/op/op.h \
 src/base/rng.h src/ir/ir.h src/base/text.h src/op/channels.h \
 src/op/kernel.h src/op/tflite.h src/base/flatbuffer.h src/op/schedule.h \
 src/report/html.h src/report/page.h src/report/facts.h src/report/plan.h \
 src/report/timeline.h
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
src/report/html.h:
src/report/page.h:
src/report/facts.h:
src/report/plan.h:
src/report/timeline.h:
