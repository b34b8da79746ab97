/tmp/w/cost/bsan/src/pass/fold_channels.o: src/pass/fold_channels.c \
 src/base/mem.h src/op/op.h src/base/rng.h src/ir/ir.h src/base/text.h \
 src/op/channels.h src/op/kernel.h src/op/tflite.h src/base/flatbuffer.h \
 src/pass/pass.h
src/base/mem.h:
src/op/op.h:
src/base/rng.h:
src/ir/ir.h:
src/base/text.h:
src/op/channels.h:
src/op/kernel.h:
src/op/tflite.h:
src/base/flatbuffer.h:
src/pass/pass.h:
