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

/* ---- expanding: a pixel's values, two a word, `stride` words from one step to the next ---- */

/* 4 values make two steps, in the order 0, 2, 1, 3. */
static uint32_t *dual_expand_quads(const int8_t *from, int32_t n, int32_t stride, uint32_t *to) {
    for (; n > 0; n -= 4, from += 4, to += 2 * stride) {
        uint32_t word = mote_load_word(from);
        to[0] = mote_sxtb16(word);
        to[stride] = mote_sxtb16_odd(word);
    }
    return to;
}

static uint32_t *dual_expand_pairs(const int8_t *from, int32_t n, int32_t stride, uint32_t *to) {
    for (; n > 1; n -= 2, from += 2, to += stride)
        *to = mote_pack16(from[0], from[1]);
    if (n) {
        *to = mote_pack16(from[0], 0);
        to += stride;
    }
    return to;
}

/* A row of taps some of which lie in the padding, value by value. */
static void dual_expand_edge(const mote_conv2d_dual_s8_params *p, const int8_t *row, int32_t x,
                             int32_t stride, uint32_t *to) {
    for (int32_t kx = 0, i = 0; kx < p->kernel_w; kx++) {
        int32_t column = x + kx * p->dilation_w;
        const int8_t *from = row && column >= 0 && column < p->in_w ? row + column * p->in_c : 0;
        for (int32_t c = 0; c < p->in_c; c++, i++) {
            /* Of four values 0, 2, 1, 3; else in order. */
            int32_t half = p->quads ? i / 4 * 4 + (i & 1) * 2 + (i >> 1 & 1) : i;
            uint32_t value = (uint32_t)(from ? from[c] : p->in_zero) & 0xffffu;
            uint32_t *word = to + half / 2 * stride;
            *word = half & 1 ? (*word & 0xffffu) | value << 16 : value;
        }
    }
}

/* What fills up an odd row has weight 0, but must be something. */
static uint32_t *dual_expand_row(const mote_conv2d_dual_s8_params *p, const int8_t *row, int32_t x,
                                 int32_t stride, uint32_t *to) {
    int32_t n = p->kernel_w * p->in_c;
    int inside = row && x >= 0 && x + p->kernel_w <= p->in_w && p->dilation_w == 1;
    if (inside && p->quads)
        return dual_expand_quads(row + x * p->in_c, n, stride, to);
    if (inside)
        return dual_expand_pairs(row + x * p->in_c, n, stride, to);
    dual_expand_edge(p, row, x, stride, to);
    return to + (n + 1) / 2 * stride;
}

/* Returns where the values of the next pixels go. */
static uint32_t *dual_expand(const mote_conv2d_dual_s8_params *p, const dual_pixels *at,
                             uint32_t *to) {
    for (int32_t i = 0; i < at->count; i++) {
        uint32_t *next = to + i;
        for (int32_t ky = 0; ky < p->kernel_h; ky++)
            next = dual_expand_row(p, at->rows[i][ky * p->dilation_h], at->x[i], at->count, next);
        for (; next < to + at->count * p->steps; next += at->count)
            *next = 0;
    }
    return to + at->count * p->steps;
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

static void dual_multiply(const mote_conv2d_dual_s8_params *p, const uint32_t *x, int32_t pairs,
                          int32_t out_step, dual_pixels *at) {
    mote_tile *tile = at->count == 2 ? p->pair_tile : p->pixel_tile;
    const uint32_t *group = p->weights;
    for (int32_t r = 0; r < p->run_count && tile; r++) {
        int32_t channel = p->runs[2 * r], groups = p->runs[2 * r + 1];
        tile(x, group, at->out[0] + channel, at->out[1] + channel, p->steps, pairs, groups,
             out_step, 2 * p->out.zero + 1, p->scale.multiplier, -1 - p->scale.shift);
        group += groups * dual_group_words(p);
    }
    for (; pairs > 0; pairs--, x += at->count * p->steps) {
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
    while (pairs > 0) {
        int32_t now = pairs < p->pairs_per_call ? pairs : p->pairs_per_call;
        uint32_t *x = scratch;
        for (int32_t i = 0; i < now; i++) {
            x = dual_expand(p, at, x);
            at->x[0] += step * p->stride_w;
            at->x[1] += step * p->stride_w;
        }
        dual_multiply(p, scratch, now, step * p->out_c, at);
        pairs -= now;
    }
}

static void dual_set(const mote_conv2d_dual_s8_params *p, dual_pixels *at, int32_t which,
                     const int8_t *const *rows, int8_t *out, int32_t x) {
    at->rows[which] = rows;
    at->x[which] = x * p->stride_w - p->pad_left;
    at->out[which] = out + x * p->out_c;
}

/* Two rows are made together, pixels of one column as a pair; in a last row neighbours are; a last
 * pixel is one by itself or a pair of twins. */
void mote_conv2d_dual_s8(const void *params, const int8_t *const *in, int8_t *const *out, int32_t n,
                         void *scratch) {
    const mote_conv2d_dual_s8_params *p = params;
    dual_pixels at = {.count = 2};
    int32_t y = 0;
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
