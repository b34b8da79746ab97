#include "../maxpool_s8.h"

#include "../../fixed.h"
#include "../../window.h"

/* One pixel: its rows, the offset of its first tap in them, and its taps inside the rows. */
typedef struct maxpool_window {
    const int8_t *const *rows;
    int32_t in, taps;
} maxpool_window;

static int32_t maxpool_larger(int32_t a, int32_t b) {
    return a > b ? a : b;
}

/* The largest values of `made` channels from c on: 4, or 1. */
static void maxpool_largest(const mote_maxpool_s8_params *p, const maxpool_window *at, int32_t c,
                            int32_t made, int8_t *out) {
    int32_t m0 = -128, m1 = -128, m2 = -128, m3 = -128;
    for (int32_t ky = 0; ky < p->kernel_h; ky++) {
        const int8_t *x = at->rows[ky];
        if (!x)
            continue;
        x += at->in + c;
        if (made == 1)
            for (int32_t tap = at->taps; tap > 0; tap--, x += p->channels)
                m0 = maxpool_larger(m0, x[0]);
        else
            for (int32_t tap = at->taps; tap > 0; tap--, x += p->channels) {
                m0 = maxpool_larger(m0, x[0]);
                m1 = maxpool_larger(m1, x[1]);
                m2 = maxpool_larger(m2, x[2]);
                m3 = maxpool_larger(m3, x[3]);
            }
    }
    out[0] = (int8_t)mote_clamp(m0, p->min, p->max);
    if (made == 1)
        return;
    out[1] = (int8_t)mote_clamp(m1, p->min, p->max);
    out[2] = (int8_t)mote_clamp(m2, p->min, p->max);
    out[3] = (int8_t)mote_clamp(m3, p->min, p->max);
}

void mote_maxpool_s8(const void *params, const int8_t *const *in, int8_t *const *out, int32_t n,
                     void *scratch) {
    const mote_maxpool_s8_params *p = params;
    (void)scratch;
    for (int32_t y = 0; y < n; y++)
        for (int32_t x = 0; x < p->out_w; x++) {
            int32_t at = x * p->stride_w - p->pad_left;
            mote_taps taps = mote_taps_at(at, p->kernel_w, 1, p->in_w);
            maxpool_window w = {in + y * p->stride_h, (at + taps.first) * p->channels,
                                taps.end - taps.first};
            int8_t *pixel = out[y] + x * p->channels;
            for (int32_t c = 0, made; c < p->channels; c += made) {
                made = p->channels - c >= 4 ? 4 : 1;
                maxpool_largest(p, &w, c, made, pixel + c);
            }
        }
}
