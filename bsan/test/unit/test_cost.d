/tmp/w/cost/bsan/test/unit/test_cost.o: test/unit/test_cost.c \
 src/cost/answer.h src/cost/cost.h src/cost/catalog.h src/cost/record.h \
 src/base/cli.h src/cost/unit.h src/cost/value.h test/unit/test.h \
 src/base/diag.h src/base/mem.h
src/cost/answer.h:
src/cost/cost.h:
src/cost/catalog.h:
src/cost/record.h:
src/base/cli.h:
src/cost/unit.h:
src/cost/value.h:
test/unit/test.h:
src/base/diag.h:
src/base/mem.h:
