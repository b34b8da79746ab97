/tmp/w/cost/bsan/src/base/process.o: src/base/process.c \
 src/base/process.h src/base/diag.h src/base/mem.h
src/base/process.h:
src/base/diag.h:
src/base/mem.h:
