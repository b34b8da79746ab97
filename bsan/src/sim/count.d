/tmp/w/cost/bsan/src/sim/count.o: src/sim/count.c src/base/diag.h \
 src/base/mem.h src/sim/elf.h src/base/file.h src/sim/semihosting.h \
 src/sim/sim.h src/base/cli.h src/sim/thumb.h src/sim/timing.h
src/base/diag.h:
src/base/mem.h:
src/sim/elf.h:
src/base/file.h:
src/sim/semihosting.h:
src/sim/sim.h:
src/base/cli.h:
src/sim/thumb.h:
src/sim/timing.h:
