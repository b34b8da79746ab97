#include "../avgpool_s8.h"

#include "../../simd.h"
#include "../../window.h"

/* Sums of so many values fit int16. */
#define AVGPOOL_WORD_TAPS 255

/* One pixel: its rows, the offset of its first tap in them, and its taps inside the rows. */
typedef struct avgpool_window {
    const int8_t *const *rows;
    int32_t in, taps;
} avgpool_window;

/* Channels made together. */
#define AVGPOOL_GROUP 8

static void avgpool_put_sums(uint32_t even, uint32_t odd, int32_t *sum) {
    sum[0] = (int16_t)even;
    sum[1] = (int16_t)odd;
    sum[2] = (int16_t)(even >> 16);
    sum[3] = (int16_t)(odd >> 16);
}

/* Of a group from channel c on: of every 4 the channels 0 and 2, 1 and 3 in a word. */
static void avgpool_sum_group(const mote_avgpool_s8_params *p, const avgpool_window *at, int32_t c,
                              int32_t sum[AVGPOOL_GROUP]) {
    uint32_t even0 = 0, odd0 = 0, even1 = 0, odd1 = 0;
    int32_t step = p->channels, from = at->in + c, taps = at->taps;
    for (const int8_t *const *row = at->rows, *const *end = row + p->kernel_h; row < end; row++) {
        if (!*row)
            continue;
        const int8_t *x = *row + from;
        for (int32_t tap = taps; tap > 0; tap--, x += step) {
            uint32_t first = mote_load_word(x), second = mote_load_word(x + 4);
            even0 = mote_sxtab16(even0, first);
            odd0 = mote_sxtab16_odd(odd0, first);
            even1 = mote_sxtab16(even1, second);
            odd1 = mote_sxtab16_odd(odd1, second);
        }
    }
    avgpool_put_sums(even0, odd0, sum);
    avgpool_put_sums(even1, odd1, sum + 4);
}

static int32_t avgpool_sum_one(const mote_avgpool_s8_params *p, const avgpool_window *at,
                               int32_t c) {
    int32_t s = 0;
    for (int32_t ky = 0; ky < p->kernel_h; ky++)
        for (int32_t tap = 0; at->rows[ky] && tap < at->taps; tap++)
            s += at->rows[ky][at->in + tap * p->channels + c];
    return s;
}

static int32_t avgpool_rows_inside(const mote_avgpool_s8_params *p, const int8_t *const *rows) {
    int32_t n = 0;
    for (int32_t ky = 0; ky < p->kernel_h; ky++)
        n += rows[ky] != 0;
    return n;
}

static void avgpool_pixel(const mote_avgpool_s8_params *p, const avgpool_window *at, int8_t *out) {
    int32_t count = avgpool_rows_inside(p, at->rows) * at->taps, half = count / 2;
    int together = p->channels % AVGPOOL_GROUP == 0 && count <= AVGPOOL_WORD_TAPS;
    for (int32_t c = 0, made; c < p->channels; c += made) {
        int32_t sum[AVGPOOL_GROUP];
        made = together ? AVGPOOL_GROUP : 1;
        if (together)
            avgpool_sum_group(p, at, c, sum);
        else
            sum[0] = avgpool_sum_one(p, at, c);
        for (int32_t i = 0; i < made; i++) {
            int32_t mean = (sum[i] > 0 ? sum[i] + half : sum[i] - half) / count;
            *out++ = (int8_t)mote_clamp(mean, p->min, p->max);
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
