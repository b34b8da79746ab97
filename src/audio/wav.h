/* .wav files, by libsndfile and libsamplerate. */
#ifndef MOTE_AUDIO_WAV_H
#define MOTE_AUDIO_WAV_H

#include <stdint.h>

#include "base/file.h"

typedef struct audio_pcm {
    int64_t count;
    int16_t *sample;
} audio_pcm;

/* Reads a .wav file as one channel (the mean of all) at this rate. A file of that rate with one
 * channel of 16 bits is taken as it is. */
audio_pcm audio_wav_read(const char *path, int rate_hz);
audio_pcm audio_wav_parse(bytes file, int rate_hz);

#endif
