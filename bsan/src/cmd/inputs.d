/tmp/w/cost/bsan/src/cmd/inputs.o: src/cmd/inputs.c src/cmd/inputs.h \
 src/base/npy.h src/base/file.h src/ir/ir.h src/base/text.h \
 src/base/diag.h src/base/image.h src/base/mem.h src/base/rng.h
src/cmd/inputs.h:
src/base/npy.h:
src/base/file.h:
src/ir/ir.h:
src/base/text.h:
src/base/diag.h:
src/base/image.h:
src/base/mem.h:
src/base/rng.h:
