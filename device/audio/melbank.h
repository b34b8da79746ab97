/* Mel bands and their logarithm. */
#ifndef MOTE_AUDIO_MELBANK_H
#define MOTE_AUDIO_MELBANK_H

#include "logmel.h"

/* spectrum: what mote_fft_real makes of samples and a window times 2^15. out: int8_t[bands], see
 * logmel.h. */
void mote_mel_bank(const mote_logmel_config *config, const int32_t *spectrum, int8_t *out);

#endif
