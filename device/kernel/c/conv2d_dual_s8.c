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

/* Pairs of output pixels, each `step` columns further: the first of a pair is in column x of row 0,
 * the second `apart` columns behind that in row 1. */
typedef struct dual_pairs {
    int8_t *out[2]; /* rows */
    int32_t x, apart, step, count;
} dual_pairs;

static void dual_make(const mote_conv2d_dual_s8_params *p, mote_dual_pixels *at, dual_pairs *d) {
    int32_t fresh = d->step * p->stride_w * p->columns_per_two / 2;
    int32_t most = fresh <= p->columns ? p->pairs_per_call : 1;
    int32_t x_step = fresh * p->in.column_words, out_step = d->step * p->out_c;
    uint32_t *scratch = at->windows;
    for (int32_t now; d->count > 0; d->count -= now, d->x += now * d->step) {
        int8_t *out[2];
        now = d->count < most ? d->count : most;
        for (int32_t i = 0; i < 2; i++) {
            int32_t x = d->x + i * d->apart;
            at->x[i] = x * p->stride_w - p->pad_left;
            out[i] = d->out[i] + x * p->out_c;
        }
        p->expand(&p->in, at, (now - 1) * fresh + p->columns, scratch);
        const uint32_t *group = dual_multiply(p, scratch, now, x_step, out_step, out);
        if (p->rest)
            p->rest(&p->layer, &p->others, group, scratch, now, x_step, out_step, out);
    }
}

/* ---- rows ---- */

/* Two rows; or one, whose neighbours are pairs: a last pixel with the one before it, once more, or,
 * where that may be overwritten by now, with its twin. */
static void dual_rows(const mote_conv2d_dual_s8_params *p, mote_dual_pixels *at, dual_pairs *d,
                      int is_one) {
    int32_t step = is_one ? 2 : p->row_step, last = p->out_w - 1;
    int32_t passes = is_one ? 1 + p->out_w % 2 : step;
    d->step = step;
    for (int32_t pass = 0; pass < passes; pass++) {
        d->x = pass;
        d->apart = is_one && last > 0;
        d->count = (last - pass + (is_one ? 1 : step)) / step;
        if (is_one && pass) {
            d->apart &= p->columns > 1;
            d->x = last - d->apart;
            d->count = 1;
        }
        dual_make(p, at, d);
    }
}

void mote_conv2d_dual_s8(const void *params, const int8_t *const *in, int8_t *const *out, int32_t n,
                         void *scratch) {
    const mote_conv2d_dual_s8_params *p = params;
    uint32_t *padding = scratch;
    mote_dual_pixels at = {.padding = scratch, .windows = padding + p->padding_words};
    for (uint32_t *to = padding; to < at.windows; to++)
        *to = ((uint32_t)p->in.zero & 0xffu) * 0x01010101u;
    while (n > 0) {
        int32_t rows = n > 1 && p->rows != MOTE_DUAL_ONE ? 2 : 1;
        dual_pairs d = {.out = {out[0], out[rows - 1]}};
        at.rows[0] = in;
        at.rows[1] = in + (rows - 1) * p->stride_h;
        dual_rows(p, &at, &d, rows == 1 && p->rows != MOTE_DUAL_TWINS);
        in += rows * p->stride_h;
        out += rows;
        n -= rows;
    }
}
