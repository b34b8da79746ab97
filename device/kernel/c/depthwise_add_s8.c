#include "../depthwise_add_s8.h"

#include "../../accumulate.h"
#include "../../window.h"

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
    const mote_depthwise_add_s8_params *p = params;
    int32_t out_c = p->in_c * p->depth_multiplier, ky = n + p->pad_top;
    int32_t *sums = mote_accumulators(out[0], p->out_w * out_c, n);
    (void)scratch;
    if (ky >= p->kernel_h)
        return;
    for (int32_t i = 0; i < p->out_w; i++, sums += out_c) {
        int32_t x = i * p->stride_w - p->pad_left;
        mote_taps taps = mote_taps_at(x, p->kernel_w, p->dilation_w, p->in_w);
        for (int32_t k = taps.first; k < taps.end; k++)
            depthwise_add_tap(p, in[0] + (x + k * p->dilation_w) * p->in_c,
                              p->weights + (ky * p->kernel_w + k) * out_c, sums);
    }
}
