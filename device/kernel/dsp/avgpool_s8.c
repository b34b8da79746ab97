#include "../../simd.h"
#include "../avgpool_window.h"

/* Sums of so many values fit int16. */
#define AVGPOOL_WORD_TAPS 255

/* Channels made together. */
#define AVGPOOL_GROUP 8

static void avgpool_put_sums(uint32_t even, uint32_t odd, int32_t *sum) {
    sum[0] = (int16_t)even;
    sum[1] = (int16_t)odd;
    sum[2] = (int16_t)(even >> 16);
    sum[3] = (int16_t)(odd >> 16);
}

/* Of a group from channel c on: of every 4 the channels 0 and 2, 1 and 3 in a word. */
static void avgpool_sum_group(const mote_avgpool_s8_params *p, const mote_avgpool_window *at,
                              int32_t c, int32_t sum[AVGPOOL_GROUP]) {
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

void mote_avgpool_s8(const void *params, const int8_t *const *in, int8_t *const *out, int32_t n,
                     void *scratch) {
    const mote_avgpool_s8_params *p = params;
    (void)scratch;
    for (int32_t y = 0; y < n; y++, in += p->stride_h)
        for (int32_t x = 0; x < p->out_w; x++) {
            mote_avgpool_window at = mote_avgpool_window_at(p, in, x);
            int together = p->channels % AVGPOOL_GROUP == 0 && at.count <= AVGPOOL_WORD_TAPS;
            for (int32_t c = 0, made = together ? AVGPOOL_GROUP : 1; c < p->channels; c += made) {
                int32_t sum[AVGPOOL_GROUP];
                if (together)
                    avgpool_sum_group(p, &at, c, sum);
                else
                    sum[0] = mote_avgpool_sum(p, &at, c);
                mote_avgpool_put(p, &at, sum, made, out[y] + x * p->channels + c);
            }
        }
}
