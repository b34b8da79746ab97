/* How conv2d_dual_s8 brings windows to scratch. A program has those that its layers take.
 *
 * columns: channels are a multiple of 4, rows are aligned to 4. A column of the window from top to
 * bottom, the pixels' words in turn; of four channels 0 and 2, then 1 and 3.
 *
 * columns_bytes: the same, four channels a word, as they are.
 *
 * triples: kernel_h 3, stride_h and dilation_h 1, pixels of one column. Of every two channels of a
 * column the words of the four rows that the windows have.
 *
 * triples_bytes: kernel_w 3, stride_w and dilation_w 1, neighbours in a row, both windows as one.
 * Of every four channels of a row the words of its four columns.
 *
 * values: any in_c, dilation_w 1. A row is taken as one of pairs of values whatever channel they
 * are of: a pair is a column. */
#ifndef MOTE_KERNEL_DUAL_EXPAND_H
#define MOTE_KERNEL_DUAL_EXPAND_H

#include <stdint.h>

#include "../fixed.h"
#include "../simd.h"

typedef struct mote_dual_picture {
    int16_t width, channels, zero; /* the zero point */
    int16_t kernel_h, dilation_h;  /* of the window: its rows */
    int16_t dilation_w;
    int16_t column_words; /* in scratch, of a column of both pixels */
} mote_dual_picture;

/* Two pixels: each one's window (its first row, the column of its first tap) and output. */
typedef struct mote_dual_pixels {
    const int8_t *const *rows[2];
    int32_t x[2];
    int8_t *out[2];
    const int8_t *padding; /* of one pixel of the input */
    uint32_t *windows;     /* in scratch */
} mote_dual_pixels;

/* Brings `columns` columns of both, from the pixels' first on, to scratch. */
typedef void mote_dual_expand(const mote_dual_picture *p, const mote_dual_pixels *at,
                              int32_t columns, uint32_t *to);

/* Where column x of a row lies, and how many of `run` columns from there on do. Padding is a single
 * column. */
MOTE_INLINE const int8_t *mote_dual_source(const mote_dual_picture *p, const mote_dual_pixels *at,
                                           const int8_t *row, int32_t x, int32_t *run) {
    int inside = row && x >= 0 && x < p->width;
    int32_t most = inside ? p->width - x : 1;
    *run = *run < most ? *run : most;
    return inside ? row + x * p->channels : at->padding;
}

/* ---- columns ---- */

/* `columns` columns of `n` values of two pixels; `gap` words of other rows lie between them. */
MOTE_OUTLINE void mote_dual_put_pair(const int8_t *a, const int8_t *b, int32_t n, int32_t columns,
                                     int32_t gap, uint32_t *to) {
    for (; columns > 0; columns--, to += gap)
        for (const int8_t *end = a + n; a < end; a += 4, b += 4, to += 4) {
            uint32_t first = mote_load_word(a), second = mote_load_word(b);
            to[0] = mote_sxtb16(first);
            to[1] = mote_sxtb16(second);
            to[2] = mote_sxtb16_odd(first);
            to[3] = mote_sxtb16_odd(second);
        }
}

MOTE_OUTLINE void mote_dual_columns(const mote_dual_picture *p, const mote_dual_pixels *at,
                                    int32_t columns, uint32_t *to) {
    int32_t gap = p->column_words - p->channels;
    for (int32_t ky = 0; ky < p->kernel_h; ky++) {
        uint32_t *row = to + ky * p->channels;
        for (int32_t i = 0, run; i < columns; i += run, row += run * p->column_words) {
            int32_t y = ky * p->dilation_h, x = i * p->dilation_w;
            run = p->dilation_w > 1 ? 1 : columns - i;
            const int8_t *a = mote_dual_source(p, at, at->rows[0][y], at->x[0] + x, &run);
            const int8_t *b = mote_dual_source(p, at, at->rows[1][y], at->x[1] + x, &run);
            int32_t n = gap ? p->channels : run * p->channels;
            mote_dual_put_pair(a, b, n, gap ? run : 1, gap, row);
        }
    }
}

/* ---- triples ---- */

MOTE_OUTLINE void mote_dual_put_four(const int8_t *const *from, int32_t n, uint32_t *to) {
    const int8_t *a = from[0], *b = from[1], *c = from[2], *d = from[3];
    for (const int8_t *end = a + n; a < end; a += 4, b += 4, c += 4, d += 4, to += 8) {
        uint32_t words[4] = {mote_load_word(a), mote_load_word(b), mote_load_word(c),
                             mote_load_word(d)};
        for (int32_t i = 0; i < 4; i++) {
            to[i] = mote_sxtb16(words[i]);
            to[4 + i] = mote_sxtb16_odd(words[i]);
        }
    }
}

MOTE_OUTLINE void mote_dual_triples(const mote_dual_picture *p, const mote_dual_pixels *at,
                                    int32_t columns, uint32_t *to) {
    for (int32_t i = 0, run; i < columns; i += run, to += run * p->column_words) {
        const int8_t *from[4];
        run = p->dilation_w > 1 ? 1 : columns - i;
        for (int32_t row = 0; row < 4; row++)
            from[row] = mote_dual_source(p, at, row ? at->rows[1][row - 1] : at->rows[0][0],
                                         at->x[0] + i * p->dilation_w, &run);
        mote_dual_put_four(from, run * p->channels, to);
    }
}

/* ---- bytes ---- */

/* Column x of a row, every `step`-th word; what is outside is the zero point. */
MOTE_OUTLINE void mote_dual_put_bytes(const mote_dual_picture *p, const int8_t *row, int32_t x,
                                      int32_t step, uint32_t *to) {
    if (row && x >= 0 && x < p->width) {
        const int8_t *from = row + x * p->channels;
        for (const int8_t *end = from + p->channels; from < end; from += 4, to += step)
            *to = mote_load_word(from);
    } else {
        uint32_t zero = ((uint32_t)p->zero & 0xffu) * 0x01010101u;
        for (int32_t i = p->channels; i > 0; i -= 4, to += step)
            *to = zero;
    }
}

MOTE_OUTLINE void mote_dual_columns_bytes(const mote_dual_picture *p, const mote_dual_pixels *at,
                                          int32_t columns, uint32_t *to) {
    for (int32_t i = 0; i < columns; i++)
        for (int32_t ky = 0; ky < p->kernel_h; ky++, to += p->channels / 2)
            for (int32_t pixel = 0; pixel < 2; pixel++)
                mote_dual_put_bytes(p, at->rows[pixel][ky * p->dilation_h],
                                    at->x[pixel] + i * p->dilation_w, 2, to + pixel);
}

/* Four columns that follow each other, in turn. */
MOTE_OUTLINE void mote_dual_put_four_bytes(const int8_t *from, int32_t n, uint32_t *to) {
    const int8_t *second = from + n, *third = second + n, *fourth = third + n;
    for (const int8_t *end = second; from < end; from += 4, to += 4) {
        to[0] = mote_load_word(from);
        to[1] = mote_load_word(second);
        to[2] = mote_load_word(third);
        to[3] = mote_load_word(fourth);
        second += 4, third += 4, fourth += 4;
    }
}

MOTE_OUTLINE void mote_dual_triples_bytes(const mote_dual_picture *p, const mote_dual_pixels *at,
                                          int32_t columns, uint32_t *to) {
    int32_t x = at->x[0];
    (void)columns; /* of one pair of windows */
    for (int32_t ky = 0; ky < p->kernel_h; ky++, to += p->channels) {
        const int8_t *row = at->rows[0][ky * p->dilation_h];
        if (row && x >= 0 && x + 4 <= p->width) {
            mote_dual_put_four_bytes(row + x * p->channels, p->channels, to);
            continue;
        }
        for (int32_t i = 0; i < 4; i++)
            mote_dual_put_bytes(p, row, x + i, 4, to + i);
    }
}

/* ---- values ---- */

/* `words` words of one pixel, `step` apart. */
MOTE_OUTLINE void mote_dual_put_values(const int8_t *from, int32_t words, int32_t step,
                                       uint32_t *to) {
    if (((uintptr_t)from & 3) == 0)
        for (; words > 1; words -= 2, from += 4, to += 2 * step) {
            uint32_t four = mote_load_word(from);
            uint32_t even = mote_sxtb16(four), odd = mote_sxtb16_odd(four);
            to[0] = mote_pack16((int32_t)even, (int32_t)odd);
            to[step] = mote_pack_high(even, odd);
        }
    for (; words > 1; words -= 2, from += 4, to += 2 * step) {
        to[0] = mote_pack16(from[0], from[1]);
        to[step] = mote_pack16(from[2], from[3]);
    }
    if (words > 0)
        to[0] = mote_pack16(from[0], from[1]);
}

/* One pixel's pairs of values, the first of them value `i` of the row, which has `end`. */
MOTE_INLINE void mote_dual_put_row(const mote_dual_picture *p, const int8_t *row, int32_t end,
                                   int32_t i, int32_t columns, uint32_t *to) {
    const int32_t step = p->column_words, zero = p->zero;
    for (int32_t run; columns > 0; columns -= run, i += 2 * run, to += run * step) {
        run = i >= 0 && i + 1 < end ? (int32_t)((uint32_t)(end - i) / 2) : 0;
        run = run < columns ? run : columns;
        if (run > 0) {
            mote_dual_put_values(row + i, run, step, to);
        } else {
            int32_t low = (uint32_t)i < (uint32_t)end ? row[i] : zero;
            int32_t high = (uint32_t)(i + 1) < (uint32_t)end ? row[i + 1] : zero;
            to[0] = mote_pack16(low, high);
            run = 1;
        }
    }
}

MOTE_OUTLINE void mote_dual_values(const mote_dual_picture *p, const mote_dual_pixels *at,
                                   int32_t columns, uint32_t *to) {
    const int32_t length = p->width * p->channels;
    for (int32_t ky = 0; ky < p->kernel_h; ky++)
        for (int32_t pixel = 0; pixel < 2; pixel++, to++) {
            const int8_t *row = at->rows[pixel][ky * p->dilation_h];
            mote_dual_put_row(p, row, row ? length : 0, at->x[pixel] * p->channels, columns, to);
        }
}

#endif
