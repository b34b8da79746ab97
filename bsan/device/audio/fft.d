/tmp/w/cost/bsan/device/audio/fft.o: device/audio/fft.c \
 device/audio/fft.h
device/audio/fft.h:
