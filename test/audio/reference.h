/* The definition in device/audio/logmel.h in double arithmetic, written again from that text alone:
 * no table of the front end is used. */
#ifndef MOTE_TEST_AUDIO_REFERENCE_H
#define MOTE_TEST_AUDIO_REFERENCE_H

#include "audio/conf.h"

/* The features, not rounded and not clamped, of one frame: x[frame] -> out[bands]. */
void reference_frame(const audio_conf *c, const int16_t *x, double *out);

#endif
