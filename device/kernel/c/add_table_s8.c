#include "../add_table_s8.h"

#include "../../simd.h"

static inline int8_t add_table_value(const mote_add_table_s8_params *p, uint32_t x, uint32_t y) {
    int32_t sum = p->terms[y & 0xffu] + mote_shift_left((int8_t)(x & 0xffu), 20);
    int32_t top = mote_multiply_top(sum, p->multiplier);
    return (int8_t)mote_half_s8((top + (top >> 31) + p->nudge) >> p->shift);
}

static void add_table_row(const mote_add_table_s8_params *p, const int8_t *from_x,
                          const int8_t *from_y, int8_t *to) {
    mote_add_table_s8_params own = *p; /* what is written could be a parameter otherwise */
    for (const int8_t *end = to + own.count; to < end; from_x += 4, from_y += 4, to += 4) {
        uint32_t x = mote_load_word(from_x), y = mote_load_word(from_y);
        to[0] = add_table_value(&own, x, y);
        to[1] = add_table_value(&own, x >> 8, y >> 8);
        to[2] = add_table_value(&own, x >> 16, y >> 16);
        to[3] = add_table_value(&own, x >> 24, y >> 24);
    }
}

void mote_add_table_s8(const void *params, const int8_t *const *in, int8_t *const *out, int32_t n,
                       void *scratch) {
    const mote_add_table_s8_params *p = params;
    (void)scratch;
    for (int32_t y = 0; y < n; y++) {
        const int8_t *a = in[y], *b = in[n + y];
        add_table_row(p, p->table_first ? b : a, p->table_first ? a : b, out[y]);
    }
}
