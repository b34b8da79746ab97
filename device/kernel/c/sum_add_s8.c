#include "../sum_add_s8.h"

#include "../../accumulate.h"
#include "../../window.h"

/* Adds `taps` pixels from `x` on to a pixel's sums, four channels at a time. */
static void sum_add_pixels(const int8_t *x, int32_t taps, int32_t channels, int32_t *sums) {
    const int32_t *end = sums + channels;
    for (; end - sums >= 4; sums += 4, x += 4) {
        int32_t s0 = sums[0], s1 = sums[1], s2 = sums[2], s3 = sums[3];
        const int8_t *at = x;
        for (int32_t tap = taps; tap > 0; tap--, at += channels) {
            s0 += at[0];
            s1 += at[1];
            s2 += at[2];
            s3 += at[3];
        }
        sums[0] = s0;
        sums[1] = s1;
        sums[2] = s2;
        sums[3] = s3;
    }
    for (; sums < end; sums++, x++)
        for (int32_t tap = 0; tap < taps; tap++)
            *sums += x[tap * channels];
}

void mote_sum_add_s8(const void *params, const int8_t *const *in, int8_t *const *out, int32_t n,
                     void *scratch) {
    const mote_sum_add_s8_params *p = params;
    int32_t *sums = mote_accumulators(out[0], p->out_w * p->channels, n);
    (void)scratch;
    if (n + p->pad_top >= p->kernel_h)
        return;
    for (int32_t i = 0; i < p->out_w; i++, sums += p->channels) {
        int32_t x = i * p->stride_w - p->pad_left;
        mote_taps taps = mote_taps_at(x, p->kernel_w, 1, p->in_w);
        sum_add_pixels(in[0] + (x + taps.first) * p->channels, taps.end - taps.first, p->channels,
                       sums);
    }
}
