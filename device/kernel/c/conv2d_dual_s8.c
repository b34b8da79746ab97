#include "../conv2d_dual_s8.h"

/* ---- all channels of windows in scratch ---- */

static void dual_rest(const mote_conv2d_dual_s8_params *p, const uint32_t *group, const uint32_t *x,
                      int32_t pairs, int32_t x_step, int32_t out_step, const mote_dual_pixels *at) {
    for (int32_t i = 0; i < pairs; i++, x += x_step)
        for (int32_t pixel = 0; pixel < 2; pixel++)
            p->rest(&p->layer, &p->others, group, x, pixel, at->out[pixel] + i * out_step);
}

/* The pairs' values lie `x_step` words apart, their outputs `out_step` bytes. */
static void dual_multiply(const mote_conv2d_dual_s8_params *p, const uint32_t *x, int32_t pairs,
                          int32_t x_step, int32_t out_step, const mote_dual_pixels *at) {
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

/* ---- pairs of pixels ---- */

static void dual_move(mote_dual_pixels *at, int32_t x, int32_t out) {
    for (int32_t i = 0; i < 2; i++) {
        at->x[i] += x;
        at->out[i] += out;
    }
}

/* `columns` columns that may lie apart in the picture. */
static void dual_expand(const mote_conv2d_dual_s8_params *p, const mote_dual_pixels *at,
                        int32_t columns, uint32_t *to) {
    if (p->dilation_w == 1) {
        p->expand(&p->in, at, columns, to);
        return;
    }
    mote_dual_pixels now = *at;
    for (; columns > 0; columns--, to += p->in.column_words) {
        p->expand(&p->in, &now, 1, to);
        dual_move(&now, p->dilation_w, 0);
    }
}

/* `pairs` pairs, each `step` pixels further. */
static void dual_make(const mote_conv2d_dual_s8_params *p, mote_dual_pixels *at, int32_t pairs,
                      int32_t step, uint32_t *scratch) {
    int32_t advance = step * p->stride_w, fresh = advance * p->columns_per_two / 2;
    int32_t most = fresh <= p->columns ? p->pairs_per_call : 1;
    for (int32_t now; pairs > 0; pairs -= now) {
        now = pairs < most ? pairs : most;
        dual_expand(p, at, (now - 1) * fresh + p->columns, scratch);
        dual_multiply(p, scratch, now, fresh * p->in.column_words, step * p->out_c, at);
        dual_move(at, now * advance, now * step * p->out_c);
    }
}

static void dual_set(const mote_conv2d_dual_s8_params *p, mote_dual_pixels *at, int32_t which,
                     const int8_t *const *rows, int8_t *out, int32_t x) {
    at->rows[which] = rows;
    at->x[which] = x * p->stride_w - p->pad_left;
    at->out[which] = out + x * p->out_c;
}

/* ---- rows ---- */

static void dual_two_rows(const mote_conv2d_dual_s8_params *p, const int8_t *const *in0,
                          const int8_t *const *in1, int8_t *out0, int8_t *out1,
                          mote_dual_pixels *at, uint32_t *scratch) {
    int32_t step = p->row_step;
    for (int32_t x = 0; x < step; x++) {
        dual_set(p, at, 0, in0, out0, x);
        dual_set(p, at, 1, in1, out1, x);
        dual_make(p, at, (p->out_w - x + step - 1) / step, step, scratch);
    }
}

/* Neighbours in pairs; a last pixel with the one before it, or its twin, once more. */
static void dual_row(const mote_conv2d_dual_s8_params *p, const int8_t *const *in, int8_t *out,
                     mote_dual_pixels *at, uint32_t *scratch) {
    dual_set(p, at, 0, in, out, 0);
    dual_set(p, at, 1, in, out, 1);
    dual_make(p, at, p->out_w / 2, 2, scratch);
    if (p->out_w % 2) {
        dual_set(p, at, 0, in, out, p->out_w > 1 ? p->out_w - 2 : 0);
        dual_set(p, at, 1, in, out, p->out_w - 1);
        dual_make(p, at, 1, 2, scratch);
    }
}

void mote_conv2d_dual_s8(const void *params, const int8_t *const *in, int8_t *const *out, int32_t n,
                         void *scratch) {
    const mote_conv2d_dual_s8_params *p = params;
    int8_t *padding = scratch;
    uint32_t *windows = (uint32_t *)scratch + p->padding_words;
    mote_dual_pixels at = {.padding = padding};
    for (int32_t i = 0; i < 4 * p->padding_words; i++)
        padding[i] = (int8_t)p->in.zero;
    for (; n > 0; n--, in += p->stride_h, out++)
        if (n > 1 && p->rows != MOTE_DUAL_ONE) {
            dual_two_rows(p, in, in + p->stride_h, out[0], out[1], &at, windows);
            n--;
            in += p->stride_h;
            out++;
        } else if (p->rows == MOTE_DUAL_TWINS) {
            dual_two_rows(p, in, in, out[0], out[0], &at, windows);
        } else {
            dual_row(p, in, out[0], &at, windows);
        }
}
