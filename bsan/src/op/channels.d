/tmp/w/cost/bsan/src/op/channels.o: src/op/channels.c src/op/channels.h \
 src/ir/ir.h src/base/text.h src/base/mem.h
src/op/channels.h:
src/ir/ir.h:
src/base/text.h:
src/base/mem.h:
