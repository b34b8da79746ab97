#include "../depthwise_sliding_s8.h"

/* The planes of the block at `at`, two rows after two rows. */
static MOTE_NOINLINE void sliding_expand(const int8_t *const *rows, const int8_t *const *end,
                                         int32_t at, uint32_t *to) {
    do {
        uint32_t a = mote_load_word(rows[0] + at), b = mote_load_word(rows[1] + at);
        uint32_t low = mote_pack16((int32_t)a, (int32_t)b), high = mote_pack_high(a, b);
        to[0] = mote_sxtb16(low);
        to[1] = mote_sxtb16_odd(low);
        to[2] = mote_sxtb16(high);
        to[3] = mote_sxtb16_odd(high);
        to += 4;
        rows += 2;
    } while (rows < end);
}

void mote_depthwise_sliding_s8(const void *params, const int8_t *const *in, int8_t *const *out,
                               int32_t n, void *scratch) {
    const mote_depthwise_sliding_s8_params *p = params;
    mote_sliding_tile *tile = n == p->rows ? p->tile : p->last_tile;
    int32_t count = n + p->kernel_h - 1, at = 0;
    uint32_t *planes = scratch;
    if (p->copy)
        in = p->copy(p, in, count, planes + p->planes_words);
    for (int32_t x = 0; x < p->width; x++) {
        const uint32_t *block = p->blocks;
        for (int32_t left = p->channels; left > 0; left -= 4) {
            sliding_expand(in, in + count, at, planes);
            tile(planes, block, out[0] + at, p->nudge);
            block += p->block_words;
            at += 4;
        }
    }
}
