#include "../avgpool_window.h"

/* Channels made together. */
#define AVGPOOL_GROUP 4

static void avgpool_sum_group(const mote_avgpool_s8_params *p, const mote_avgpool_window *at,
                              int32_t c, int32_t sum[AVGPOOL_GROUP]) {
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

void mote_avgpool_s8(const void *params, const int8_t *const *in, int8_t *const *out, int32_t n,
                     void *scratch) {
    const mote_avgpool_s8_params *p = params;
    (void)scratch;
    for (int32_t y = 0; y < n; y++, in += p->stride_h)
        for (int32_t x = 0; x < p->out_w; x++) {
            mote_avgpool_window at = mote_avgpool_window_at(p, in, x);
            for (int32_t c = 0, made; c < p->channels; c += made) {
                int32_t sum[AVGPOOL_GROUP];
                made = p->channels - c >= AVGPOOL_GROUP ? AVGPOOL_GROUP : 1;
                if (made == AVGPOOL_GROUP)
                    avgpool_sum_group(p, &at, c, sum);
                else
                    sum[0] = mote_avgpool_sum(p, &at, c);
                mote_avgpool_put(p, &at, sum, made, out[y] + x * p->channels + c);
            }
        }
}
