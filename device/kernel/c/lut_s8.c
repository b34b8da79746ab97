#include "../lut_s8.h"

void mote_lut_s8(const void *params, const int8_t *const *in, int8_t *const *out, int32_t n,
                 void *scratch) {
    const mote_lut_s8_params *p = params;
    (void)scratch;
    for (int32_t y = 0; y < n; y++) {
        const int8_t *from = in[y], *end = from + p->count;
        int8_t *to = out[y];
        while (from < end)
            *to++ = p->table[(uint8_t)*from++];
    }
}
