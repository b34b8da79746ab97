/tmp/w/cost/bsan/src/pass/pipeline.o: src/pass/pipeline.c src/base/diag.h \
 src/base/text.h src/pass/pass.h src/ir/ir.h
src/base/diag.h:
src/base/text.h:
src/pass/pass.h:
src/ir/ir.h:
