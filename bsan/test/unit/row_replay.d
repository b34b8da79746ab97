/tmp/w/cost/bsan/test/unit/row_replay.o: test/unit/row_replay.c \
 test/unit/row_replay.h src/op/schedule.h src/op/op.h src/base/rng.h \
 src/ir/ir.h src/base/text.h src/op/channels.h src/op/kernel.h \
 src/op/tflite.h src/base/flatbuffer.h src/base/diag.h src/base/mem.h
test/unit/row_replay.h:
src/op/schedule.h:
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
