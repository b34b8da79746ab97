/tmp/w/cost/bsan/src/cmd/cost_show.o: src/cmd/cost_show.c \
 src/cmd/cost_show.h src/cost/answer.h src/cost/cost.h src/cost/catalog.h \
 src/cost/record.h src/base/cli.h src/cost/unit.h src/base/mem.h \
 src/base/text.h src/cost/value.h
src/cmd/cost_show.h:
src/cost/answer.h:
src/cost/cost.h:
src/cost/catalog.h:
src/cost/record.h:
src/base/cli.h:
src/cost/unit.h:
src/base/mem.h:
src/base/text.h:
src/cost/value.h:
