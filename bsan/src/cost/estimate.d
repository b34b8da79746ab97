/tmp/w/cost/bsan/src/cost/estimate.o: src/cost/estimate.c src/base/mem.h \
 src/cost/cost.h src/cost/catalog.h src/cost/record.h src/base/cli.h \
 src/cost/unit.h src/cost/value.h
src/base/mem.h:
src/cost/cost.h:
src/cost/catalog.h:
src/cost/record.h:
src/base/cli.h:
src/cost/unit.h:
src/cost/value.h:
