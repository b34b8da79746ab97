/tmp/w/cost/bsan/src/audio/tables.o: src/audio/tables.c \
 src/audio/tables.h src/audio/conf.h device/audio/clip.h \
 device/audio/logmel.h src/base/diag.h src/base/mem.h
src/audio/tables.h:
src/audio/conf.h:
device/audio/clip.h:
device/audio/logmel.h:
src/base/diag.h:
src/base/mem.h:
