/tmp/w/cost/bsan/src/audio/wav.o: src/audio/wav.c src/audio/wav.h \
 src/base/file.h src/base/diag.h src/base/mem.h
src/audio/wav.h:
src/base/file.h:
src/base/diag.h:
src/base/mem.h:
