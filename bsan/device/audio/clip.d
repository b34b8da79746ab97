/tmp/w/cost/bsan/device/audio/clip.o: device/audio/clip.c \
 device/audio/clip.h device/audio/logmel.h
device/audio/clip.h:
device/audio/logmel.h:
