/* The definition in device/audio/logmel.h written again from that text alone. */
#ifndef MOTE_TEST_AUDIO_REFERENCE_H
#define MOTE_TEST_AUDIO_REFERENCE_H

#include "audio/conf.h"

/* The features, not rounded and not clamped, of one frame in double arithmetic, without any table
 * of the front end: x[frame] -> out[bands]. */
void reference_frame(const audio_conf *c, const int16_t *x, double *out);

/* The spectrum of one frame as device/audio/fft.h gives it, to the last bit: how it is rounded is
 * part of what a model was trained with. By the plainest recursion, with the front end's window and
 * twiddles. x[frame] -> out[fft]. */
void reference_spectrum(const audio_conf *c, const int16_t *x, int32_t *out);

#endif
