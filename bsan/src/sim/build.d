/tmp/w/cost/bsan/src/sim/build.o: src/sim/build.c src/base/diag.h \
 src/base/file.h src/base/mem.h src/base/process.h src/sim/sim.h \
 src/base/cli.h
src/base/diag.h:
src/base/file.h:
src/base/mem.h:
src/base/process.h:
src/sim/sim.h:
src/base/cli.h:
