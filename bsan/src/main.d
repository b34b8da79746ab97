/tmp/w/cost/bsan/src/main.o: src/main.c src/base/cli.h src/base/diag.h \
 src/base/mem.h src/cmd/cmd.h src/base/diag.h
src/base/cli.h:
src/base/diag.h:
src/base/mem.h:
src/cmd/cmd.h:
src/base/diag.h:
