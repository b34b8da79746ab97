/tmp/w/cost/bsan/src/cost/record.o: src/cost/record.c src/cost/record.h \
 src/base/cli.h src/base/diag.h src/base/file.h src/base/mem.h
src/cost/record.h:
src/base/cli.h:
src/base/diag.h:
src/base/file.h:
src/base/mem.h:
