/tmp/w/cost/bsan/src/sim/thumb.o: src/sim/thumb.c src/sim/thumb.h
src/sim/thumb.h:
