#include "../../simd.h"
#include "../depthwise_add_row.h"

/* Four channels; `zero` is minus the input's zero point, twice. */
static void depthwise_add_four(uint32_t x, uint32_t zero, const int8_t *w, int32_t *sums) {
    uint32_t even = mote_sxtab16(zero, x), odd = mote_sxtab16_odd(zero, x);
    mote_accumulate(&sums[0], (int16_t)even * w[0]);
    mote_accumulate(&sums[1], (int16_t)odd * w[1]);
    mote_accumulate(&sums[2], (int16_t)(even >> 16) * w[2]);
    mote_accumulate(&sums[3], (int16_t)(odd >> 16) * w[3]);
}

/* All channels of one tap of one pixel. */
static void depthwise_add_tap(const mote_depthwise_add_s8_params *p, const int8_t *x,
                              const int8_t *w, int32_t *sums) {
    int32_t zero = p->in_zero, multiplier = p->depth_multiplier;
    uint32_t zeros = mote_pack16(-zero, -zero);
    const int8_t *end = x + p->in_c;
    if (multiplier == 1 && p->in_c % 4 == 0) /* then pixels are aligned */
        for (; x < end; x += 4, w += 4, sums += 4)
            depthwise_add_four(mote_load_word(x), zeros, w, sums);
    for (; x < end; x++)
        for (int32_t m = 0; m < multiplier; m++)
            mote_accumulate(sums++, (*x - zero) * *w++);
}

void mote_depthwise_add_s8(const void *params, const int8_t *const *in, int8_t *const *out,
                           int32_t n, void *scratch) {
    (void)scratch;
    mote_depthwise_add_row(params, in[0], out[0], n, depthwise_add_tap);
}
