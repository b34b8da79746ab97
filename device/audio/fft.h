/* The discrete Fourier transform of real data, 32-bit data with 16-bit twiddles. */
#ifndef MOTE_AUDIO_FFT_H
#define MOTE_AUDIO_FFT_H

#include <stdint.h>

/* Turns data[n], real values of at most 2^30, into X[k] / n, in place:
 *   data[0] = X[0] / n, data[1] = X[n / 2] / n, data[2 k], data[2 k + 1] = re, im of X[k] / n.
 * n is a power of two >= 4. twiddle: [n / 2][2] cos, -sin of 2 pi k / n, times 2^15. The sum of
 * |data| must stay below n * 2^30 / 2, as it does behind a Hann window. */
void mote_fft_real(int32_t *data, int32_t n, const int16_t *twiddle);

#endif
