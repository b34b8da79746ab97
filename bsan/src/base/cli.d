/tmp/w/cost/bsan/src/base/cli.o: src/base/cli.c src/base/cli.h \
 src/base/diag.h src/base/mem.h
src/base/cli.h:
src/base/diag.h:
src/base/mem.h:
