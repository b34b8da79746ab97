#include "../finish_avgpool_s32.h"

#include "../../fixed.h"
#include "../../window.h"

void mote_finish_avgpool_s32(const void *params, const int8_t *const *in, int8_t *const *out,
                             int32_t n, void *scratch) {
    const mote_finish_avgpool_s32_params *p = params;
    const int32_t *sums = (const int32_t *)(const void *)in[0];
    int8_t *to = out[0];
    (void)n;
    (void)scratch;
    for (int32_t x = 0; x < p->out_w; x++) {
        mote_taps taps = mote_taps_at(x * p->stride_w - p->pad_left, p->kernel_w, 1, p->in_w);
        int32_t count = (taps.end - taps.first) * p->rows, half = count / 2;
        for (int32_t c = 0; c < p->channels; c++, sums++) {
            int32_t mean = (*sums > 0 ? *sums + half : *sums - half) / count;
            *to++ = (int8_t)mote_clamp(mean, p->min, p->max);
        }
    }
}
