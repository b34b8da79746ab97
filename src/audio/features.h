/* From sound to features on this computer, by the code and in the blocks of the device. */
#ifndef MOTE_AUDIO_FEATURES_H
#define MOTE_AUDIO_FEATURES_H

#include "audio/conf.h"

typedef struct audio_features {
    int64_t frames;
    int8_t *value; /* [frames][bands] */
} audio_features;

/* One frame for each hop of samples; the last hop is filled up with zeros. */
audio_features audio_features_of(const audio_conf *c, const int16_t *pcm, int64_t count);

/* The clip that a model is given, int8_t[clip.frames][bands]: the last one that gets ready while
 * the sound passes by, and zeros after it as long as a louder stretch may still need them. */
int8_t *audio_clip_of(const audio_conf *c, const int16_t *pcm, int64_t count);

#endif
