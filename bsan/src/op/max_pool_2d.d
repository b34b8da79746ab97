/tmp/w/cost/bsan/src/op/max_pool_2d.o: src/op/max_pool_2d.c src/op/pool.h \
 src/op/op.h src/base/rng.h src/ir/ir.h src/base/text.h src/op/channels.h \
 src/op/kernel.h src/op/tflite.h src/base/flatbuffer.h src/op/window.h
src/op/pool.h:
src/op/op.h:
src/base/rng.h:
src/ir/ir.h:
src/base/text.h:
src/op/channels.h:
src/op/kernel.h:
src/op/tflite.h:
src/base/flatbuffer.h:
src/op/window.h:
