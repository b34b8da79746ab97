/* What versions of avgpool_s8 share: windows, and means of their sums. */
#ifndef MOTE_KERNEL_AVGPOOL_WINDOW_H
#define MOTE_KERNEL_AVGPOOL_WINDOW_H

#include "../fixed.h"
#include "avgpool_s8.h"

/* One pixel: its rows, the offset of its first tap in them, its taps inside the rows, and how many
 * those are in all. */
typedef struct mote_avgpool_window {
    const int8_t *const *rows;
    int32_t in, taps, count;
} mote_avgpool_window;

MOTE_INLINE mote_avgpool_window mote_avgpool_window_at(const mote_avgpool_s8_params *p,
                                                       const int8_t *const *rows, int32_t x) {
    int32_t first = x * p->stride_w - p->pad_left, end = first + p->kernel_w, inside = 0;
    first = first > 0 ? first : 0;
    end = end < p->in_w ? end : p->in_w; /* no window is all padding */
    for (int32_t ky = 0; ky < p->kernel_h; ky++)
        inside += rows[ky] != 0;
    mote_avgpool_window w = {rows, first * p->channels, end - first, inside * (end - first)};
    return w;
}

MOTE_INLINE int32_t mote_avgpool_sum(const mote_avgpool_s8_params *p, const mote_avgpool_window *at,
                                     int32_t c) {
    int32_t sum = 0;
    for (int32_t ky = 0; ky < p->kernel_h; ky++) {
        const int8_t *x = at->rows[ky] ? at->rows[ky] + at->in + c : 0;
        for (int32_t tap = x ? at->taps : 0; tap > 0; tap--, x += p->channels)
            sum += *x;
    }
    return sum;
}

/* Means, rounded half away from zero, of `n` sums. */
MOTE_INLINE void mote_avgpool_put(const mote_avgpool_s8_params *p, const mote_avgpool_window *at,
                                  const int32_t *sum, int32_t n, int8_t *out) {
    const int32_t count = at->count, half = count / 2, min = p->min, max = p->max;
    for (int32_t i = 0; i < n; i++) {
        int32_t mean = (sum[i] > 0 ? sum[i] + half : sum[i] - half) / count;
        out[i] = (int8_t)mote_clamp(mean, min, max);
    }
}

#endif
