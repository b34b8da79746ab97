/tmp/w/cost/bsan/device/audio/melbank.o: device/audio/melbank.c \
 device/audio/melbank.h device/audio/logmel.h
device/audio/melbank.h:
device/audio/logmel.h:
