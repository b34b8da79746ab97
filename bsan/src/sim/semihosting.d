/tmp/w/cost/bsan/src/sim/semihosting.o: src/sim/semihosting.c \
 src/sim/semihosting.h src/base/mem.h
src/sim/semihosting.h:
src/base/mem.h:
