/tmp/w/cost/bsan/src/audio/emit.o: src/audio/emit.c src/audio/emit.h \
 src/audio/conf.h device/audio/clip.h device/audio/logmel.h \
 src/base/text.h src/audio/tables.h
src/audio/emit.h:
src/audio/conf.h:
device/audio/clip.h:
device/audio/logmel.h:
src/base/text.h:
src/audio/tables.h:
