#include "../add_s8.h"

#define ADD_HEADROOM_BITS 20

static int32_t add_operand(int32_t x, int32_t zero, mote_scale s) {
    return mote_requantise(mote_shift_left(x - zero, ADD_HEADROOM_BITS), s);
}

static int8_t add_values(const mote_add_s8_params *p, int32_t x, int32_t y) {
    int32_t a = add_operand(x, p->zero_a, p->scale_a);
    int32_t b = add_operand(y, p->zero_b, p->scale_b);
    return mote_output_value(&p->out, p->subtract ? a - b : a + b, p->scale_out);
}

static void add_row(const mote_add_s8_params *p, const int8_t *a, const int8_t *b, int8_t *to) {
    int32_t index[MOTE_BROADCAST_AXES] = {0};
    for (int32_t run = 0; run < p->walk.runs; run++) {
        for (int32_t i = 0; i < p->walk.inner; i++, a += p->walk.inner_a, b += p->walk.inner_b)
            *to++ = add_values(p, *a, *b);
        mote_broadcast_next(&p->walk, index, &a, &b);
    }
}

void mote_add_s8(const void *params, const int8_t *const *in, int8_t *const *out, int32_t n,
                 void *scratch) {
    const mote_add_s8_params *p = params;
    const int8_t *const *b = in + (p->walk.row_a ? n : 1);
    (void)scratch;
    for (int32_t y = 0; y < n; y++)
        add_row(p, in[y * p->walk.row_a], b[y * p->walk.row_b], out[y]);
}
