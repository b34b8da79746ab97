#include "../mul_s8.h"

static void mul_row(const mote_mul_s8_params *p, const int8_t *a, const int8_t *b, int8_t *to) {
    int32_t index[MOTE_BROADCAST_AXES] = {0};
    for (int32_t run = 0; run < p->walk.runs; run++) {
        for (int32_t i = 0; i < p->walk.inner; i++, a += p->walk.inner_a, b += p->walk.inner_b)
            *to++ = mote_output_value(&p->out, (*a - p->zero_a) * (*b - p->zero_b), p->scale);
        mote_broadcast_next(&p->walk, index, &a, &b);
    }
}

void mote_mul_s8(const void *params, const int8_t *const *in, int8_t *const *out, int32_t n,
                 void *scratch) {
    const mote_mul_s8_params *p = params;
    const int8_t *const *b = in + (p->walk.row_a ? n : 1);
    (void)scratch;
    for (int32_t y = 0; y < n; y++)
        mul_row(p, in[y * p->walk.row_a], b[y * p->walk.row_b], out[y]);
}
