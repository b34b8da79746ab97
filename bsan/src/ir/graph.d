/tmp/w/cost/bsan/src/ir/graph.o: src/ir/graph.c src/base/diag.h \
 src/base/mem.h src/ir/ir.h src/base/text.h
src/base/diag.h:
src/base/mem.h:
src/ir/ir.h:
src/base/text.h:
