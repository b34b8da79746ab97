/tmp/w/cost/bsan/src/cost/value.o: src/cost/value.c src/cost/value.h \
 src/cost/record.h src/base/cli.h
src/cost/value.h:
src/cost/record.h:
src/base/cli.h:
