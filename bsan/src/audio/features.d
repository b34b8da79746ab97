/tmp/w/cost/bsan/src/audio/features.o: src/audio/features.c \
 src/audio/features.h src/audio/conf.h device/audio/clip.h \
 device/audio/logmel.h src/base/diag.h src/base/mem.h
src/audio/features.h:
src/audio/conf.h:
device/audio/clip.h:
device/audio/logmel.h:
src/base/diag.h:
src/base/mem.h:
