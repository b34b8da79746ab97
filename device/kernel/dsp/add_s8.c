#include "../add_s8.h"

#include "../../simd.h"

/* (x - zero) << 20 doubled, for mote_multiply_top. */
#define ADD_OPERAND_BITS 21

/* ---- any shape, one at a time ---- */

/* For scales that shift to the right and values that can be doubled without overflow. */
static int32_t add_rescale(int32_t doubled, mote_scale s) {
    return mote_shift_right_round(mote_multiply_top(doubled, s.multiplier), -s.shift);
}

/* `walk.inner` values. The operands are less than 2^28 and their sum less than 2^29, so nothing
 * overflows. */
static void add_run(const mote_add_s8_params *p, const int8_t *x, const int8_t *y, int8_t *to) {
    for (const int8_t *end = to + p->walk.inner; to < end; to++) {
        int32_t a = add_rescale((*x - p->zero_a) * (1 << ADD_OPERAND_BITS), p->scale_a);
        int32_t b = add_rescale((*y - p->zero_b) * (1 << ADD_OPERAND_BITS), p->scale_b);
        int32_t sum = p->subtract ? a - b : a + b;
        *to = (int8_t)mote_clamp(add_rescale(2 * sum, p->scale_out) + p->out.zero, p->out.min,
                                 p->out.max);
        x += p->walk.inner_a;
        y += p->walk.inner_b;
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

/* ---- four at a time: sums of whole words, results clamped to all of int8 ---- */

/* (2 * zero + 1) << (shift - 1) and a high product below 2^28 fit 32 bits. */
#define ADD_SHIFT_MAX 22

static int add_is_fast(const mote_add_s8_params *p) {
    const mote_broadcast *w = &p->walk;
    return w->runs == 1 && (w->inner & 3) == 0 && w->inner_a && w->inner_b && !p->subtract &&
           p->out.min == -128 && p->out.max == 127 && p->scale_out.shift < 0 &&
           p->scale_out.shift >= -ADD_SHIFT_MAX;
}

/* What the fast way keeps: of the operand whose scale is not one half, then of the sum. */
typedef struct add_constants {
    int32_t zero, multiplier, nudge, shift;
    int32_t half_zero, out_multiplier, out_nudge, out_shift;
} add_constants;

/* The operand, rescaled, doubled. */
static inline int32_t add_term(const add_constants *k, int32_t y) {
    int32_t top = mote_multiply_top(mote_shift_left(y, ADD_OPERAND_BITS) - k->zero, k->multiplier);
    return mote_shift_left((top + (top >> 31) + k->nudge) >> k->shift, 1);
}

/* Both added and brought to the output's scale; one half of an operand is exact. */
static inline int8_t add_value(const add_constants *k, int32_t x, int32_t term) {
    int32_t sum = mote_shift_left(x, ADD_OPERAND_BITS - 1) + (term - k->half_zero);
    int32_t top = mote_multiply_top(sum, k->out_multiplier);
    return (int8_t)mote_half_s8((top + (top >> 31) + k->out_nudge) >> k->out_shift);
}

/* `half` is the operand whose scale is one half. */
static void add_words(const add_constants *k, const int8_t *half, const int8_t *other, int8_t *to,
                      int32_t count) {
    add_constants c = *k;
    for (const int8_t *end = to + count; to < end; half += 4, other += 4, to += 4) {
        uint32_t y = mote_load_word(other), x = mote_load_word(half);
        int32_t t0 = add_term(&c, (int8_t)y), t1 = add_term(&c, (int8_t)(y >> 8));
        int32_t t2 = add_term(&c, (int8_t)(y >> 16)), t3 = add_term(&c, (int8_t)(y >> 24));
        to[0] = add_value(&c, (int8_t)x, t0);
        to[1] = add_value(&c, (int8_t)(x >> 8), t1);
        to[2] = add_value(&c, (int8_t)(x >> 16), t2);
        to[3] = add_value(&c, (int8_t)(x >> 24), t3);
    }
}

static void add_fast(const mote_add_s8_params *p, const int8_t *a, const int8_t *b, int8_t *to) {
    int b_is_half = p->scale_b.shift == 0;
    mote_scale other = b_is_half ? p->scale_a : p->scale_b;
    int32_t zero = b_is_half ? p->zero_a : p->zero_b, half = b_is_half ? p->zero_b : p->zero_a;
    add_constants k = {zero * (1 << ADD_OPERAND_BITS),
                       other.multiplier,
                       (int32_t)((uint32_t)1 << (-other.shift - 1)),
                       -other.shift,
                       half * (1 << (ADD_OPERAND_BITS - 1)),
                       p->scale_out.multiplier,
                       (2 * p->out.zero + 1) * (1 << (-p->scale_out.shift - 1)),
                       -p->scale_out.shift - 1};
    add_words(&k, b_is_half ? b : a, b_is_half ? a : b, to, p->walk.inner);
}

void mote_add_s8(const void *params, const int8_t *const *in, int8_t *const *out, int32_t n,
                 void *scratch) {
    const mote_add_s8_params *p = params;
    const int8_t *const *b = in + (p->walk.row_a ? n : 1);
    (void)scratch;
    for (int32_t y = 0; y < n; y++)
        (add_is_fast(p) ? add_fast : add_row)(p, in[y * p->walk.row_a], b[y * p->walk.row_b],
                                              out[y]);
}
