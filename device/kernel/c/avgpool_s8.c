#include "../avgpool_s8.h"

#include "../../window.h"

/* Sum and number of the taps of one channel; `x` is the column of tap 0. */
static int32_t avgpool_sum(const mote_avgpool_s8_params *p, const int8_t *const *rows, int32_t x,
                           mote_taps taps, int32_t channel, int32_t *count) {
    int32_t sum = 0, rows_inside = 0;
    for (int32_t ky = 0; ky < p->kernel_h; ky++) {
        if (!rows[ky])
            continue;
        const int8_t *at = rows[ky] + (x + taps.first) * p->channels + channel;
        for (int32_t kx = taps.first; kx < taps.end; kx++, at += p->channels)
            sum += *at;
        rows_inside++;
    }
    *count = rows_inside * (taps.end - taps.first);
    return sum;
}

static int32_t avgpool_divide(int32_t sum, int32_t count) {
    return (sum > 0 ? sum + count / 2 : sum - count / 2) / count;
}

void mote_avgpool_s8(const void *params, const int8_t *const *in, int8_t *const *out, int32_t n,
                     void *scratch) {
    const mote_avgpool_s8_params *p = params;
    (void)scratch;
    for (int32_t y = 0; y < n; y++)
        for (int32_t i = 0; i < p->out_w; i++) {
            int32_t x = i * p->stride_w - p->pad_left, count;
            mote_taps taps = mote_taps_at(x, p->kernel_w, 1, p->in_w);
            for (int32_t c = 0; c < p->channels; c++) {
                int32_t sum = avgpool_sum(p, in + y * p->stride_h, x, taps, c, &count);
                out[y][i * p->channels + c] =
                    (int8_t)mote_clamp(avgpool_divide(sum, count), p->out.min, p->out.max);
            }
        }
}
