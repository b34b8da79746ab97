#include "../maxpool_s8.h"

#include "../../window.h"

static int32_t maxpool_most(const mote_maxpool_s8_params *p, const int8_t *const *rows, int32_t x,
                            mote_taps taps, int32_t channel) {
    int32_t most = -128;
    for (int32_t ky = 0; ky < p->kernel_h; ky++) {
        if (!rows[ky])
            continue;
        const int8_t *at = rows[ky] + (x + taps.first) * p->channels + channel;
        for (int32_t kx = taps.first; kx < taps.end; kx++, at += p->channels)
            most = *at > most ? *at : most;
    }
    return most;
}

void mote_maxpool_s8(const void *params, const int8_t *const *in, int8_t *const *out, int32_t n,
                     void *scratch) {
    const mote_maxpool_s8_params *p = params;
    (void)scratch;
    for (int32_t y = 0; y < n; y++)
        for (int32_t i = 0; i < p->out_w; i++) {
            int32_t x = i * p->stride_w - p->pad_left;
            mote_taps taps = mote_taps_at(x, p->kernel_w, 1, p->in_w);
            for (int32_t c = 0; c < p->channels; c++)
                out[y][i * p->channels + c] = (int8_t)mote_clamp(
                    maxpool_most(p, in + y * p->stride_h, x, taps, c), p->out.min, p->out.max);
        }
}
