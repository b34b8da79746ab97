/tmp/w/cost/bsan/src/base/mem.o: src/base/mem.c src/base/mem.h \
 src/base/diag.h
src/base/mem.h:
src/base/diag.h:
