/* The constant tables of a front end. */
#ifndef MOTE_AUDIO_TABLES_H
#define MOTE_AUDIO_TABLES_H

#include "audio/conf.h"

/* Sets all that follows from the sizes and frequencies that `c` already holds. Refuses bands that
 * are so narrow that no bin of the FFT falls into one. */
void audio_tables_make(audio_conf *c);
/* Weights of all bands together. */
int audio_weight_count(const audio_conf *c);

#endif
