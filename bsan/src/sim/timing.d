/tmp/w/cost/bsan/src/sim/timing.o: src/sim/timing.c src/sim/timing.h \
 src/sim/thumb.h
src/sim/timing.h:
src/sim/thumb.h:
