/tmp/w/cost/bsan/src/cost/catalog.o: src/cost/catalog.c \
 src/cost/catalog.h src/cost/record.h src/base/cli.h src/base/diag.h \
 src/base/mem.h
src/cost/catalog.h:
src/cost/record.h:
src/base/cli.h:
src/base/diag.h:
src/base/mem.h:
