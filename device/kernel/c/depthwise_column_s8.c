#include "../depthwise_column_s8.h"

#include "../../simd.h"

/* Sums of a block's 4 channels; returns the end of the weights. `at` is the block's place in a row.
 */
static inline const uint32_t *column_sums(const int8_t *const *rows, const int8_t *const *end,
                                          int32_t at, const uint32_t *w, int32_t sums[4]) {
    int32_t s0 = 0, s1 = 0, s2 = 0, s3 = 0;
    for (; rows < end; rows += 2, w += 2) {
        uint32_t a = mote_load_word(rows[0] + at), b = mote_load_word(rows[1] + at);
        uint32_t first = mote_pack16((int32_t)a, (int32_t)b), second = mote_pack_high(a, b);
        s0 = mote_smlad(mote_sxtb16(first), mote_sxtb16(w[0]), s0);
        s1 = mote_smlad(mote_sxtb16_odd(first), mote_sxtb16_odd(w[0]), s1);
        s2 = mote_smlad(mote_sxtb16(second), mote_sxtb16(w[1]), s2);
        s3 = mote_smlad(mote_sxtb16_odd(second), mote_sxtb16_odd(w[1]), s3);
    }
    sums[0] = s0;
    sums[1] = s1;
    sums[2] = s2;
    sums[3] = s3;
    return w;
}

/* |sum + bias| < 2^30 and the shift is 1 to 23: see src/op/tile.h. */
static inline int8_t column_value(int32_t nudge, int32_t sum, uint32_t bias, uint32_t multiplier,
                                  uint32_t shift) {
    int32_t top = mote_multiply_top(2 * sum + (int32_t)bias, (int32_t)multiplier);
    return (int8_t)mote_half_s8((top + (top >> 31) + mote_shift_left(nudge, (int32_t)shift)) >>
                                shift);
}

void mote_column_tile_c(const int8_t *const *rows, const uint32_t *blocks, int32_t at,
                        const int8_t *const *rows_end, int8_t *out, int32_t end, int32_t nudge) {
    for (int8_t *to = out + at; at < end; to += 4, at += 4, blocks += 9) {
        int32_t sums[4];
        blocks = column_sums(rows, rows_end, at, blocks, sums);
        uint32_t shifts = blocks[8];
        to[0] = column_value(nudge, sums[0], blocks[0], blocks[4], shifts & 0xffu);
        to[1] = column_value(nudge, sums[1], blocks[1], blocks[5], shifts >> 8 & 0xffu);
        to[2] = column_value(nudge, sums[2], blocks[2], blocks[6], shifts >> 16 & 0xffu);
        to[3] = column_value(nudge, sums[3], blocks[3], blocks[7], shifts >> 24);
    }
}

/* The table of `count` rows and one more, so that they are in pairs; what is padding points to a
 * row of it, behind the table. */
static const int8_t *const *column_rows(const mote_depthwise_column_s8_params *p,
                                        const int8_t *const *in, int32_t count, void *scratch) {
    const int8_t **table = scratch;
    int8_t *padding = (int8_t *)(table + count + 1);
    if (p->padded)
        for (int32_t i = 0; i < p->width * p->channels; i++)
            padding[i] = (int8_t)p->in_zero;
    for (int32_t i = 0; i < count; i++)
        table[i] = in[i] ? in[i] : padding;
    table[count] = table[0];
    return table;
}

void mote_depthwise_column_s8(const void *params, const int8_t *const *in, int8_t *const *out,
                              int32_t n, void *scratch) {
    const mote_depthwise_column_s8_params *p = params;
    for (int32_t y = 0; y < n; y++, in += p->stride_h) {
        const int8_t *const *rows = column_rows(p, in, p->kernel_h, scratch);
        const int8_t *const *end = rows + ((p->kernel_h + 1) & ~1);
        for (int32_t at = 0; at < p->width * p->channels; at += p->channels)
            p->tile(rows, p->blocks, at, end, out[y], at + p->channels, 2 * p->out.zero + 1);
    }
}
