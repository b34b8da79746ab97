/tmp/w/cost/bsan/src/op/add.o: src/op/add.c src/op/sum.h \
 src/op/broadcast.h src/op/op.h src/base/rng.h src/ir/ir.h \
 src/base/text.h src/op/channels.h src/op/kernel.h src/op/tflite.h \
 src/base/flatbuffer.h
src/op/sum.h:
src/op/broadcast.h:
src/op/op.h:
src/base/rng.h:
src/ir/ir.h:
src/base/text.h:
src/op/channels.h:
src/op/kernel.h:
src/op/tflite.h:
src/base/flatbuffer.h:
