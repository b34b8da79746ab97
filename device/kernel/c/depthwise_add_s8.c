#include "../depthwise_add_row.h"

/* All channels of one tap of one pixel. */
static void depthwise_add_tap(const mote_depthwise_add_s8_params *p, const int8_t *x,
                              const int8_t *w, int32_t *sums) {
    int32_t zero = p->in_zero, multiplier = p->depth_multiplier;
    const int8_t *end = x + p->in_c;
    if (multiplier == 1)
        for (; end - x >= 4; x += 4, w += 4, sums += 4) {
            mote_accumulate(&sums[0], (x[0] - zero) * w[0]);
            mote_accumulate(&sums[1], (x[1] - zero) * w[1]);
            mote_accumulate(&sums[2], (x[2] - zero) * w[2]);
            mote_accumulate(&sums[3], (x[3] - zero) * w[3]);
        }
    for (; x < end; x++)
        for (int32_t m = 0; m < multiplier; m++)
            mote_accumulate(sums++, (*x - zero) * *w++);
}

void mote_depthwise_add_s8(const void *params, const int8_t *const *in, int8_t *const *out,
                           int32_t n, void *scratch) {
    (void)scratch;
    mote_depthwise_add_row(params, in[0], out[0], n, depthwise_add_tap);
}
