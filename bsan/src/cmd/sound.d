/tmp/w/cost/bsan/src/cmd/sound.o: src/cmd/sound.c src/cmd/sound.h \
 src/audio/conf.h device/audio/clip.h device/audio/logmel.h \
 src/cmd/inputs.h src/base/npy.h src/base/file.h src/ir/ir.h \
 src/base/text.h src/audio/features.h src/audio/wav.h src/base/diag.h \
 src/base/mem.h
src/cmd/sound.h:
src/audio/conf.h:
device/audio/clip.h:
device/audio/logmel.h:
src/cmd/inputs.h:
src/base/npy.h:
src/base/file.h:
src/ir/ir.h:
src/base/text.h:
src/audio/features.h:
src/audio/wav.h:
src/base/diag.h:
src/base/mem.h:
