/tmp/w/cost/bsan/src/op/op.o: src/op/op.c src/op/op.h src/base/rng.h \
 src/ir/ir.h src/base/text.h src/op/channels.h src/op/kernel.h \
 src/op/tflite.h src/base/flatbuffer.h src/base/diag.h src/base/mem.h
src/op/op.h:
src/base/rng.h:
src/ir/ir.h:
src/base/text.h:
src/op/channels.h:
src/op/kernel.h:
src/op/tflite.h:
src/base/flatbuffer.h:
src/base/diag.h:
src/base/mem.h:
