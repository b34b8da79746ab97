/* depthwise_column_s8 with stride 1 for many rows at once: the window slides along the height.
 *
 * in: one input, rows [width][channels], aligned to 4; the window is kernel_h rows. out: rows
 * [width][channels], aligned to 4, one behind the other. A call makes `rows` rows; what is left at
 * the end is another tile's.
 * scratch: planes, 16 bytes for each of (rows + kernel_h) / 2 pairs of rows; sums, 16 bytes for
 * each pair of rows and 16 more if kernel_h > MOTE_SLIDING_AT_ONCE; for `copy`, rows + kernel_h
 * pointers (8 bytes each) and a row of padding. */
#ifndef MOTE_KERNEL_DEPTHWISE_SLIDING_S8_H
#define MOTE_KERNEL_DEPTHWISE_SLIDING_S8_H

#include "../channels.h"
#include "../mote.h"
#include "../simd.h"

/* One pixel of every row of a call: all blocks of 4 channels from `at` bytes behind the start of
 * rows of input and output up to `end`. out: the first row. nudge: 2 * zero point + 1. The tile is
 * made for one window, number of rows, distance of rows, and finish.
 *
 * It expands the rows of a block into the planes first: word 4 * i + c holds the input rows 2i
 * (low) and 2i + 1 of channel c, counted from the first row of the first window. */
typedef void mote_sliding_tile(uint32_t *planes, const uint32_t *blocks, int8_t *out, int32_t nudge,
                               const int8_t *const *in, int32_t at, int32_t end);

struct mote_depthwise_sliding_s8_params;

/* A copy of the `count` pointers to rows and one more, so that they are in pairs; what is padding
 * points to a row of it. */
typedef const int8_t *const *mote_sliding_copy(const struct mote_depthwise_sliding_s8_params *p,
                                               const int8_t *const *in, int32_t count, void *to);

typedef struct mote_depthwise_sliding_s8_params {
    /* Of each channel: its weights, then MOTE_SLIDING_SCALE words. Weights w0 to w3 are the bytes
     * w0, w2, w1, w3 of a word, and so on; at the end of them stands, as if it were one more, the
     * right shift (1 to 23) minus 1. The other words are 2 * bias (the input's zero point folded
     * in) and the multiplier. With a linear scale (src/op/linear.h) there is no shift, and the
     * words are its bias and multiplier. */
    const uint32_t *blocks;
    mote_sliding_tile *tile, *last_tile;
    mote_sliding_copy *copy; /* NULL: rows lie one behind the other, and their number is even */
    int32_t row_bytes, channels;
    int32_t kernel_h;
    int32_t rows;
    int32_t planes_words; /* and sums; the copy lies behind them */
    int32_t in_zero;
    int32_t nudge;
} mote_depthwise_sliding_s8_params;

#define MOTE_SLIDING_SCALE 2
#define MOTE_SLIDING_LINEAR_SHIFT 7 /* for multipliers below 1 */
#define MOTE_SLIDING_AT_ONCE 5      /* of larger windows a tile keeps sums in scratch */

mote_kernel mote_depthwise_sliding_s8;

MOTE_INLINE const int8_t *const *mote_sliding_copy_rows(const mote_depthwise_sliding_s8_params *p,
                                                        const int8_t *const *in, int32_t count,
                                                        void *to) {
    const int8_t **table = (const int8_t **)to;
    int8_t *padding = (int8_t *)(table + count + 1);
    for (int32_t i = 0; i < p->row_bytes; i++)
        padding[i] = (int8_t)p->in_zero;
    for (int32_t i = 0; i < count; i++)
        table[i] = in[i] ? in[i] : padding;
    table[count] = padding;
    return table;
}

/* ---- the tile in C, for compilers that take no assembly ---- */

/* Weight i of those at `w`. */
MOTE_INLINE int32_t mote_sliding_weight(const uint32_t *w, int32_t i) {
    int32_t byte = (i & 1) * 2 + (i >> 1 & 1);
    return (int8_t)(w[i / 4] >> (8 * byte) & 0xffu);
}

/* One value of a channel; its constants follow `words` words of weights. */
MOTE_INLINE int8_t mote_sliding_value(const uint32_t *channel, int32_t nudge,
                                      const int8_t *const *in, int32_t at, int32_t taps, int linear,
                                      int32_t words) {
    int32_t sum = 0;
    for (int32_t i = 0; i < taps; i++)
        sum += mote_sliding_weight(channel, i) * in[i][at];
    uint32_t bias = channel[words], multiplier = channel[words + 1];
    if (linear)
        return mote_linear_value(256 * (uint32_t)sum + bias, multiplier, nudge,
                                 MOTE_SLIDING_LINEAR_SHIFT);
    const mote_output output = {(int8_t)((nudge - 1) / 2), -128, 127};
    mote_scale scale = {(int32_t)multiplier, -1 - mote_sliding_weight(channel, taps)};
    return mote_output_value(&output, sum + (int32_t)bias / 2, scale);
}

MOTE_INLINE void mote_sliding_in_c(const uint32_t *channel, int8_t *out, int32_t nudge,
                                   const int8_t *const *in, int32_t at, int32_t end, int32_t taps,
                                   int32_t rows, int32_t step, int linear) {
    const int32_t words = (taps + !linear + 3) / 4;
    for (; at < end; at++, channel += words + MOTE_SLIDING_SCALE)
        for (int32_t y = 0; y < rows; y++)
            out[y * step + at] =
                mote_sliding_value(channel, nudge, in + y, at, taps, linear, words);
}

#define MOTE_SLIDING_IN_C(name, taps, rows, step, linear)                                          \
    static void name(uint32_t *planes, const uint32_t *blocks, int8_t *out, int32_t nudge,         \
                     const int8_t *const *in, int32_t at, int32_t end) {                           \
        (void)planes;                                                                              \
        mote_sliding_in_c(blocks, out, nudge, in, at, end, taps, rows, step, linear);              \
    }

#endif
