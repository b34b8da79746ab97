#include "../mul_s8.h"

void mote_mul_s8(const void *params, const int8_t *const *in, int8_t *const *out, int32_t n,
                 void *scratch) {
    const mote_mul_s8_params *p = params;
    const int8_t *a = in[0], *b = in[1];
    int8_t *to = out[0];
    int32_t index[MOTE_BROADCAST_AXES] = {0};
    (void)n;
    (void)scratch;
    for (int32_t run = 0; run < p->walk.runs; run++) {
        for (int32_t i = 0; i < p->walk.inner; i++, a += p->walk.inner_a, b += p->walk.inner_b)
            *to++ = mote_output_value(&p->out, (*a - p->zero_a) * (*b - p->zero_b), p->scale);
        mote_broadcast_next(&p->walk, index, &a, &b);
    }
}
