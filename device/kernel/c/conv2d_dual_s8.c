#include "../conv2d_dual_s8.h"

/* The tile's channels of windows in scratch, from the first group on. Returns the groups behind. */
MOTE_INLINE const uint32_t *dual_multiply(const mote_conv2d_dual_s8_params *p,
                                          const uint32_t *group, const uint32_t *x,
                                          const mote_tile_windows *windows, int8_t *const out[2]) {
    const mote_tile_layer *l = &p->layer;
    for (int32_t r = 0; r < p->run_count; r++) {
        int32_t channel = p->runs[2 * r], groups = p->runs[2 * r + 1];
        l->tile(x, group, out[0] + channel, out[1] + channel, l, windows, groups);
        group += groups * l->group_words;
    }
    return group;
}

/* The other channels of the same; `group` is the first of these. */
static void dual_rest(const mote_conv2d_dual_s8_params *p, const uint32_t *group, const uint32_t *x,
                      const mote_tile_windows *windows, int8_t *const out[2]) {
    for (int32_t i = 0; i < windows->pairs; i++, x += windows->x_step / 4)
        for (int32_t pixel = 0; pixel < 2; pixel++)
            p->rest(&p->layer, &p->others, windows, group, x + pixel,
                    out[pixel] + i * windows->out_step);
}

/* ---- pairs of pixels ---- */

/* Output rows of two pixels, which may be the same. */
typedef struct dual_rows {
    mote_dual_pixels at;
    int8_t *out[2];
    const uint32_t *weights;
} dual_rows;

/* All pairs from there on: the first pixel of the first is in `column`, the second `apart` columns
 * behind. */
static MOTE_NOINLINE void dual_make(const mote_conv2d_dual_s8_params *p, dual_rows *r,
                                    int32_t column, int32_t apart, const mote_dual_walk *walk) {
    int32_t pairs = (p->out_w - column - apart + walk->step - 1) / walk->step;
    int8_t *out[] = {r->out[0] + column * p->out_c, r->out[1] + (column + apart) * p->out_c};
    mote_dual_run run = {p->edges ? 0 : pairs, 0, p->in.parts};
    mote_tile_windows windows = {.units = p->layer.units,
                                 .x_step = 4 * walk->fresh * p->in.part_words,
                                 .out_step = walk->step * p->out_c};
    r->at.x[0] = column * p->stride_w - p->pad_left;
    r->at.x[1] = r->at.x[0] + apart * p->stride_w;
    for (; pairs > 0; pairs -= windows.pairs, run.windows -= windows.pairs) {
        if (run.windows == 0) {
            p->edges(&p->in, &r->at, walk->step * p->stride_w, &run);
            windows.before = run.first * p->part_units;
            windows.units = run.parts * p->part_units;
        }
        windows.pairs = pairs < walk->pairs ? pairs : walk->pairs;
        windows.pairs = run.windows < windows.pairs ? run.windows : windows.pairs;
        p->expand(&p->in, &r->at, run.first, (windows.pairs - 1) * walk->fresh + run.parts);
        const uint32_t *group = dual_multiply(p, r->weights, r->at.scratch, &windows, out);
        if (p->rest)
            dual_rest(p, group, r->at.scratch, &windows, out);
        for (int32_t i = 0; i < 2; i++) {
            r->at.x[i] += windows.pairs * walk->step * p->stride_w;
            out[i] += windows.pairs * windows.out_step;
        }
    }
}

/* ---- rows ---- */

/* One row, whose neighbours are pairs: a last pixel with the one before it, once more, or, where
 * that may be overwritten by now, with its twin. */
static void dual_one(const mote_conv2d_dual_s8_params *p, dual_rows *r) {
    int32_t last = p->out_w - 1;
    dual_make(p, r, 0, 1, &p->in_row);
    if (p->out_w % 2) {
        int32_t apart = last > 0 && p->in.parts > 1;
        dual_make(p, r, last - apart, apart, &p->in_row);
    }
}

void mote_conv2d_dual_s8(const void *params, const int8_t *const *in, int8_t *const *out, int32_t n,
                         void *scratch) {
    const mote_conv2d_dual_s8_params *p = params;
    uint32_t *padding = scratch;
    dual_rows r = {.at = {.rows = {in}, .scratch = padding + p->in.padding_words},
                   .weights = p->staged_words ? padding - p->staged_words : p->layer.weights};
    for (int32_t i = 0; i < p->in.padding_words; i++)
        padding[i] = ((uint32_t)p->in.zero & 0xffu) * 0x01010101u;
    for (int32_t rows; n > 0; n -= rows, r.at.rows[0] += rows * p->stride_h, out += rows) {
        rows = n > 1 && p->rows != MOTE_DUAL_ONE ? 2 : 1;
        r.out[0] = out[0];
        r.out[1] = out[rows - 1];
        r.at.rows[1] = r.at.rows[0] + (rows - 1) * p->stride_h;
        if (rows == 1 && p->rows != MOTE_DUAL_TWINS)
            dual_one(p, &r);
        else
            for (int32_t x = 0; x < p->in_rows.step; x++)
                dual_make(p, &r, x, 0, &p->in_rows);
    }
}
