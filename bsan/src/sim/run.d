/tmp/w/cost/bsan/src/sim/run.o: src/sim/run.c src/base/diag.h \
 src/base/mem.h src/base/process.h src/sim/sim.h src/base/cli.h
src/base/diag.h:
src/base/mem.h:
src/base/process.h:
src/sim/sim.h:
src/base/cli.h:
