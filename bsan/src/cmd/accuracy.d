/tmp/w/cost/bsan/src/cmd/accuracy.o: src/cmd/accuracy.c \
 src/cmd/accuracy.h src/ir/ir.h src/base/text.h src/base/diag.h \
 src/base/mem.h src/base/npy.h src/base/file.h src/cmd/inputs.h
src/cmd/accuracy.h:
src/ir/ir.h:
src/base/text.h:
src/base/diag.h:
src/base/mem.h:
src/base/npy.h:
src/base/file.h:
src/cmd/inputs.h:
