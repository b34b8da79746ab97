/tmp/w/cost/bsan/src/cost/kinds.o: src/cost/kinds.c src/cost/catalog.h \
 src/cost/record.h src/base/cli.h
src/cost/catalog.h:
src/cost/record.h:
src/base/cli.h:
