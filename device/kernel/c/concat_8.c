#include "../concat_8.h"

void mote_concat_8(const void *params, const int8_t *const *in, int8_t *const *out, int32_t n,
                   void *scratch) {
    const mote_concat_8_params *p = params;
    (void)scratch;
    for (int32_t y = 0; y < n; y++) {
        int8_t *to = out[y];
        for (int32_t round = 0; round < p->rounds; round++)
            for (int32_t i = 0; i < p->inputs; i++) {
                const int8_t *from = in[i * n + y];
                for (int32_t k = 0; from && k < p->run[i]; k++)
                    *to++ = from[round * p->run[i] + k];
            }
    }
}
