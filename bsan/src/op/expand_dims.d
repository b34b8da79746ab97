/tmp/w/cost/bsan/src/op/expand_dims.o: src/op/expand_dims.c src/op/view.h \
 src/op/op.h src/base/rng.h src/ir/ir.h src/base/text.h src/op/channels.h \
 src/op/kernel.h src/op/tflite.h src/base/flatbuffer.h
src/op/view.h:
src/op/op.h:
src/base/rng.h:
src/ir/ir.h:
src/base/text.h:
src/op/channels.h:
src/op/kernel.h:
src/op/tflite.h:
src/base/flatbuffer.h:
