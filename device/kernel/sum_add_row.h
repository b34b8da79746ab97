/* What versions of sum_add_s8 share. */
#ifndef MOTE_KERNEL_SUM_ADD_ROW_H
#define MOTE_KERNEL_SUM_ADD_ROW_H

#include "../accumulate.h"
#include "../fixed.h"
#include "../window.h"
#include "sum_add_s8.h"

/* Adds `taps` pixels from `x` on to a pixel's sums. */
typedef void mote_sum_add_pixels(const int8_t *x, int32_t taps, int32_t channels, int32_t *sums);

/* Four channels at a time. */
MOTE_INLINE void mote_sum_add_bytes(const int8_t *x, int32_t taps, int32_t channels,
                                    int32_t *sums) {
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

MOTE_INLINE void mote_sum_add_row(const mote_sum_add_s8_params *p, const int8_t *row, int8_t *out,
                                  int32_t n, mote_sum_add_pixels *add) {
    int32_t *sums = mote_accumulators(out, p->out_w * p->channels, n);
    if (n + p->pad_top >= p->kernel_h)
        return;
    for (int32_t i = 0; i < p->out_w; i++, sums += p->channels) {
        int32_t x = i * p->stride_w - p->pad_left;
        mote_taps taps = mote_taps_at(x, p->kernel_w, 1, p->in_w);
        add(row + (x + taps.first) * p->channels, taps.end - taps.first, p->channels, sums);
    }
}

#endif
