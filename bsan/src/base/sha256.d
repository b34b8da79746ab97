/tmp/w/cost/bsan/src/base/sha256.o: src/base/sha256.c src/base/sha256.h
src/base/sha256.h:
