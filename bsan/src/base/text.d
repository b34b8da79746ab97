/tmp/w/cost/bsan/src/base/text.o: src/base/text.c src/base/text.h \
 src/base/diag.h src/base/mem.h
src/base/text.h:
src/base/diag.h:
src/base/mem.h:
