/tmp/w/cost/bsan/src/report/memory.o: src/report/memory.c src/base/mem.h \
 src/report/html.h src/base/text.h src/report/page.h src/report/facts.h \
 src/op/program.h src/op/op.h src/base/rng.h src/ir/ir.h \
 src/op/channels.h src/op/kernel.h src/op/tflite.h src/base/flatbuffer.h \
 src/op/schedule.h src/plan/plan.h
src/base/mem.h:
src/report/html.h:
src/base/text.h:
src/report/page.h:
src/report/facts.h:
src/op/program.h:
src/op/op.h:
src/base/rng.h:
src/ir/ir.h:
src/op/channels.h:
src/op/kernel.h:
src/op/tflite.h:
src/base/flatbuffer.h:
src/op/schedule.h:
src/plan/plan.h:
