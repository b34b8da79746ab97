/tmp/w/cost/bsan/src/import/tflite.o: src/import/tflite.c \
 src/import/tflite.h src/base/file.h src/ir/ir.h src/base/text.h \
 src/base/diag.h src/base/flatbuffer.h src/base/mem.h src/op/op.h \
 src/base/rng.h src/op/channels.h src/op/kernel.h src/op/tflite.h
src/import/tflite.h:
src/base/file.h:
src/ir/ir.h:
src/base/text.h:
src/base/diag.h:
src/base/flatbuffer.h:
src/base/mem.h:
src/op/op.h:
src/base/rng.h:
src/op/channels.h:
src/op/kernel.h:
src/op/tflite.h:
