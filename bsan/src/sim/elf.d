/tmp/w/cost/bsan/src/sim/elf.o: src/sim/elf.c src/base/diag.h \
 src/base/file.h src/base/mem.h src/sim/elf.h src/sim/sim.h \
 src/base/cli.h
src/base/diag.h:
src/base/file.h:
src/base/mem.h:
src/sim/elf.h:
src/sim/sim.h:
src/base/cli.h:
