/tmp/w/cost/bsan/src/op/fixedpoint.o: src/op/fixedpoint.c \
 src/op/fixedpoint.h
src/op/fixedpoint.h:
