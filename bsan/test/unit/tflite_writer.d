/tmp/w/cost/bsan/test/unit/tflite_writer.o: test/unit/tflite_writer.c \
 test/unit/tflite_writer.h src/base/file.h src/ir/ir.h src/base/text.h \
 src/base/diag.h src/base/mem.h src/import/tflite.h src/op/op.h \
 src/base/rng.h src/op/channels.h src/op/kernel.h src/op/tflite.h \
 src/base/flatbuffer.h
test/unit/tflite_writer.h:
src/base/file.h:
src/ir/ir.h:
src/base/text.h:
src/base/diag.h:
src/base/mem.h:
src/import/tflite.h:
src/op/op.h:
src/base/rng.h:
src/op/channels.h:
src/op/kernel.h:
src/op/tflite.h:
src/base/flatbuffer.h:
