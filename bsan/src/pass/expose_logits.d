/tmp/w/cost/bsan/src/pass/expose_logits.o: src/pass/expose_logits.c \
 src/pass/pass.h src/ir/ir.h src/base/text.h
src/pass/pass.h:
src/ir/ir.h:
src/base/text.h:
