/tmp/w/cost/bsan/src/op/window.o: src/op/window.c src/op/window.h \
 src/base/rng.h src/ir/ir.h src/base/text.h src/op/kernel.h \
 src/op/tflite.h src/base/flatbuffer.h src/base/diag.h src/base/mem.h
src/op/window.h:
src/base/rng.h:
src/ir/ir.h:
src/base/text.h:
src/op/kernel.h:
src/op/tflite.h:
src/base/flatbuffer.h:
src/base/diag.h:
src/base/mem.h:
