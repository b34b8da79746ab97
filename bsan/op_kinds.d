/tmp/w/cost/bsan/op_kinds.o: /tmp/w/cost/bsan/op_kinds.c src/op/op.h \
 src/base/rng.h src/ir/ir.h src/base/text.h src/op/channels.h \
 src/op/kernel.h src/op/tflite.h src/base/flatbuffer.h
src/op/op.h:
src/base/rng.h:
src/ir/ir.h:
src/base/text.h:
src/op/channels.h:
src/op/kernel.h:
src/op/tflite.h:
src/base/flatbuffer.h:
