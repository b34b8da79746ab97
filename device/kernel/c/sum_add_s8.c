#include "../sum_add_s8.h"

#include "../../accumulate.h"
#include "../../window.h"

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
        const int8_t *at = in[0] + (x + taps.first) * p->channels;
        for (int32_t k = taps.first; k < taps.end; k++)
            for (int32_t c = 0; c < p->channels; c++)
                sums[c] += *at++;
    }
}
