/tmp/w/cost/bsan/device/audio/logmel.o: device/audio/logmel.c \
 device/audio/logmel.h device/audio/fft.h device/audio/melbank.h
device/audio/logmel.h:
device/audio/fft.h:
device/audio/melbank.h:
