#include "../conv2d_dual_s8.h"

/* The tile's channels of windows in scratch: the pairs' values lie `x_step` words apart, their
 * outputs `out_step` bytes. Returns the groups behind those. */
MOTE_OUTLINE const uint32_t *dual_multiply(const mote_conv2d_dual_s8_params *p, const uint32_t *x,
                                           int32_t pairs, int32_t x_step, int32_t out_step,
                                           int8_t *const out[2]) {
    const mote_tile_layer *l = &p->layer;
    const uint32_t *group = l->weights;
    for (int32_t r = 0; r < p->run_count; r++) {
        int32_t channel = p->runs[2 * r], groups = p->runs[2 * r + 1];
        l->tile(x, group, out[0] + channel, out[1] + channel, l->units, pairs, groups, 4 * x_step,
                out_step, l->nudge, l->multiplier, l->shift);
        group += groups * l->group_words;
    }
    return group;
}

/* ---- pairs of pixels ---- */

static void dual_move(mote_dual_pixels *at, int32_t x, int32_t out) {
    for (int32_t i = 0; i < 2; i++) {
        at->x[i] += x;
        at->out[i] += out;
    }
}

/* `pairs` pairs, each `step` pixels further. */
static void dual_make(const mote_conv2d_dual_s8_params *p, mote_dual_pixels *at, int32_t pairs,
                      int32_t step) {
    int32_t advance = step * p->stride_w, fresh = advance * p->columns_per_two / 2;
    int32_t most = fresh <= p->columns ? p->pairs_per_call : 1;
    int32_t x_step = fresh * p->in.column_words, out_step = step * p->out_c;
    for (int32_t now; pairs > 0; pairs -= now) {
        now = pairs < most ? pairs : most;
        uint32_t *scratch = at->windows;
        p->expand(&p->in, at, (now - 1) * fresh + p->columns, scratch);
        const uint32_t *group = dual_multiply(p, scratch, now, x_step, out_step, at->out);
        if (p->rest)
            p->rest(&p->layer, &p->others, group, scratch, now, x_step, out_step, at->out);
        dual_move(at, now * advance, now * out_step);
    }
}

static void dual_set(const mote_conv2d_dual_s8_params *p, mote_dual_pixels *at, int32_t which,
                     const int8_t *const *rows, int8_t *out, int32_t x) {
    at->rows[which] = rows;
    at->x[which] = x * p->stride_w - p->pad_left;
    at->out[which] = out + x * p->out_c;
}

/* ---- rows ---- */

/* Two rows, `apart` is 0; or one, whose neighbours are pairs: a last pixel with the one before it,
 * once more, or, where that may be overwritten by now, with its twin. */
static void dual_rows(const mote_conv2d_dual_s8_params *p, const int8_t *const *in0,
                      const int8_t *const *in1, int8_t *const out[2], int32_t apart,
                      mote_dual_pixels *at) {
    int32_t step = apart ? 2 : p->row_step, last = p->out_w - 1;
    int32_t passes = apart ? 1 + p->out_w % 2 : step;
    for (int32_t pass = 0; pass < passes; pass++) {
        int32_t x = pass, pairs = (p->out_w - pass + (apart ? 0 : step - 1)) / step;
        if (apart && pass) {
            x = last - (last > 0 && p->columns > 1);
            pairs = 1;
        }
        dual_set(p, at, 0, in0, out[0], x);
        dual_set(p, at, 1, in1, out[1], x + apart < last ? x + apart : last);
        dual_make(p, at, pairs, step);
    }
}

void mote_conv2d_dual_s8(const void *params, const int8_t *const *in, int8_t *const *out, int32_t n,
                         void *scratch) {
    const mote_conv2d_dual_s8_params *p = params;
    int8_t *padding = scratch;
    mote_dual_pixels at = {.padding = padding, .windows = (uint32_t *)scratch + p->padding_words};
    for (int32_t i = 0; i < 4 * p->padding_words; i++)
        padding[i] = (int8_t)p->in.zero;
    while (n > 0) {
        int32_t rows = n > 1 && p->rows != MOTE_DUAL_ONE ? 2 : 1;
        int8_t *const to[2] = {out[0], out[rows - 1]};
        dual_rows(p, in, in + (rows - 1) * p->stride_h, to, rows == 1 && p->rows != MOTE_DUAL_TWINS,
                  &at);
        in += rows * p->stride_h;
        out += rows;
        n -= rows;
    }
}
