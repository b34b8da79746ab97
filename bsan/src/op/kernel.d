/tmp/w/cost/bsan/src/op/kernel.o: src/op/kernel.c src/op/kernel.h \
 src/base/text.h src/ir/ir.h src/base/diag.h src/base/mem.h
src/op/kernel.h:
src/base/text.h:
src/ir/ir.h:
src/base/diag.h:
src/base/mem.h:
