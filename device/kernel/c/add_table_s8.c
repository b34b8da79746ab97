#include "../add_table_s8.h"

#include "../../simd.h"

static inline int8_t add_table_value(int32_t factor, uint32_t x, int32_t term) {
    return (int8_t)mote_integer_s8((int8_t)(x & 0xffu) * factor + term);
}

static void add_table_row(const mote_add_table_s8_params *p, const int8_t *from_x,
                          const int8_t *from_y, int8_t *to) {
    const int32_t *terms = p->terms, factor = p->factor;
    for (const int8_t *end = to + p->count; to < end; from_x += 4, from_y += 4, to += 4) {
        uint32_t x = mote_load_word(from_x), y = mote_load_word(from_y);
        int32_t term0 = terms[y & 0xffu], term1 = terms[y >> 8 & 0xffu];
        int32_t term2 = terms[y >> 16 & 0xffu], term3 = terms[y >> 24];
        to[0] = add_table_value(factor, x, term0);
        to[1] = add_table_value(factor, x >> 8, term1);
        to[2] = add_table_value(factor, x >> 16, term2);
        to[3] = add_table_value(factor, x >> 24, term3);
    }
}

void mote_add_table_s8(const void *params, const int8_t *const *in, int8_t *const *out, int32_t n,
                       void *scratch) {
    const mote_add_table_s8_params *p = params;
    (void)scratch;
    for (int32_t y = 0; y < n; y++)
        add_table_row(p, in[y], in[n + y], out[y]);
}
