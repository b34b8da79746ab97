/tmp/w/cost/bsan/src/pass/dead.o: src/pass/dead.c src/pass/pass.h \
 src/ir/ir.h src/base/text.h
src/pass/pass.h:
src/ir/ir.h:
src/base/text.h:
