#include "../finish_mean_s32.h"

void mote_finish_mean_s32(const void *params, const int8_t *const *in, int8_t *const *out,
                          int32_t n, void *scratch) {
    const mote_finish_mean_s32_params *p = params;
    const int32_t *sums = (const int32_t *)(const void *)in[0];
    (void)n;
    (void)scratch;
    for (int32_t i = 0; i < p->count; i++)
        out[0][i] = mote_output_value(&p->out, sums[i] + p->offset, p->scale);
}
