/tmp/w/cost/bsan/test/unit/random_stream.o: test/unit/random_stream.c \
 test/unit/random_stream.h src/base/text.h src/base/mem.h src/base/rng.h
test/unit/random_stream.h:
src/base/text.h:
src/base/mem.h:
src/base/rng.h:
