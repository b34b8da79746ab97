/tmp/w/cost/bsan/src/op/tflite.o: src/op/tflite.c src/op/tflite.h \
 src/base/flatbuffer.h src/ir/ir.h src/base/text.h src/base/diag.h
src/op/tflite.h:
src/base/flatbuffer.h:
src/ir/ir.h:
src/base/text.h:
src/base/diag.h:
