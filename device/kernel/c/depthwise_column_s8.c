#include "../depthwise_column_s8.h"

#include "../../simd.h"

/* Adds to the 4 sums of a block; returns the end of the weights. `at` is its place in a row. */
static inline const uint32_t *column_sums(const int8_t *const *rows, const int8_t *const *end,
                                          int32_t at, const uint32_t *w, int32_t sums[4]) {
    for (; rows < end; rows += 2, w += 2) {
        uint32_t a = mote_load_word(rows[0] + at), b = mote_load_word(rows[1] + at);
        uint32_t first = mote_pack16((int32_t)a, (int32_t)b), second = mote_pack_high(a, b);
        sums[0] = mote_smlad(mote_sxtb16(first), mote_sxtb16(w[0]), sums[0]);
        sums[1] = mote_smlad(mote_sxtb16_odd(first), mote_sxtb16_odd(w[0]), sums[1]);
        sums[2] = mote_smlad(mote_sxtb16(second), mote_sxtb16(w[1]), sums[2]);
        sums[3] = mote_smlad(mote_sxtb16_odd(second), mote_sxtb16_odd(w[1]), sums[3]);
    }
    return w;
}

void mote_column_tile_c(const int8_t *const *rows, const uint32_t *blocks, int32_t at,
                        const int8_t *const *rows_end, int8_t *out, int32_t end, int32_t nudge) {
    const mote_output output = {(int8_t)((nudge - 1) / 2), -128, 127};
    for (int8_t *to = out + at; at < end; to += 4, at += 4) {
        int32_t sums[4] = {0};
        const uint32_t *bias = blocks, *c = column_sums(rows, rows_end, at, blocks + 4, sums);
        for (int32_t i = 0; i < 4; i++) {
            mote_scale scale = {(int32_t)(c[i] >> 1), -1 - (int32_t)(c[4] >> (8 * i) & 0xffu)};
            to[i] = mote_output_value(&output, sums[i] + (int32_t)bias[i], scale);
        }
        blocks = c + 5;
    }
}

void mote_column_linear_tile_c(const int8_t *const *rows, const uint32_t *blocks, int32_t at,
                               const int8_t *const *rows_end, int8_t *out, int32_t end,
                               int32_t nudge) {
    for (int8_t *to = out + at; at < end; to += 4, at += 4) {
        int32_t sums[4] = {0};
        const uint32_t *bias = blocks, *c = column_sums(rows, rows_end, at, blocks + 4, sums);
        for (int32_t i = 0; i < 4; i++)
            to[i] = mote_linear_value(256 * (uint32_t)sums[i] + bias[i], c[i], nudge,
                                      MOTE_COLUMN_LINEAR_SHIFT);
        blocks = c + 4;
    }
}

/* Each row's table has one pointer more, so that they are in pairs; what is padding points to a row
 * of it, behind the table. */
void mote_depthwise_column_s8(const void *params, const int8_t *const *in, int8_t *const *out,
                              int32_t n, void *scratch) {
    const mote_depthwise_column_s8_params *p = params;
    const int8_t **table = scratch, **const end = table + p->kernel_h;
    const int8_t **const rows_end = table + ((p->kernel_h + 1) & ~1);
    int8_t *const padding = (int8_t *)(end + 1), zero = (int8_t)p->in_zero;
    for (int32_t i = p->padding_bytes; i > 0; i--)
        padding[i - 1] = zero;
    for (int8_t *const *out_end = out + n; out < out_end; out++, in += p->stride_h) {
        const int8_t *const *from = in;
        int32_t at = 0;
        for (const int8_t **to = table; to < end; to++, from++)
            *to = *from ? *from : padding;
        *end = *table;
        do {
            int32_t next = at + p->channels;
            p->tile(table, p->blocks, at, rows_end, *out, next, p->nudge);
            at = next;
        } while (at < p->row_bytes);
    }
}
