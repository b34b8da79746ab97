/tmp/w/cost/bsan/src/audio/conf.o: src/audio/conf.c src/audio/conf.h \
 device/audio/clip.h device/audio/logmel.h src/audio/tables.h \
 src/base/diag.h src/base/file.h src/base/mem.h
src/audio/conf.h:
device/audio/clip.h:
device/audio/logmel.h:
src/audio/tables.h:
src/base/diag.h:
src/base/file.h:
src/base/mem.h:
