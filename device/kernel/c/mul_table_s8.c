#include "../mul_table_s8.h"

#include "../../simd.h"

/* Of bytes of x and y. */
static inline int8_t mul_table_value(const int32_t *factors, const int32_t *terms, uint32_t x,
                                     uint32_t y) {
    return (int8_t)mote_integer_s8((int8_t)(x & 0xffu) * factors[y & 0xffu] + terms[y & 0xffu]);
}

/* Results from `to` to `end`, each with a y of its own. */
static void mul_table_run(const mote_mul_table_s8_params *p, const int8_t *x, const int8_t *y,
                          int8_t *to, const int8_t *end) {
    const int32_t *factors = p->factors, *terms = p->terms;
    if ((((uintptr_t)x | (uintptr_t)y | (uintptr_t)to) & 3) == 0)
        for (; end - to >= 4; x += 4, y += 4, to += 4) {
            uint32_t xs = mote_load_word(x), ys = mote_load_word(y);
            to[0] = mul_table_value(factors, terms, xs, ys);
            to[1] = mul_table_value(factors, terms, xs >> 8, ys >> 8);
            to[2] = mul_table_value(factors, terms, xs >> 16, ys >> 16);
            to[3] = mul_table_value(factors, terms, xs >> 24, ys >> 24);
        }
    while (to < end)
        *to++ = mul_table_value(factors, terms, (uint8_t)*x++, (uint8_t)*y++);
}

/* With one y for all. */
static void mul_table_line(const mote_mul_table_s8_params *p, const int8_t *x, const int8_t *y,
                           int8_t *to, const int8_t *end) {
    const int32_t factor = p->factors[(uint8_t)*y], term = p->terms[(uint8_t)*y];
    while (to < end)
        *to++ = (int8_t)mote_integer_s8(*x++ * factor + term);
}

static void mul_table_row(const mote_mul_table_s8_params *p, const int8_t *x, const int8_t *y,
                          int8_t *to) {
    const mote_broadcast *walk = &p->walk;
    int32_t index[MOTE_BROADCAST_AXES] = {0};
    for (int32_t run = 0; run < walk->runs; run++, to += walk->inner) {
        if (walk->inner_b)
            mul_table_run(p, x, y, to, to + walk->inner);
        else
            mul_table_line(p, x, y, to, to + walk->inner);
        x += walk->inner;
        y += walk->inner * walk->inner_b;
        mote_broadcast_next(walk, index, &x, &y);
    }
}

void mote_mul_table_s8(const void *params, const int8_t *const *in, int8_t *const *out, int32_t n,
                       void *scratch) {
    const mote_mul_table_s8_params *p = params;
    const int8_t *const *y_rows = in + (p->walk.row_a ? n : 1);
    (void)scratch;
    for (int32_t y = 0; y < n; y++)
        mul_table_row(p, in[y * p->walk.row_a], y_rows[y * p->walk.row_b], out[y]);
}
