/tmp/w/cost/bsan/src/sim/target.o: src/sim/target.c src/base/diag.h \
 src/base/file.h src/base/mem.h src/sim/sim.h src/base/cli.h \
 src/sim/timing.h src/sim/thumb.h
src/base/diag.h:
src/base/file.h:
src/base/mem.h:
src/sim/sim.h:
src/base/cli.h:
src/sim/timing.h:
src/sim/thumb.h:
