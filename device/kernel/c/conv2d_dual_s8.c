#include "../conv2d_dual_s8.h"

#include "../../simd.h"

/* Pixels that are made together, two or one: each one's window (its first row, the column of its
 * first tap) and its output. */
typedef struct dual_pixels {
    const int8_t *const *rows[2];
    int32_t x[2];
    int8_t *out[2];
    int32_t count;
} dual_pixels;

/* ---- expanding: values two a word, of one pixel, or of two in turn ---- */

/* `n` values, 4 making two steps in the order 0, 2, 1, 3. These are functions of their own, since
 * their loops want all registers. */
static MOTE_NOINLINE uint32_t *dual_put_quads(const int8_t *a, int32_t n, uint32_t *to) {
    for (const int8_t *end = a + n; a < end; a += 4, to += 2) {
        uint32_t word = mote_load_word(a);
        to[0] = mote_sxtb16(word);
        to[1] = mote_sxtb16_odd(word);
    }
    return to;
}

/* Of two pixels in turn. */
static MOTE_NOINLINE uint32_t *dual_put_quad_pairs(const int8_t *a, const int8_t *b, int32_t n,
                                                   uint32_t *to) {
    for (const int8_t *end = a + n; a < end; a += 4, b += 4, to += 4) {
        uint32_t first = mote_load_word(a), second = mote_load_word(b);
        to[0] = mote_sxtb16(first);
        to[1] = mote_sxtb16(second);
        to[2] = mote_sxtb16_odd(first);
        to[3] = mote_sxtb16_odd(second);
    }
    return to;
}

/* Halfword `i` of every word of a step, `count` words a step; the other half stays. */
static MOTE_NOINLINE void dual_put_values(const int8_t *a, int32_t n, int32_t i, int32_t count,
                                          int16_t *to) {
    to += (i >> 1) * 2 * count;
    for (const int8_t *end = a + n; a < end; a++, i++) {
        to[i & 1] = *a;
        to += (i & 1) * 2 * count;
    }
}

/* Where a pixel's values in one row of one column are; `padding` is a pixel of it. */
static const int8_t *dual_source(const mote_conv2d_dual_s8_params *p, const int8_t *row, int32_t x,
                                 const int8_t *padding) {
    return row && x >= 0 && x < p->in_w ? row + x * p->in_c : padding;
}

/* A column of both pixels' windows, or of one's. */
static uint32_t *dual_put_column(const mote_conv2d_dual_s8_params *p, const dual_pixels *at,
                                 int32_t kx, const int8_t *padding, uint32_t *to) {
    int32_t x = kx * p->dilation_w, count = at->count;
    if (!p->quads) /* what fills up an odd column has weight 0 */
        to[count * (p->column_steps - 1)] = to[count * p->column_steps - 1] = 0;
    for (int32_t ky = 0; ky < p->kernel_h; ky++) {
        const int8_t *a = dual_source(p, at->rows[0][ky * p->dilation_h], at->x[0] + x, padding);
        const int8_t *b = dual_source(p, at->rows[1][ky * p->dilation_h], at->x[1] + x, padding);
        if (!p->quads) {
            dual_put_values(a, p->in_c, ky * p->in_c, count, (int16_t *)to);
            if (count == 2)
                dual_put_values(b, p->in_c, ky * p->in_c, count, (int16_t *)(to + 1));
        } else if (count == 2) {
            to = dual_put_quad_pairs(a, b, p->in_c, to);
        } else {
            to = dual_put_quads(a, p->in_c, to);
        }
    }
    return p->quads ? to : to + count * p->column_steps;
}

/* The windows of `pairs` pairs (or of a pixel), each `advance` columns further. Windows that
 * overlap share their columns: a window begins that much behind the one before. */
static void dual_expand(const mote_conv2d_dual_s8_params *p, dual_pixels *at, int32_t pairs,
                        int32_t advance, uint32_t *to) {
    const int8_t *padding = (const int8_t *)(to + p->padding_offset);
    int32_t shared = p->dilation_w == 1 && p->kernel_w > advance ? p->kernel_w - advance : 0;
    if (p->is_points && advance == 1 && at->count == 2) { /* they lie one behind the other */
        to = dual_put_quad_pairs(*at->rows[0] + at->x[0] * p->in_c,
                                 *at->rows[1] + at->x[1] * p->in_c, pairs * p->in_c, to);
        at->x[0] += pairs;
        at->x[1] += pairs;
        pairs = 0;
    }
    for (int32_t i = 0; i < pairs; i++) {
        for (int32_t kx = i ? shared : 0; kx < p->kernel_w; kx++)
            to = dual_put_column(p, at, kx, padding, to);
        at->x[0] += advance;
        at->x[1] += advance;
    }
    to[0] = to[at->count - 1] = 0; /* where steps are filled up */
}

/* ---- what tiles do, in C ---- */

/* Words of one group of the stream, and those of one channel's constants in it. */
static int32_t dual_constant_words(const mote_conv2d_dual_s8_params *p) {
    return p->scale.multiplier ? 1 : 3;
}

static int32_t dual_group_words(const mote_conv2d_dual_s8_params *p) {
    return 2 * p->steps + MOTE_TILE_CHANNELS * dual_constant_words(p);
}

static uint32_t dual_sum(const uint32_t *x, int32_t stride, const uint32_t *w, int32_t steps,
                         int high) {
    uint32_t sum = 0;
    for (; steps > 0; steps--, w += 2, x += stride)
        for (int32_t half = 0; half < 32; half += 16) {
            int32_t both = (int16_t)(*w >> half), low = (int8_t)(*w >> half);
            sum += (uint32_t)((int16_t)(*x >> half) * (high ? (both - low) / 256 : low));
        }
    return sum;
}

/* Slot 0 to 3 of a group; `in_tile`: its constants are as a tile wants them. */
static int8_t dual_value(const mote_conv2d_dual_s8_params *p, const uint32_t *group, int32_t slot,
                         int in_tile, const uint32_t *x, int32_t stride) {
    uint32_t sum = dual_sum(x, stride, group + slot / 2, p->steps, slot & 1);
    const uint32_t *constants = group + 2 * p->steps + (slot ^ 1) * dual_constant_words(p);
    int32_t bias = in_tile ? (int32_t)constants[0] / 2 : (int32_t)constants[0];
    mote_scale scale = p->scale;
    if (!scale.multiplier) {
        scale.multiplier = (int32_t)constants[1];
        scale.shift = in_tile ? -1 - (int32_t)constants[2] : (int32_t)constants[2];
    }
    return mote_output_value(&p->out, (int32_t)(sum + (uint32_t)bias), scale);
}

/* A group whose first channel is `channel`. */
static void dual_group(const mote_conv2d_dual_s8_params *p, const uint32_t *group, int32_t channel,
                       const uint32_t *x, const dual_pixels *at) {
    for (int32_t pixel = 0; pixel < at->count; pixel++)
        for (int32_t slot = 0; slot < MOTE_TILE_CHANNELS; slot++)
            at->out[pixel][channel + slot] = dual_value(p, group, slot, 1, x + pixel, at->count);
}

/* The groups that no tile can make. */
static void dual_rest(const mote_conv2d_dual_s8_params *p, const uint32_t *group, const uint32_t *x,
                      const dual_pixels *at) {
    const int16_t *channel = p->rest_channels;
    for (int32_t g = 0; g < p->rest_groups; g++, group += dual_group_words(p))
        for (int32_t slot = 0; slot < MOTE_TILE_CHANNELS; slot++, channel++)
            for (int32_t pixel = 0; pixel < at->count && *channel >= 0; pixel++)
                at->out[pixel][*channel] = dual_value(p, group, slot, 0, x + pixel, at->count);
}

/* ---- all channels of expanded pixels ---- */

/* The pairs' values lie `x_step` words apart, their outputs `out_step` bytes. */
static void dual_multiply(const mote_conv2d_dual_s8_params *p, const uint32_t *x, int32_t pairs,
                          int32_t x_step, int32_t out_step, dual_pixels *at) {
    mote_tile *tile = at->count == 2 ? p->pair_tile : p->pixel_tile;
    const uint32_t *group = p->weights;
    for (int32_t r = 0; r < p->run_count && tile; r++) {
        int32_t channel = p->runs[2 * r], groups = p->runs[2 * r + 1];
        tile(x, group, at->out[0] + channel, at->out[1] + channel, p->steps, pairs, groups,
             4 * x_step, out_step, 2 * p->out.zero + 1, p->scale.multiplier, -1 - p->scale.shift);
        group += groups * dual_group_words(p);
    }
    for (; pairs > 0; pairs--, x += x_step) {
        const uint32_t *rest = tile ? group : p->weights;
        for (int32_t r = 0; r < p->run_count && !tile; r++)
            for (int32_t g = 0; g < p->runs[2 * r + 1]; g++, rest += dual_group_words(p))
                dual_group(p, rest, p->runs[2 * r] + MOTE_TILE_CHANNELS * g, x, at);
        dual_rest(p, rest, x, at);
        at->out[0] += out_step;
        at->out[1] += out_step;
    }
}

/* `pairs` pairs of pixels, or a single pixel; each `step` pixels further. */
static void dual_make(const mote_conv2d_dual_s8_params *p, dual_pixels *at, int32_t pairs,
                      int32_t step, uint32_t *scratch) {
    int32_t advance = step * p->stride_w;
    int32_t columns = advance < p->kernel_w && p->dilation_w == 1 ? advance : p->kernel_w;
    while (pairs > 0) {
        int32_t now = pairs < p->pairs_per_call ? pairs : p->pairs_per_call;
        dual_expand(p, at, now, advance, scratch);
        dual_multiply(p, scratch, now, columns * p->column_steps * at->count, step * p->out_c, at);
        pairs -= now;
    }
}

static void dual_set(const mote_conv2d_dual_s8_params *p, dual_pixels *at, int32_t which,
                     const int8_t *const *rows, int8_t *out, int32_t x) {
    at->rows[which] = rows;
    at->x[which] = x * p->stride_w - p->pad_left;
    at->out[which] = out + x * p->out_c;
}

/* A row, pixel by pixel. */
static void dual_singles(const mote_conv2d_dual_s8_params *p, const int8_t *const *rows,
                         int8_t *out, dual_pixels *at, uint32_t *scratch) {
    at->count = 1;
    dual_set(p, at, 0, rows, out, 0);
    dual_set(p, at, 1, rows, out, 0);
    dual_make(p, at, p->out_w, 1, scratch);
}

/* Two rows are made together, pixels of one column as a pair; in a last row neighbours are; a last
 * pixel is one by itself or a pair of twins. */
void mote_conv2d_dual_s8(const void *params, const int8_t *const *in, int8_t *const *out, int32_t n,
                         void *scratch) {
    const mote_conv2d_dual_s8_params *p = params;
    dual_pixels at = {.count = 2};
    int8_t *padding = (int8_t *)((uint32_t *)scratch + p->padding_offset);
    for (int32_t i = 0; i < p->in_c && !p->is_points; i++)
        padding[i] = (int8_t)p->in_zero;
    int32_t y = 0;
    for (; y < n && p->single; y++)
        dual_singles(p, in + y * p->stride_h, out[y], &at, scratch);
    for (; y + 1 < n; y += 2) {
        dual_set(p, &at, 0, in + y * p->stride_h, out[y], 0);
        dual_set(p, &at, 1, in + (y + 1) * p->stride_h, out[y + 1], 0);
        dual_make(p, &at, p->out_w, 1, scratch);
    }
    if (y == n)
        return;
    const int8_t *const *rows = in + y * p->stride_h;
    dual_set(p, &at, 0, rows, out[y], 0);
    dual_set(p, &at, 1, rows, out[y], 1);
    dual_make(p, &at, p->out_w / 2, 2, scratch);
    if (p->out_w % 2) {
        at.count = p->pixel_tile ? 1 : 2;
        dual_set(p, &at, 0, rows, out[y], p->out_w - 1);
        dual_set(p, &at, 1, rows, out[y], p->out_w - 1);
        dual_make(p, &at, 1, 1, scratch);
    }
}
