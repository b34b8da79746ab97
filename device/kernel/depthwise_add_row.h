/* What versions of depthwise_add_s8 share. */
#ifndef MOTE_KERNEL_DEPTHWISE_ADD_ROW_H
#define MOTE_KERNEL_DEPTHWISE_ADD_ROW_H

#include "../accumulate.h"
#include "../fixed.h"
#include "../window.h"
#include "depthwise_add_s8.h"

/* Adds all channels of one tap of one pixel. */
typedef void mote_depthwise_add_tap(const mote_depthwise_add_s8_params *p, const int8_t *x,
                                    const int8_t *w, int32_t *sums);

MOTE_INLINE void mote_depthwise_add_row(const mote_depthwise_add_s8_params *p, const int8_t *row,
                                        int8_t *out, int32_t n, mote_depthwise_add_tap *add) {
    int32_t out_c = p->in_c * p->depth_multiplier, ky = n + p->pad_top;
    int32_t *sums = mote_accumulators(out, p->out_w * out_c, n);
    if (ky >= p->kernel_h)
        return;
    for (int32_t i = 0; i < p->out_w; i++, sums += out_c) {
        int32_t x = i * p->stride_w - p->pad_left;
        mote_taps taps = mote_taps_at(x, p->kernel_w, p->dilation_w, p->in_w);
        for (int32_t k = taps.first; k < taps.end; k++)
            add(p, row + (x + k * p->dilation_w) * p->in_c,
                p->weights + (ky * p->kernel_w + k) * out_c, sums);
    }
}

#endif
