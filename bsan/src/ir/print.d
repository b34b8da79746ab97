/tmp/w/cost/bsan/src/ir/print.o: src/ir/print.c src/base/diag.h \
 src/base/mem.h src/ir/ir.h src/base/text.h
src/base/diag.h:
src/base/mem.h:
src/ir/ir.h:
src/base/text.h:
