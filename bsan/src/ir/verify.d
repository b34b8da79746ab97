/tmp/w/cost/bsan/src/ir/verify.o: src/ir/verify.c src/base/diag.h \
 src/base/mem.h src/ir/ir.h src/base/text.h
src/base/diag.h:
src/base/mem.h:
src/ir/ir.h:
src/base/text.h:
