/tmp/w/cost/bsan/src/ir/parse.o: src/ir/parse.c src/base/diag.h \
 src/base/mem.h src/ir/ir.h src/base/text.h
src/base/diag.h:
src/base/mem.h:
src/ir/ir.h:
src/base/text.h:
