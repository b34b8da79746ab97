#include "../finish_s32.h"

void mote_finish_s32(const void *params, const int8_t *const *in, int8_t *const *out, int32_t n,
                     void *scratch) {
    const mote_finish_s32_params *p = params;
    const int32_t *sums = (const int32_t *)(const void *)in[0];
    int8_t *to = out[0];
    const mote_output output = p->out;
    (void)n;
    (void)scratch;
    for (int32_t x = 0; x < p->pixels; x++)
        for (int32_t o = 0; o < p->out_c; o++)
            *to++ = mote_channels_value(&p->channels, &output, o, (uint32_t)*sums++);
}
