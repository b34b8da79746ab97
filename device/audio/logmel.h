/* The audio front end: 16-bit PCM to log-mel features, in integer arithmetic, hop by hop.
 *
 * One feature frame belongs to every hop of samples. It describes the last `frame` samples:
 *
 *   X[k] = sum over i < frame of hann[i] * x[i] * exp(-2 pi j i k / fft)     x: PCM as it is
 *   P[b] = sum over k of weight[b][k] * |X[k] / fft|^2                       weights of b sum to 1
 *   feature[b] = clamp(round(8 * log2(1 + P[b] / floor)) - 128, -128, 127)
 *
 * hann is periodic; weight[b] is a triangle, its corners equally spaced on the mel scale. So one
 * step is an eighth of an octave of power, 0.376 dB, and -128 is anything far below the floor.
 * Before the first sample the input was silence (zeros).
 *
 * All tables come from a .conf file (doc/audio.md); `mote compile` writes them as C. Nothing here
 * divides or needs a product of more than 32 bits. */
#ifndef MOTE_AUDIO_LOGMEL_H
#define MOTE_AUDIO_LOGMEL_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Feature steps per octave of power, and the feature that stands for silence. */
#define MOTE_LOGMEL_STEPS_PER_OCTAVE 8
#define MOTE_LOGMEL_SILENCE (-128)

/* The bins of one mel band, `count` >= 1 from `first_bin` >= 1 on, all below fft / 2. */
typedef struct mote_mel_band {
    uint16_t first_bin, count;
} mote_mel_band;

/* Constant tables of one front end. */
typedef struct mote_logmel_config {
    uint16_t sample_rate_hz;
    uint16_t frame;            /* samples that a feature frame describes, hop <= frame <= fft */
    uint16_t hop;              /* samples from one feature frame to the next */
    uint16_t fft;              /* a power of two, 64 .. 1024 */
    uint16_t bands;            /* features of a frame */
    const int16_t *window;     /* [frame] Hann window * 2^15, at most 32767 */
    const uint32_t *twiddle;   /* [fft / 2], see fft.h */
    const mote_mel_band *band; /* [bands] */
    const uint16_t *weight;    /* weights * 2^16, at most 65535, band after band */
    uint32_t floor_q30;        /* floor * 2^30, 2^16 .. 2^30 */
    int32_t floor_log2_q16;    /* log2(floor_q30) * 2^16 */
} mote_logmel_config;

/* Kept between two calls. `history` is the caller's: int16_t[frame]. */
typedef struct mote_logmel_state {
    int16_t *history;
    int32_t filled; /* samples in history, frame - hop <= filled < frame */
} mote_logmel_state;

/* Starts anew after silence. */
void mote_logmel_reset(const mote_logmel_config *config, mote_logmel_state *state,
                       int16_t *history);

/* Takes 0 <= n <= hop samples. Returns 1 and writes frame_out, int8_t[bands], when a frame is
 * complete, which is every hop samples; else 0; or -1, with nothing taken, when n is out of range.
 * scratch: int32_t[fft], free again after the call (it may lie in a model's arena). */
int mote_logmel_push(const mote_logmel_config *config, mote_logmel_state *state, const int16_t *pcm,
                     int32_t n, int32_t *scratch, int8_t *frame_out);

#ifdef __cplusplus
}
#endif

#endif
