/* How conv2d_dual_s8 brings windows to scratch, in parts: columns, or rows where all rows of
 * outputs are made one by one. A program has those that its layers take. What they bring to int16
 * is the value less the zero point, but for `values`.
 *
 * columns: channels are a multiple of 4, rows are aligned to 4. A column of the window from top to
 * bottom, the pixels' words in turn; of four channels 0 and 2, then 1 and 3.
 *
 * points: the same of windows of one pixel, without padding; columns lie side by side.
 *
 * columns_bytes: the same as columns, four channels a word, as they are.
 *
 * triples: kernel_h 3, stride_h and dilation_h 1, pixels of one column. Of every two channels of a
 * column the words of the four rows that the windows have.
 *
 * row_triples: kernel_w 3, stride_w and dilation_w 1, neighbours in a row, both windows as one. Of
 * every two channels of a row the words of its four columns.
 *
 * row_triples_bytes: the same of every four channels, as they are.
 *
 * values: any in_c, dilation_w 1. A row is taken as one of pairs of values whatever channel they
 * are of: a pair is a column. */
#ifndef MOTE_KERNEL_DUAL_EXPAND_H
#define MOTE_KERNEL_DUAL_EXPAND_H

#include <stdint.h>

#include "../fixed.h"
#include "../simd.h"

typedef struct mote_dual_picture {
    uint32_t minus_zero;           /* the zero point, negative, in both halves */
    int16_t width, channels, zero; /* the zero point */
    int16_t kernel_h, dilation_h;  /* of the window: its rows */
    int16_t dilation_w;
    int16_t parts, part_words; /* of a window; in scratch, of both pixels */
    int16_t padding_words;     /* of a pixel; 0: there is no padding */
} mote_dual_picture;

/* Two pixels: each one's window, its first row and the column of its first tap. */
typedef struct mote_dual_pixels {
    const int8_t *const *rows[2];
    int32_t x[2];
    uint32_t *scratch; /* of the windows; right before them one pixel of padding */
} mote_dual_pixels;

/* So many windows side by side that have the same parts, at most. */
typedef struct mote_dual_run {
    int32_t windows, first, parts;
} mote_dual_run;

/* Brings parts of both windows to scratch; where it is columns, those of a run of windows. */
typedef void mote_dual_expand(const mote_dual_picture *p, const mote_dual_pixels *at, int32_t first,
                              int32_t parts);

/* Where column x of a row lies, and how many of `run` columns from there on do. Padding is a single
 * column. */
MOTE_INLINE const int8_t *mote_dual_source(const mote_dual_picture *p, const mote_dual_pixels *at,
                                           const int8_t *row, int32_t x, int32_t *run) {
    int inside = row && (uint32_t)x < (uint32_t)p->width;
    int32_t most = inside ? p->width - x : 1;
    *run = *run < most ? *run : most;
    return inside ? row + x * p->channels : (const int8_t *)(at->scratch - p->padding_words);
}

/* ---- edges: parts that are padding, where padding is 0, may be left out; one stays ---- */

/* Windows move by `step` columns. */
typedef void mote_dual_edges(const mote_dual_picture *p, const mote_dual_pixels *at, int32_t step,
                             mote_dual_run *run);

/* For dilation_w 1. */
MOTE_OUTLINE void mote_dual_edge_columns(const mote_dual_picture *p, const mote_dual_pixels *at,
                                         int32_t step, mote_dual_run *run) {
    int32_t most = p->parts - 1, before = -at->x[1], after = at->x[0] + p->parts - p->width;
    run->windows = before > 0 || after > 0 ? 1 : -after / step + 1;
    run->first = before < 0 ? 0 : before < most ? before : most;
    run->parts = p->parts - run->first;
    if (after > 0)
        run->parts = after < run->parts ? run->parts - after : 1;
}

/* For rows that are made one by one. */
MOTE_OUTLINE void mote_dual_edge_rows(const mote_dual_picture *p, const mote_dual_pixels *at,
                                      int32_t step, mote_dual_run *run) {
    const int8_t *const *row = at->rows[0];
    int32_t first = 0, end = p->parts;
    (void)step;
    while (end > 1 && !row[(end - 1) * p->dilation_h])
        end--;
    while (first < end - 1 && !row[first * p->dilation_h])
        first++;
    run->windows = INT16_MAX;
    run->first = first;
    run->parts = end - first;
}

/* ---- columns ---- */

/* A word of two pixels. */
MOTE_INLINE void mote_dual_put_both(const int8_t *a, const int8_t *b, uint32_t minus_zero,
                                    uint32_t *to) {
    uint32_t first = mote_load_word(a), second = mote_load_word(b);
    to[0] = mote_sxtab16(minus_zero, first);
    to[1] = mote_sxtab16(minus_zero, second);
    to[2] = mote_sxtab16_odd(minus_zero, first);
    to[3] = mote_sxtab16_odd(minus_zero, second);
}

/* `n` channels of two pixels. */
MOTE_OUTLINE void mote_dual_put_pair(const int8_t *a, const int8_t *b, int32_t n, uint32_t *to,
                                     uint32_t minus_zero) {
    if (n & 4) {
        mote_dual_put_both(a, b, minus_zero, to);
        a += 4, b += 4, to += 4;
    }
    for (const int8_t *end = a + (n & ~7); a < end; a += 8, b += 8, to += 8) {
        mote_dual_put_both(a, b, minus_zero, to);
        mote_dual_put_both(a + 4, b + 4, minus_zero, to + 4);
    }
}

MOTE_OUTLINE void mote_dual_columns(const mote_dual_picture *p, const mote_dual_pixels *at,
                                    int32_t first, int32_t columns) {
    uint32_t *to = at->scratch;
    for (int32_t ky = 0; ky < p->kernel_h; ky++, to += p->channels)
        for (int32_t i = 0; i < columns;) {
            int32_t x = (first + i) * p->dilation_w, run = p->dilation_w > 1 ? 1 : columns - i;
            const int8_t *a =
                mote_dual_source(p, at, at->rows[0][ky * p->dilation_h], at->x[0] + x, &run);
            const int8_t *b =
                mote_dual_source(p, at, at->rows[1][ky * p->dilation_h], at->x[1] + x, &run);
            for (int32_t end = i + run; i < end; i++, a += p->channels, b += p->channels)
                mote_dual_put_pair(a, b, p->channels, to + i * p->part_words, p->minus_zero);
        }
}

/* ---- points ---- */

MOTE_OUTLINE void mote_dual_points(const mote_dual_picture *p, const mote_dual_pixels *at,
                                   int32_t first, int32_t columns) {
    uint32_t *to = at->scratch;
    int32_t n = p->channels;
    (void)first; /* windows have one column */
    mote_dual_put_pair(at->rows[0][0] + at->x[0] * n, at->rows[1][0] + at->x[1] * n, columns * n,
                       to, p->minus_zero);
}

/* ---- triples ---- */

/* A word of a row: its values of two channels, then of the others. */
MOTE_INLINE void mote_dual_put_channels(uint32_t four, uint32_t minus_zero, uint32_t *to) {
    to[0] = mote_sxtab16(minus_zero, four);
    to[4] = mote_sxtab16_odd(minus_zero, four);
}

MOTE_OUTLINE void mote_dual_put_four(const int8_t *const *from, int32_t n, uint32_t minus_zero,
                                     uint32_t *to) {
    const int8_t *a = from[0], *b = from[1], *c = from[2], *d = from[3];
    for (int32_t i = 0; i < n; i += 4, to += 8) {
        uint32_t first = mote_load_word(a + i), second = mote_load_word(b + i);
        uint32_t third = mote_load_word(c + i), fourth = mote_load_word(d + i);
        mote_dual_put_channels(first, minus_zero, to);
        mote_dual_put_channels(second, minus_zero, to + 1);
        mote_dual_put_channels(third, minus_zero, to + 2);
        mote_dual_put_channels(fourth, minus_zero, to + 3);
    }
}

MOTE_OUTLINE void mote_dual_triples(const mote_dual_picture *p, const mote_dual_pixels *at,
                                    int32_t first, int32_t columns) {
    uint32_t *to = at->scratch;
    for (int32_t i = 0, run; i < columns; i += run, to += run * p->part_words) {
        const int8_t *from[4];
        run = p->dilation_w > 1 ? 1 : columns - i;
        for (int32_t row = 0; row < 4; row++)
            from[row] = mote_dual_source(p, at, row ? at->rows[1][row - 1] : at->rows[0][0],
                                         at->x[0] + (first + i) * p->dilation_w, &run);
        mote_dual_put_four(from, run * p->channels, p->minus_zero, to);
    }
}

/* ---- triples of a row ---- */

MOTE_OUTLINE void mote_dual_row_triples(const mote_dual_picture *p, const mote_dual_pixels *at,
                                        int32_t first, int32_t rows) {
    uint32_t *to = at->scratch;
    const int8_t *const *row = at->rows[0] + first * p->dilation_h;
    for (; rows > 0; rows--, row += p->dilation_h, to += p->part_words) {
        const int8_t *from[4];
        for (int32_t i = 0; i < 4; i++) {
            int32_t run = 1;
            from[i] = mote_dual_source(p, at, *row, at->x[0] + i, &run);
        }
        mote_dual_put_four(from, p->channels, p->minus_zero, to);
    }
}

/* ---- bytes ---- */

/* Column x of a row, every `step`-th word; what is outside is the zero point. */
MOTE_OUTLINE void mote_dual_put_bytes(const mote_dual_picture *p, const int8_t *row, int32_t x,
                                      int32_t step, uint32_t *to) {
    if (row && (uint32_t)x < (uint32_t)p->width) {
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
                                          int32_t first, int32_t columns) {
    uint32_t *to = at->scratch;
    for (int32_t i = first; i < first + columns; i++)
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

MOTE_OUTLINE void mote_dual_row_triples_bytes(const mote_dual_picture *p,
                                              const mote_dual_pixels *at, int32_t first,
                                              int32_t rows) {
    uint32_t *to = at->scratch;
    int32_t x = at->x[0];
    for (int32_t ky = first; ky < first + rows; ky++, to += p->part_words) {
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

/* Four values of a row, from a word or from bytes. */
MOTE_INLINE void mote_dual_put_word(const int8_t *from, int32_t step, uint32_t *to) {
    uint32_t four = mote_load_word(from), even = mote_sxtb16(four), odd = mote_sxtb16_odd(four);
    to[0] = mote_pack16((int32_t)even, (int32_t)odd);
    to[step] = mote_pack_high(even, odd);
}

MOTE_INLINE void mote_dual_put_values(const int8_t *from, int32_t step, uint32_t *to) {
    to[0] = mote_pack16(from[0], from[1]);
    to[step] = mote_pack16(from[2], from[3]);
}

/* One pixel's pairs of values, the first of them value `i` of the row. */
MOTE_INLINE void mote_dual_put_row(const mote_dual_picture *p, const int8_t *row, int32_t i,
                                   int32_t columns, uint32_t *to) {
    const int32_t step = p->part_words, zero = p->zero;
    const int32_t length = row ? p->width * p->channels : 0, end = i + 2 * columns;
    int32_t eights = (length < end ? length : end) - 7; /* eight begin before that */
    eights = eights > 0 ? eights : 0;
    while (i < end)
        if ((uint32_t)i < (uint32_t)eights) {
            const int8_t *from = row + i;
            if (((uintptr_t)from & 3) == 0) {
                mote_dual_put_word(from, step, to);
                mote_dual_put_word(from + 4, step, to + 2 * step);
            } else {
                mote_dual_put_values(from, step, to);
                mote_dual_put_values(from + 4, step, to + 2 * step);
            }
            i += 8, to += 4 * step;
        } else {
            int32_t low = (uint32_t)i < (uint32_t)length ? row[i] : zero;
            int32_t high = (uint32_t)(i + 1) < (uint32_t)length ? row[i + 1] : zero;
            to[0] = mote_pack16(low, high);
            i += 2, to += step;
        }
}

MOTE_OUTLINE void mote_dual_values(const mote_dual_picture *p, const mote_dual_pixels *at,
                                   int32_t first, int32_t columns) {
    uint32_t *to = at->scratch;
    for (int32_t pixel = 0; pixel < 2; pixel++) {
        const int8_t *const *row = at->rows[pixel];
        int32_t i = at->x[pixel] * p->channels + 2 * first;
        for (int32_t ky = 0; ky < p->kernel_h; ky++, row += p->dilation_h)
            mote_dual_put_row(p, *row, i, columns, to + 2 * ky + pixel);
    }
}

#endif
