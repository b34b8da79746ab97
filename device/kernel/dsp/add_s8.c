#include "../add_s8.h"

#include "../../simd.h"

/* (x - zero) << 20 doubled, for mote_multiply_top. */
#define ADD_OPERAND_BITS 21

/* A scale that shifts to the right, for values that can be doubled without overflow. Halves are
 * rounded away from zero only where something is shifted. */
typedef struct add_scale {
    int32_t multiplier, shift, nudge, sign_mask;
} add_scale;

static add_scale add_scale_of(mote_scale s) {
    add_scale a = {s.multiplier, -s.shift, 0, 0};
    if (a.shift > 0) {
        a.nudge = (int32_t)((uint32_t)1 << (a.shift - 1));
        a.sign_mask = -1;
    }
    return a;
}

static inline int32_t add_rescale(int32_t doubled, add_scale s) {
    int32_t top = mote_multiply_top(doubled, s.multiplier);
    return (top + ((top >> 31) & s.sign_mask) + s.nudge) >> s.shift;
}

/* `count` values; steps of 0 repeat one. The operands are less than 2^28 and their sum less than
 * 2^29, so nothing overflows. */
static void add_run(const mote_add_s8_params *p, const int8_t *x, const int8_t *y, int8_t *to) {
    add_scale a = add_scale_of(p->scale_a), b = add_scale_of(p->scale_b);
    add_scale out = add_scale_of(p->scale_out);
    int32_t zero_a = p->zero_a, zero_b = p->zero_b, sign = p->subtract ? -1 : 1;
    int32_t zero = p->out.zero, low = p->out.min, high = p->out.max;
    int32_t step_x = p->walk.inner_a, step_y = p->walk.inner_b;
    for (const int8_t *end = to + p->walk.inner; to < end; x += step_x, y += step_y) {
        int32_t sum = add_rescale((*x - zero_a) * (1 << ADD_OPERAND_BITS), a) +
                      sign * add_rescale((*y - zero_b) * (1 << ADD_OPERAND_BITS), b);
        *to++ = (int8_t)mote_clamp(add_rescale(2 * sum, out) + zero, low, high);
    }
}

static void add_row(const mote_add_s8_params *p, const int8_t *a, const int8_t *b, int8_t *to) {
    int32_t index[MOTE_BROADCAST_AXES] = {0};
    for (int32_t run = 0; run < p->walk.runs; run++, to += p->walk.inner) {
        add_run(p, a, b, to);
        a += p->walk.inner * p->walk.inner_a;
        b += p->walk.inner * p->walk.inner_b;
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
