/* The discrete Fourier transform of real data, 32-bit data with 16-bit twiddles. */
#ifndef MOTE_AUDIO_FFT_H
#define MOTE_AUDIO_FFT_H

#include <stdint.h>

/* out[n] = X[k] / n, the transform of x[i] * window[i], i < count <= n, and zeros behind:
 *   out[0] = X[0] / n, out[1] = X[n / 2] / n, out[2 k], out[2 k + 1] = re, im of X[k] / n.
 * n is a power of two, 16 .. 1024. twiddle: [n / 2], cos and -sin of 2 pi k / n, times 2^15, in the
 * lower and the upper half of a word. The sum of |x * window| must stay below n * 2^30 / 2, as it
 * does with a Hann window. */
void mote_fft_real(const int16_t *x, const int16_t *window, int32_t count, int32_t *out, int32_t n,
                   const uint32_t *twiddle);

#endif
