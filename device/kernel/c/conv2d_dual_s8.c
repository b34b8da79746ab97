#include "../conv2d_dual_s8.h"

#include "../../simd.h"

/* Pixels that are made together, two or one: each one's window (its first row, the column of its
 * first tap) and its output. */
typedef struct dual_pixels {
    const int8_t *const *rows[2];
    int32_t x[2];
    int8_t *out[2];
} dual_pixels;

/* ---- expanding in the orders COLUMNS and TRIPLES: 4 values make 2 words ---- */

/* `columns` times `n` values of one row; `gap` words of other rows lie between them. These are
 * functions of their own, since their loops want all registers. */
static MOTE_NOINLINE void dual_put_1(const int8_t *const *from, int32_t columns, int32_t n,
                                     uint32_t *to, int32_t gap) {
    const int8_t *a = from[0];
    for (; columns > 0; columns--, to += gap)
        for (const int8_t *end = a + n; a < end; a += 4, to += 2) {
            uint32_t word = mote_load_word(a);
            to[0] = mote_sxtb16(word);
            to[1] = mote_sxtb16_odd(word);
        }
}

/* Of two rows in turn. */
static MOTE_NOINLINE void dual_put_2(const int8_t *const *from, int32_t columns, int32_t n,
                                     uint32_t *to, int32_t gap) {
    const int8_t *a = from[0], *b = from[1];
    for (; columns > 0; columns--, to += gap)
        for (const int8_t *end = a + n; a < end; a += 4, b += 4, to += 4) {
            uint32_t first = mote_load_word(a), second = mote_load_word(b);
            to[0] = mote_sxtb16(first);
            to[1] = mote_sxtb16(second);
            to[2] = mote_sxtb16_odd(first);
            to[3] = mote_sxtb16_odd(second);
        }
}

/* Of four rows in turn, with nothing between. */
static MOTE_NOINLINE void dual_put_4(const int8_t *const *from, int32_t n, uint32_t *to) {
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

/* The same row of all pixels' windows (or four rows), `columns` columns beginning with those in x.
 * What is outside is padding. */
static void dual_put_rows(const mote_conv2d_dual_s8_params *p, const int8_t *const *rows,
                          const int32_t *x, int32_t lanes, int32_t columns, const int8_t *padding,
                          uint32_t *to) {
    int32_t gap = p->column_words - lanes * p->in_c / 2;
    for (int32_t i = 0; i < columns;) {
        const int8_t *from[4];
        int32_t run = columns - i;
        for (int32_t lane = 0; lane < lanes; lane++) {
            int32_t column = x[lane & 1] + i;
            int inside = rows[lane] && column >= 0 && column < p->in_w;
            int32_t most = inside ? p->in_w - column : 1;
            from[lane] = inside ? rows[lane] + column * p->in_c : padding;
            run = run < most ? run : most;
        }
        int32_t now = gap ? run : 1, n = gap ? p->in_c : run * p->in_c;
        if (lanes == 4)
            dual_put_4(from, n, to);
        else if (lanes == 2)
            dual_put_2(from, now, n, to, gap);
        else
            dual_put_1(from, now, n, to, gap);
        i += run;
        to += run * p->column_words;
    }
}

/* ---- expanding in the order VALUES: 2 values make a word ---- */

/* `words` words, every `lanes`-th of `to`. */
static MOTE_NOINLINE void dual_put_values(const int8_t *from, int32_t words, int32_t lanes,
                                          uint32_t *to) {
    for (; words > 1; words -= 2, from += 4, to += 2 * lanes) {
        to[0] = mote_pack16(from[0], from[1]);
        to[lanes] = mote_pack16(from[2], from[3]);
    }
    if (words > 0)
        to[0] = mote_pack16(from[0], from[1]);
}

static int32_t dual_value(const mote_conv2d_dual_s8_params *p, const int8_t *row, int32_t i) {
    return row && i >= 0 && i < p->in_w * p->in_c ? row[i] : p->in_zero;
}

/* `words` pairs of values, the first of them value `first` of the row. */
static void dual_put_row(const mote_conv2d_dual_s8_params *p, const int8_t *row, int32_t first,
                         int32_t words, uint32_t *to) {
    for (int32_t run; words > 0; words -= run, first += 2 * run, to += run * p->column_words) {
        run = row && first >= 0 ? (p->in_w * p->in_c - first) / 2 : 0;
        run = run < words ? run : words;
        if (run > 0) {
            dual_put_values(row + first, run, p->column_words, to);
        } else {
            run = 1;
            to[0] = mote_pack16(dual_value(p, row, first), dual_value(p, row, first + 1));
        }
    }
}

/* ---- expanding windows ---- */

/* Columns of the windows, beginning with the one at the pixels' x. */
static void dual_put_columns(const mote_conv2d_dual_s8_params *p, const dual_pixels *at,
                             int32_t columns, const int8_t *padding, uint32_t *to) {
    if (p->order == MOTE_DUAL_TRIPLES) {
        const int8_t *const *a = at->rows[0], *const *b = at->rows[1];
        const int8_t *rows[4] = {a[0], b[0], b[1], b[2]};
        dual_put_rows(p, rows, at->x, 4, columns, padding, to);
        return;
    }
    for (int32_t ky = 0; ky < p->kernel_h; ky++) {
        const int8_t *rows[2] = {at->rows[0][ky * p->dilation_h], at->rows[1][ky * p->dilation_h]};
        if (p->order == MOTE_DUAL_COLUMNS) {
            dual_put_rows(p, rows, at->x, p->pixels, columns, padding, to);
            to += p->pixels * p->in_c / 2;
            continue;
        }
        for (int32_t i = 0; i < p->pixels; i++, to++)
            dual_put_row(p, rows[i], at->x[i] * p->in_c, columns, to);
    }
}

/* One window of each pixel, whose columns may lie apart. */
static void dual_put_window(const mote_conv2d_dual_s8_params *p, dual_pixels at,
                            const int8_t *padding, uint32_t *to) {
    int32_t calls = p->dilation_w > 1 ? p->columns : 1, columns = p->columns / calls;
    for (; calls > 0; calls--, to += columns * p->column_words) {
        dual_put_columns(p, &at, columns, padding, to);
        at.x[0] += p->dilation_w;
        at.x[1] += p->dilation_w;
    }
}

/* Windows that lie behind each other share columns: one begins `fresh` columns behind the one
 * before. */
static void dual_expand(const mote_conv2d_dual_s8_params *p, const dual_pixels *at, int32_t pairs,
                        int32_t advance, int32_t fresh, uint32_t *to) {
    const int8_t *padding = (const int8_t *)(to + p->padding_offset);
    int32_t in_values = p->order == MOTE_DUAL_VALUES ? p->in_c : 2;
    if (p->dilation_w == 1 && advance * in_values == 2 * fresh) {
        dual_put_columns(p, at, (pairs - 1) * fresh + p->columns, padding, to);
        return;
    }
    dual_pixels now = *at;
    for (; pairs > 0; pairs--, to += fresh * p->column_words) {
        dual_put_window(p, now, padding, to);
        now.x[0] += advance;
        now.x[1] += advance;
    }
}

/* ---- all channels of expanded pixels ---- */

static void dual_rest(const mote_conv2d_dual_s8_params *p, const uint32_t *group, const uint32_t *x,
                      int32_t pairs, int32_t x_step, int32_t out_step, const dual_pixels *at) {
    mote_tile_lanes lanes = p->order == MOTE_DUAL_TRIPLES ? MOTE_TILE_TRIPLE
                            : p->pixels == 2              ? MOTE_TILE_PAIR
                                                          : MOTE_TILE_PIXEL;
    for (int32_t i = 0; i < pairs; i++, x += x_step)
        for (int32_t pixel = 0; pixel < p->pixels; pixel++)
            p->rest(&p->layer, &p->others, group, lanes, x, pixel, at->out[pixel] + i * out_step);
}

/* The pairs' values lie `x_step` words apart, their outputs `out_step` bytes. */
static void dual_multiply(const mote_conv2d_dual_s8_params *p, const uint32_t *x, int32_t pairs,
                          int32_t x_step, int32_t out_step, const dual_pixels *at) {
    const mote_tile_layer *l = &p->layer;
    const uint32_t *group = l->weights;
    for (int32_t r = 0; r < p->run_count; r++) {
        int32_t channel = p->runs[2 * r], groups = p->runs[2 * r + 1];
        l->tile(x, group, at->out[0] + channel, at->out[1] + channel, l->units, pairs, groups,
                4 * x_step, out_step, l->nudge, l->multiplier, l->shift);
        group += groups * l->group_words;
    }
    if (p->rest)
        dual_rest(p, group, x, pairs, x_step, out_step, at);
}

/* Columns from one window to the next that is `advance` pixels of the input further. */
static int32_t dual_fresh_columns(const mote_conv2d_dual_s8_params *p, int32_t advance) {
    if (p->dilation_w > 1 || advance >= p->kernel_w)
        return p->columns;
    return p->order == MOTE_DUAL_VALUES ? advance * p->in_c / 2 : advance;
}

/* `pairs` pairs of pixels, or so many single ones; each `step` pixels further. */
static void dual_make(const mote_conv2d_dual_s8_params *p, dual_pixels *at, int32_t pairs,
                      int32_t step, uint32_t *scratch) {
    int32_t advance = step * p->stride_w, fresh = dual_fresh_columns(p, advance);
    while (pairs > 0) {
        int32_t now = pairs < p->pairs_per_call ? pairs : p->pairs_per_call;
        dual_expand(p, at, now, advance, fresh, scratch);
        dual_multiply(p, scratch, now, fresh * p->column_words, step * p->out_c, at);
        for (int32_t i = 0; i < 2; i++) {
            at->x[i] += now * advance;
            at->out[i] += now * step * p->out_c;
        }
        pairs -= now;
    }
}

static void dual_set(const mote_conv2d_dual_s8_params *p, dual_pixels *at, int32_t which,
                     const int8_t *const *rows, int8_t *out, int32_t x) {
    at->rows[which] = rows;
    at->x[which] = x * p->stride_w - p->pad_left;
    at->out[which] = out + x * p->out_c;
}

/* Pixels a and b of one row, and those behind them. */
static void dual_make_in_row(const mote_conv2d_dual_s8_params *p, const int8_t *const *rows,
                             int8_t *out, int32_t a, int32_t b, int32_t pairs, uint32_t *scratch) {
    dual_pixels at;
    dual_set(p, &at, 0, rows, out, a);
    dual_set(p, &at, 1, rows, out, b);
    dual_make(p, &at, pairs, p->pixels, scratch);
}

/* A row for itself: single pixels, or neighbours and a last one as a pair of twins. */
static void dual_row(const mote_conv2d_dual_s8_params *p, const int8_t *const *rows, int8_t *out,
                     uint32_t *scratch) {
    int32_t last = p->out_w - 1;
    dual_make_in_row(p, rows, out, 0, p->pixels - 1, p->out_w / p->pixels, scratch);
    if (p->out_w % p->pixels)
        dual_make_in_row(p, rows, out, last, last, 1, scratch);
}

/* Where pairs of values fall apart in every second window, those are made for themselves. */
static void dual_two_rows(const mote_conv2d_dual_s8_params *p, const int8_t *const *first,
                          const int8_t *const *second, int8_t *out0, int8_t *out1,
                          uint32_t *scratch) {
    int32_t step = p->order == MOTE_DUAL_VALUES && p->stride_w * p->in_c % 2 ? 2 : 1;
    for (int32_t x = 0; x < step; x++) {
        dual_pixels at;
        dual_set(p, &at, 0, first, out0, x);
        dual_set(p, &at, 1, second, out1, x);
        dual_make(p, &at, (p->out_w - x + step - 1) / step, step, scratch);
    }
}

void mote_conv2d_dual_s8(const void *params, const int8_t *const *in, int8_t *const *out, int32_t n,
                         void *scratch) {
    const mote_conv2d_dual_s8_params *p = params;
    int8_t *padding = (int8_t *)((uint32_t *)scratch + p->padding_offset);
    for (int32_t i = 0; i < p->padding_values; i++)
        padding[i] = (int8_t)p->in_zero;
    for (int32_t y = 0; y < n; y++, in += p->stride_h)
        if (y + 1 < n && p->pixels == 2) {
            dual_two_rows(p, in, in + p->stride_h, out[y], out[y + 1], scratch);
            in += p->stride_h;
            y++;
        } else if (p->order == MOTE_DUAL_TRIPLES) {
            /* the row above it does not exist: what that gives is overwritten */
            dual_two_rows(p, in, in, out[y], out[y], scratch);
        } else {
            dual_row(p, in, out[y], scratch);
        }
}
