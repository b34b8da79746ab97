/tmp/w/cost/bsan/src/cost/unit.o: src/cost/unit.c src/cost/unit.h \
 src/cost/record.h src/base/cli.h src/base/diag.h src/base/mem.h
src/cost/unit.h:
src/cost/record.h:
src/base/cli.h:
src/base/diag.h:
src/base/mem.h:
