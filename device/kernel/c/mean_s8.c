#include "../mean_s8.h"

static int32_t mean_sum(const mote_mean_s8_params *p, const int8_t *x) {
    int32_t total = 0;
    for (int32_t a = 0; a < p->sum[0]; a++)
        for (int32_t b = 0; b < p->sum[1]; b++) {
            const int8_t *at = x + a * p->sum_stride[0] + b * p->sum_stride[1];
            for (int32_t c = 0; c < p->sum[2]; c++, at += p->sum_stride[2])
                total += *at;
        }
    return total;
}

void mote_mean_s8(const void *params, const int8_t *const *in, int8_t *const *out, int32_t n,
                  void *scratch) {
    const mote_mean_s8_params *p = params;
    int8_t *to = out[0];
    (void)n;
    (void)scratch;
    for (int32_t a = 0; a < p->keep[0]; a++)
        for (int32_t b = 0; b < p->keep[1]; b++)
            for (int32_t c = 0; c < p->keep[2]; c++) {
                const int8_t *x =
                    in[0] + a * p->keep_stride[0] + b * p->keep_stride[1] + c * p->keep_stride[2];
                *to++ = mote_output_value(&p->out, mean_sum(p, x) + p->offset, p->scale);
            }
}
