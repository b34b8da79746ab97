#include "../../simd.h"
#include "../sum_add_row.h"

/* Sums of so many values fit int16. */
#define SUM_ADD_WORD_TAPS 255

/* Of every 4 channels 0 and 2, 1 and 3 in a word, as long as that holds them. */
static void sum_add_words(const int8_t *x, int32_t taps, int32_t channels, int32_t *sums) {
    if (channels % 4 != 0 || taps > SUM_ADD_WORD_TAPS) {
        mote_sum_add_bytes(x, taps, channels, sums);
        return;
    }
    for (const int8_t *end = x + channels; x < end; x += 4, sums += 4) {
        uint32_t even = 0, odd = 0;
        const int8_t *at = x;
        for (int32_t tap = taps; tap > 0; tap--, at += channels) {
            uint32_t four = mote_load_word(at);
            even = mote_sxtab16(even, four);
            odd = mote_sxtab16_odd(odd, four);
        }
        sums[0] += (int16_t)even;
        sums[1] += (int16_t)odd;
        sums[2] += (int16_t)(even >> 16);
        sums[3] += (int16_t)(odd >> 16);
    }
}

void mote_sum_add_s8(const void *params, const int8_t *const *in, int8_t *const *out, int32_t n,
                     void *scratch) {
    (void)scratch;
    mote_sum_add_row(params, in[0], out[0], n, sum_add_words);
}
