/tmp/w/cost/bsan/src/pass/cut_edges.o: src/pass/cut_edges.c \
 src/pass/pass.h src/ir/ir.h src/base/text.h
src/pass/pass.h:
src/ir/ir.h:
src/base/text.h:
