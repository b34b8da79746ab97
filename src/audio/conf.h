/* The .conf file of an audio front end (doc/audio.md): sizes, bands, clip and labels, checked, and
 * the tables that follow from them. */
#ifndef MOTE_AUDIO_CONF_H
#define MOTE_AUDIO_CONF_H

#include "device/audio/clip.h"
#include "device/audio/logmel.h"

/* A front end may ask for no more than this. */
#define AUDIO_MAX_FRAMES 1000 /* of a clip */
#define AUDIO_MAX_BANDS 128
#define AUDIO_MAX_FFT 1024
#define AUDIO_MAX_LABELS 1000

typedef struct audio_conf {
    mote_logmel_config logmel; /* with its tables */
    mote_clip_config clip;
    double low_hz, high_hz; /* of the lowest and the highest band's outer corners */
    double floor;           /* power that the logarithm starts from, see logmel.h */
    int label_count;        /* 0: the file has none */
    const char **labels;    /* label i belongs to output i of the model */
} audio_conf;

/* Reads and checks a .conf file; fail() names the line, the key and what it may be. */
const audio_conf *audio_conf_read(const char *path);
/* The same from text; `name` is what messages call it. */
const audio_conf *audio_conf_parse(const char *text, const char *name);
/* "dir/word.tflite" -> "dir/word.conf": where the front end of a model lies. */
const char *audio_conf_path(const char *model_path);

#endif
