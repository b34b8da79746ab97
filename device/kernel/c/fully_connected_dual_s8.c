#include "../fully_connected_dual_s8.h"

#include "../../simd.h"

static void vector_expand(const int8_t *from, int32_t n, uint32_t *to) {
    for (const int8_t *end = from + n; from < end; from += 4, to += 2) {
        uint32_t word = mote_load_word(from);
        to[0] = mote_sxtb16(word);
        to[1] = mote_sxtb16_odd(word);
    }
}

static MOTE_NOINLINE void vector_multiply(const mote_tile_layer *l, const uint32_t *x,
                                          const uint32_t *weights, int32_t groups, int8_t *out) {
    const mote_tile_windows windows = {.units = l->units, .pairs = 1};
    l->tile(x, weights, out, out, l, &windows, groups);
}

void mote_fully_connected_dual_s8(const void *params, const int8_t *const *in, int8_t *const *out,
                                  int32_t n, void *scratch) {
    const mote_fully_connected_dual_s8_params *p = params;
    const mote_tile_layer *l = &p->layer;
    for (int32_t y = 0; y < n; y++) {
        const void *x = in[y];
        int8_t last[MOTE_TILE_CHANNELS], *to = out[y];
        if (p->expands) {
            vector_expand(in[y], p->values, scratch);
            x = scratch;
        }
        if (p->groups)
            vector_multiply(l, x, l->weights, p->groups, to);
        if (!p->more)
            continue;
        vector_multiply(l, x, l->weights + p->groups * l->group_words, 1, last);
        to += MOTE_TILE_CHANNELS * p->groups;
        for (int32_t i = 0; i < p->more; i++)
            to[i] = last[i];
    }
}
