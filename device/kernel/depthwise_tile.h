/* The tile of depthwise_dual_s8: machine code that the compiler generates for one pass over all
 * channels (src/emit/tile_depthwise.c), or C in its place. Of each block of 4 channels it expands
 * the rows into planes, then makes the outputs of one channel after the other.
 *
 * Planes: the word of a line, column and channel holds the rows 2 * line (lower half) and 2 * line
 * + 1 of that column, the input's zero point subtracted, so that padding is 0. Rows and columns
 * count from the first tap of the first output. It is word (column * 4 + channel) * lines + line;
 * or, where lines lie apart, so that a tile serves any number of them, (line * columns + column) *
 * 4 + channel.
 *
 * A block's constants: of each channel its three columns of weights, 2 * bias, multiplier; then the
 * right shifts minus 1, a byte each. A column of weights w0, w1, w2 is the bytes w0, w1, w1, w2.
 * With linear scales (mote_linear_value) the bias is in 256ths and there are no shifts. */
#ifndef MOTE_KERNEL_DEPTHWISE_TILE_H
#define MOTE_KERNEL_DEPTHWISE_TILE_H

#include <stdint.h>

#include "../channels.h"
#include "../simd.h"

#define MOTE_DEPTHWISE_CONSTANTS 21        /* words */
#define MOTE_DEPTHWISE_LINEAR_CONSTANTS 20 /* ... with linear scales */
#define MOTE_DEPTHWISE_LINEAR_SHIFT 8      /* for multipliers below 1/2 */
#define MOTE_DEPTHWISE_MOST_LINES 14
#define MOTE_DEPTHWISE_MOST_SCATTERED 8
/* A tile makes so many pieces at a time. Where a row has not a multiple of that, it skips the first
 * ones of its first round. Layers of stride 2 have less to do for them. A tile that is made for
 * rows of one length skips nothing. */
#define MOTE_DEPTHWISE_PIECES(stride) ((stride) == 1 ? 3 : 1)

/* What C wants to know of a layer. */
typedef struct mote_depthwise_shape {
    int32_t columns;  /* of outputs */
    int16_t lines;    /* pairs of rows that the planes have room for, 2 or more; odd if more and the
                         stride is 2. If they are not apart, the tile is made for that */
    int8_t stride;    /* 1 or 2 */
    int8_t apart;     /* 1: lines lie apart, and the tile is made for that */
    int8_t scattered; /* 1: rows of outputs lie anywhere, and the tile is made for that: at most
                         MOTE_DEPTHWISE_MOST_SCATTERED a call; 0: those that do not lie at equal
                         distances are not made together */
} mote_depthwise_shape;

/* One pass. A tile makes pieces of 2 x 2 values, as many as a row has, and two rows of a last
 * column where the number of columns is odd; the planes decide whether there are two rows. Where a
 * step is 0, the second row or column is overwritten by the first. Sizes in bytes. */
typedef struct mote_depthwise_pass {
    int32_t nudge;       /* 2 * the output's zero point + 1 */
    int32_t row_step;    /* from a row of outputs to the next. A tile of scattered rows keeps here
                            where it finds them */
    int32_t pieces_x;    /* how wide a row's pieces are in the planes, with those skipped */
    int32_t rows_x;      /* in the planes from the first row of pieces to behind the last */
    int32_t odd_rows;    /* not 0: another two rows follow, of which only the first is wanted */
    int32_t next_x;      /* from behind a row's pieces to the next row of them */
    int32_t next_out;    /* the same in outputs; a tile of scattered rows has no use for this and
                            for odd_rows */
    int32_t column_step; /* from a column of outputs to the next */
    int32_t row_ends;    /* 4 * the pieces skipped, 2 more if what is expanded of a row is an odd
                            number of columns, 1 more if there is a column behind the pieces */
    uint32_t padding;    /* the input's zero point, 4 times */
    int32_t size;        /* of what is expanded of a row */
    int32_t line;        /* from a line of the planes to the next */
    int32_t channels;    /* bytes of a column of the input */
    int32_t first;       /* channel of the block, 0 at first */
    int32_t rows;        /* of outputs */
    const mote_depthwise_shape *shape;
    uint32_t *planes;   /* the first column's */
    uint32_t *expanded; /* the first that is expanded */
    uint32_t *behind;   /* that column's line behind the last one needed */
    /* Rows, an even number; NULL: padding. Behind them, if they are scattered, the rows of outputs,
     * an even number, too: a last odd one comes twice. */
    const int8_t **in;
} mote_depthwise_pass;

/* The pass's `first` and `row_step` may change. constants: of the first block; out: the first
 * value; NULL where rows are scattered. */
typedef void mote_depthwise_tile(mote_depthwise_pass *pass, const uint32_t *constants, int8_t *out);

/* ---- the same in C, for compilers that take no assembly ---- */

/* Words from a channel of a column to the next. */
MOTE_INLINE int32_t mote_depthwise_channel(const mote_depthwise_shape *s) {
    return s->apart ? 1 : s->lines;
}

MOTE_INLINE void mote_depthwise_expand(const mote_depthwise_pass *p) {
    const int32_t channel = mote_depthwise_channel(p->shape);
    const uint32_t zero = mote_sub16(0, mote_sxtb16(p->padding));
    const int8_t *const *in = p->in;
    for (uint32_t *line = p->expanded; line != p->behind; line += p->line / 4, in += 2)
        for (int32_t i = 0; i < p->size / 16 / channel; i++) {
            uint32_t *to = line + 4 * i * channel;
            int32_t from = i * p->channels + p->first;
            uint32_t a = in[0] ? mote_load_word(in[0] + from) : p->padding;
            uint32_t b = in[1] ? mote_load_word(in[1] + from) : p->padding;
            uint32_t low = mote_pack16((int32_t)a, (int32_t)b), high = mote_pack_high(a, b);
            to[0] = mote_sxtab16(zero, low);
            to[channel] = mote_sxtab16_odd(zero, low);
            to[2 * channel] = mote_sxtab16(zero, high);
            to[3 * channel] = mote_sxtab16_odd(zero, high);
        }
}

MOTE_INLINE int32_t mote_low_half(uint32_t word) {
    return (int16_t)(word & 0xffffu);
}

MOTE_INLINE int32_t mote_high_half(uint32_t word) {
    return (int16_t)(word >> 16);
}

/* One output value: x is the word of the window's first row, which may be the odd one there. */
MOTE_INLINE int8_t mote_depthwise_value(const mote_depthwise_pass *p, const uint32_t *x, int odd,
                                        const uint32_t *constants, int32_t channel, int is_linear) {
    const uint32_t *c = constants + 5 * channel;
    const uint32_t *below = x + p->line / 4;
    int32_t sum = 0, column = 4 * mote_depthwise_channel(p->shape);
    for (int32_t kx = 0; kx < 3; kx++, x += column, below += column) {
        uint32_t first = mote_sxtb16(c[kx]), second = mote_sxtb16_odd(c[kx]);
        int32_t a = odd ? mote_high_half(*x) : mote_low_half(*x);
        int32_t b = odd ? mote_low_half(*below) : mote_high_half(*x);
        int32_t last = odd ? mote_high_half(*below) : mote_low_half(*below);
        sum += a * mote_low_half(first) + b * mote_high_half(first) + last * mote_high_half(second);
    }
    if (is_linear)
        return mote_linear_value(256 * (uint32_t)sum + c[3], c[4], p->nudge,
                                 MOTE_DEPTHWISE_LINEAR_SHIFT);
    mote_output out = {(int8_t)((p->nudge - 1) / 2), -128, 127};
    mote_scale scale = {(int32_t)c[4], -1 - (int32_t)(constants[20] >> (8 * channel) & 0xffu)};
    return mote_output_value(&out, sum + (int32_t)c[3] / 2, scale);
}

MOTE_INLINE int8_t *mote_depthwise_row(const mote_depthwise_pass *p, int8_t *out, int32_t y) {
    int32_t lines = ((p->rows - 1) * p->shape->stride + 4) / 2;
    return p->shape->scattered ? (int8_t *)p->in[2 * lines + y] : out + y * p->row_step;
}

MOTE_INLINE void mote_depthwise_pass_in_c(mote_depthwise_pass *p, const uint32_t *constants,
                                          int8_t *out, int is_linear) {
    int32_t words = is_linear ? MOTE_DEPTHWISE_LINEAR_CONSTANTS : MOTE_DEPTHWISE_CONSTANTS;
    for (; p->first < p->channels; p->first += 4, constants += words) {
        mote_depthwise_expand(p);
        for (int32_t y = 0; y < p->rows; y++) {
            int8_t *to = mote_depthwise_row(p, out, y) + p->first;
            for (int32_t i = 0; i < p->shape->columns; i++, to += p->channels)
                for (int32_t channel = 0; channel < 4; channel++) {
                    int32_t row = y * p->shape->stride;
                    const uint32_t *x =
                        p->planes +
                        (4 * i * p->shape->stride + channel) * mote_depthwise_channel(p->shape) +
                        row / 2 * (p->line / 4);
                    to[channel] =
                        mote_depthwise_value(p, x, row & 1, constants, channel, is_linear);
                }
        }
    }
}

MOTE_INLINE void mote_depthwise_in_c(mote_depthwise_pass *p, const uint32_t *constants,
                                     int8_t *out) {
    mote_depthwise_pass_in_c(p, constants, out, 0);
}

MOTE_INLINE void mote_depthwise_linear_in_c(mote_depthwise_pass *p, const uint32_t *constants,
                                            int8_t *out) {
    mote_depthwise_pass_in_c(p, constants, out, 1);
}

#endif
