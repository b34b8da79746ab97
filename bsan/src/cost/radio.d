/tmp/w/cost/bsan/src/cost/radio.o: src/cost/radio.c src/cost/cost.h \
 src/cost/catalog.h src/cost/record.h src/base/cli.h src/cost/unit.h \
 src/cost/value.h
src/cost/cost.h:
src/cost/catalog.h:
src/cost/record.h:
src/base/cli.h:
src/cost/unit.h:
src/cost/value.h:
