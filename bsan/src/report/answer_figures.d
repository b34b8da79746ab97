/tmp/w/cost/bsan/src/report/answer_figures.o: src/report/answer_figures.c \
 src/base/mem.h src/report/answer.h src/cost/answer.h src/cost/cost.h \
 src/cost/catalog.h src/cost/record.h src/base/cli.h src/cost/unit.h \
 src/report/page.h src/report/facts.h src/op/program.h src/op/op.h \
 src/base/rng.h src/ir/ir.h src/base/text.h src/op/channels.h \
 src/op/kernel.h src/op/tflite.h src/base/flatbuffer.h src/op/schedule.h \
 src/plan/plan.h src/report/html.h
src/base/mem.h:
src/report/answer.h:
src/cost/answer.h:
src/cost/cost.h:
src/cost/catalog.h:
src/cost/record.h:
src/base/cli.h:
src/cost/unit.h:
src/report/page.h:
src/report/facts.h:
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
src/plan/plan.h:
src/report/html.h:
