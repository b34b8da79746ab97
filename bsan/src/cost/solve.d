/tmp/w/cost/bsan/src/cost/solve.o: src/cost/solve.c src/cost/answer.h \
 src/cost/cost.h src/cost/catalog.h src/cost/record.h src/base/cli.h \
 src/cost/unit.h
src/cost/answer.h:
src/cost/cost.h:
src/cost/catalog.h:
src/cost/record.h:
src/base/cli.h:
src/cost/unit.h:
