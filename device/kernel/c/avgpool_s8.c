#include "../avgpool_s8.h"

#include "../../fixed.h"
#include "../../window.h"

/* Channels made together. */
#define AVGPOOL_GROUP 4

/* One pixel: its rows, the offset of its first tap in them, and its taps inside the rows. */
typedef struct avgpool_window {
    const int8_t *const *rows;
    int32_t in, taps;
} avgpool_window;

static void avgpool_sum_group(const mote_avgpool_s8_params *p, const avgpool_window *at, int32_t c,
                              int32_t sum[AVGPOOL_GROUP]) {
    int32_t s0 = 0, s1 = 0, s2 = 0, s3 = 0;
    for (int32_t ky = 0; ky < p->kernel_h; ky++) {
        const int8_t *x = at->rows[ky];
        if (!x)
            continue;
        x += at->in + c;
        for (int32_t tap = at->taps; tap > 0; tap--, x += p->channels) {
            s0 += x[0];
            s1 += x[1];
            s2 += x[2];
            s3 += x[3];
        }
    }
    sum[0] = s0;
    sum[1] = s1;
    sum[2] = s2;
    sum[3] = s3;
}

static int32_t avgpool_sum_one(const mote_avgpool_s8_params *p, const avgpool_window *at,
                               int32_t c) {
    int32_t s = 0;
    for (int32_t ky = 0; ky < p->kernel_h; ky++) {
        const int8_t *x = at->rows[ky];
        if (!x)
            continue;
        x += at->in + c;
        for (int32_t tap = at->taps; tap > 0; tap--, x += p->channels)
            s += x[0];
    }
    return s;
}

static int32_t avgpool_rows_inside(const mote_avgpool_s8_params *p, const int8_t *const *rows) {
    int32_t n = 0;
    for (int32_t ky = 0; ky < p->kernel_h; ky++)
        n += rows[ky] != 0;
    return n;
}

static void avgpool_pixel(const mote_avgpool_s8_params *p, const avgpool_window *at, int8_t *out) {
    int32_t count = avgpool_rows_inside(p, at->rows) * at->taps;
    int32_t half = count / 2;
    for (int32_t c = 0, made; c < p->channels; c += made) {
        int32_t sum[AVGPOOL_GROUP];
        made = p->channels - c >= AVGPOOL_GROUP ? AVGPOOL_GROUP : 1;
        if (made == AVGPOOL_GROUP)
            avgpool_sum_group(p, at, c, sum);
        else
            sum[0] = avgpool_sum_one(p, at, c);
        for (int32_t g = 0; g < made; g++) {
            int32_t mean = (sum[g] > 0 ? sum[g] + half : sum[g] - half) / count;
            out[c + g] = (int8_t)mote_clamp(mean, p->min, p->max);
        }
    }
}

void mote_avgpool_s8(const void *params, const int8_t *const *in, int8_t *const *out, int32_t n,
                     void *scratch) {
    const mote_avgpool_s8_params *p = params;
    (void)scratch;
    for (int32_t y = 0; y < n; y++)
        for (int32_t x = 0; x < p->out_w; x++) {
            int32_t at = x * p->stride_w - p->pad_left;
            mote_taps taps = mote_taps_at(at, p->kernel_w, 1, p->in_w);
            avgpool_window w = {in + y * p->stride_h, (at + taps.first) * p->channels,
                                taps.end - taps.first};
            avgpool_pixel(p, &w, out[y] + x * p->channels);
        }
}
