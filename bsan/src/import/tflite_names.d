/tmp/w/cost/bsan/src/import/tflite_names.o: src/import/tflite_names.c \
 src/base/mem.h src/import/tflite.h src/base/file.h src/ir/ir.h \
 src/base/text.h
src/base/mem.h:
src/import/tflite.h:
src/base/file.h:
src/ir/ir.h:
src/base/text.h:
