/tmp/w/cost/bsan/test/unit/random_graph.o: test/unit/random_graph.c \
 test/unit/random_graph.h src/base/rng.h src/ir/ir.h src/base/text.h \
 src/base/diag.h src/base/mem.h src/op/op.h src/op/channels.h \
 src/op/kernel.h src/op/tflite.h src/base/flatbuffer.h
test/unit/random_graph.h:
src/base/rng.h:
src/ir/ir.h:
src/base/text.h:
src/base/diag.h:
src/base/mem.h:
src/op/op.h:
src/op/channels.h:
src/op/kernel.h:
src/op/tflite.h:
src/base/flatbuffer.h:
