#include "../depthwise_column_s8.h"

#include "../../simd.h"

/* A row's `count` channels, 2 or 4, of the block at `at`: adds to their sums, and returns the end
 * of the block's weights. There may be no row where a window's last weight has one of 0 beside it.
 */
static inline const uint32_t *column_sums(const int8_t *const *rows, const int8_t *const *end,
                                          int32_t at, const uint32_t *w, int32_t count,
                                          int32_t sums[4]) {
    for (; rows < end; rows += 2)
        for (int32_t c = 0; c < count; c += 2, w++)
            for (int32_t i = 0; i < 2; i++) {
                int8_t first = (int8_t)(*w >> (8 * i)), second = (int8_t)(*w >> (16 + 8 * i));
                sums[c + i] += rows[0][at + c + i] * first;
                if (second)
                    sums[c + i] += rows[1][at + c + i] * second;
            }
    return w;
}

/* Leading ones of -2^(32 - shift). */
static inline int32_t column_shift(uint32_t power) {
    int32_t shift = 0;
    while (shift < 32 && power << shift >> 31)
        shift++;
    return shift;
}

/* A row's values of the block, from their sums and the constants behind the weights. */
static inline void column_values(const int32_t sums[4], const uint32_t *bias, const uint32_t *c,
                                 int32_t count, int32_t nudge, int is_linear, int8_t *to) {
    const mote_output output = {(int8_t)((nudge - 1) / 2), -128, 127};
    for (int32_t i = 0; i < count; i++) {
        if (is_linear) {
            to[i] = mote_linear_value(256 * (uint32_t)sums[i] + bias[i], c[i], nudge,
                                      MOTE_COLUMN_LINEAR_SHIFT);
            continue;
        }
        mote_scale scale = {(int32_t)(c[i] >> 1), -column_shift(c[count + i])};
        to[i] = mote_output_value(&output, sums[i] + (int32_t)bias[i], scale);
    }
}

/* `rows` rows of output from blocks of `count` channels. */
static inline void column_tile(const int8_t *const *in, const uint32_t *blocks, int32_t at,
                               const int8_t *const *in_end, int8_t *const *out, int32_t end,
                               int32_t nudge, int32_t rows, int32_t count, int is_linear) {
    for (; at < end; at += count) {
        const uint32_t *c = blocks;
        int32_t sums[2][4] = {{0}};
        for (int32_t row = 0; row < rows; row++)
            c = column_sums(in + row, in_end + row, at, blocks + count, count, sums[row]);
        for (int32_t row = rows - 1; row >= 0; row--)
            column_values(sums[row], blocks, c, count, nudge, is_linear, out[row] + at);
        blocks = c + (is_linear ? count : 2 * count);
    }
}

#define COLUMN_TILE(name, rows, count, is_linear)                                                  \
    void name(const int8_t *const *in, const uint32_t *constants, int32_t at,                      \
              const int8_t *const *in_end, int8_t *const *out, int32_t end, int32_t nudge) {       \
        column_tile(in, constants, at, in_end, out, end, nudge, rows, count, is_linear);           \
    }
COLUMN_TILE(mote_column_tile_c, 1, 4, 0)
COLUMN_TILE(mote_column_linear_tile_c, 1, 4, 1)
COLUMN_TILE(mote_column_pair_tile_c, 2, 2, 0)
COLUMN_TILE(mote_column_pair_linear_tile_c, 2, 2, 1)

/* The rows of a tile, as many as it wants, in a table in scratch that ends with a row of padding:
 * where the caller's has fewer, or padding. */
MOTE_OUTLINE const int8_t *const *column_rows(const mote_depthwise_column_s8_params *p,
                                              const int8_t *const *in, int32_t count,
                                              int32_t wanted, const int8_t **table) {
    int8_t *const padding = (int8_t *)(table + p->kernel_h + 1);
    int32_t padding_bytes = 0;
    for (int32_t i = 0; i < count; i++) {
        table[i] = in[i];
        if (!in[i]) {
            table[i] = padding;
            padding_bytes = p->padding_bytes;
        }
    }
    memset(padding, p->in_zero, (uint32_t)padding_bytes);
    table[wanted - 1] = table[count - 1]; /* any row */
    return table;
}

void mote_depthwise_column_s8(const void *params, const int8_t *const *in, int8_t *const *out,
                              int32_t n, void *scratch) {
    const mote_depthwise_column_s8_params *p = params;
    const int32_t even = (p->kernel_h + 1) & ~1, wanted = p->rows == 2 ? p->kernel_h + 1 : even;
    for (int32_t rows; n > 0; n -= rows, out += rows, in += rows * p->stride_h) {
        rows = n < p->rows ? n : p->rows;
        const int8_t *const *from = in;
        int32_t count = p->kernel_h + rows - 1;
        if (count != wanted || p->padding_bytes > 0)
            from = column_rows(p, in, count, wanted, scratch);
        int8_t *const to[2] = {out[0], out[rows - 1]};
        for (int32_t at = 0; at < p->row_bytes; at += p->channels)
            p->tile(from, p->blocks, at, from + even, to, at + p->channels, p->nudge);
    }
}
