#include "op/dual.h"

#include <string.h>

#include "base/diag.h"
#include "base/mem.h"
#include "device/kernel/conv2d_dual_s8.h"
#include "op/op.h"
#include "op/tile.h"

#define GROUP MOTE_TILE_CHANNELS
/* Expanded pixels that a call may keep in scratch, if it is more than one pair. */
#define SCRATCH_BYTES 2048
/* Where memory counts, a layer of one pixel that takes more is left to the kernel without scratch.
 */
#define SMALL_SCRATCH_BYTES 128
/* ... and the pixels of a layer are made one by one if a pair of their windows takes more. */
#define SMALL_PAIR_BYTES 1024

/* ---- the stream ---- */

typedef struct dual_stream {
    const tile_channel *channels;
    const dual_layer *layer;
    op_tile_kind tile;
    int order, pixels; /* of conv2d_dual_s8 */
    int32_t steps;     /* even in tiles of one pixel */
    int one_scale;
    uint32_t *words;
    int32_t count;
} dual_stream;

/* What is expanded as one: a column of the window, or in order VALUES two of a row's values. */
static int32_t window_columns(const dual_stream *s) {
    int32_t columns = s->layer->window.kernel_w;
    return s->order == MOTE_DUAL_VALUES ? (columns * s->layer->in_c + 1) / 2 : columns;
}

/* Steps of one row of it. */
static int32_t row_steps(const dual_stream *s) {
    return s->order == MOTE_DUAL_VALUES ? 1 : s->layer->in_c / 2;
}

/* Half `half` of step `step`. */
static int32_t weight(const dual_stream *s, int32_t channel, int32_t step, int half) {
    const op_window *w = &s->layer->window;
    int32_t in_c = s->layer->in_c, steps = row_steps(s), ky, i;
    if (s->order == MOTE_DUAL_TRIPLES) {
        ky = step % 3;
        i = step / 3;
    } else {
        ky = step / steps % w->kernel_h;
        i = step / (steps * w->kernel_h) * steps + step % steps;
    }
    int32_t value = s->order == MOTE_DUAL_VALUES ? 2 * i + half : i / 2 * 4 + 2 * half + i % 2;
    if (channel < 0 || value >= w->kernel_w * in_c)
        return 0;
    return s->channels[channel].weights[ky * w->kernel_w * in_c + value];
}

/* The word of the channels `low` and `high`, -1: none. */
static uint32_t dual_word(const dual_stream *s, int32_t low, int32_t high, int32_t step) {
    uint32_t word = 0;
    for (int half = 0; half < 2; half++) {
        int32_t both = 256 * weight(s, high, step, half) + weight(s, low, step, half);
        word |= (uint32_t)(uint16_t)both << (16 * half);
    }
    return word;
}

static void add_group(dual_stream *s, const int16_t slots[GROUP], int in_tile) {
    for (int32_t step = 0; step < s->steps; step++)
        for (int pair = 0; pair < GROUP; pair += 2)
            s->words[s->count++] = dual_word(s, slots[pair], slots[pair + 1], step);
    for (int i = 0; i < GROUP; i++) {
        int32_t channel = slots[i ^ 1];
        tile_channel none = {.scale = {1 << 30, -1}};
        const tile_channel *c = channel >= 0 ? &s->channels[channel] : &none;
        s->words[s->count++] = (uint32_t)(in_tile ? 2 * c->bias : (int64_t)quant_wrap(c->bias));
        if (s->one_scale)
            continue;
        s->words[s->count++] = (uint32_t)c->scale.multiplier;
        s->words[s->count++] = (uint32_t)(in_tile ? -c->scale.shift - 1 : c->scale.shift);
    }
}

/* ---- which channels tiles make ---- */

typedef struct dual_groups {
    int16_t *runs; /* first channel, groups */
    int32_t run_count, tile_groups;
    int16_t *rest; /* slots */
    int32_t rest_groups;
} dual_groups;

static int group_fits(const tile_channel *channels, int32_t first, int32_t out_c) {
    if (first + GROUP > out_c)
        return 0;
    for (int i = 0; i < GROUP; i++)
        if (!(i % 2 ? channels[first + i].high : channels[first + i].low))
            return 0;
    return 1;
}

static void add_run(dual_groups *g, int32_t first) {
    int16_t *last = g->runs + 2 * g->run_count - 2;
    if (g->run_count > 0 && last[0] + GROUP * last[1] == first) {
        last[1]++;
    } else {
        g->runs[2 * g->run_count] = (int16_t)first;
        g->runs[2 * g->run_count + 1] = 1;
        g->run_count++;
    }
    g->tile_groups++;
}

/* Puts a channel into the next free slot that it may have. */
static void add_rest(dual_groups *g, int32_t *slot, int32_t channel, int packs) {
    while (*slot % 2 && !packs)
        g->rest[(*slot)++] = -1;
    g->rest[(*slot)++] = (int16_t)channel;
}

/* The last channels that do not fill a group make one with some of the group before. */
static dual_groups groups_of(const tile_channel *channels, int32_t out_c) {
    size_t most = (size_t)out_c;
    dual_groups g = {.runs = NEW_ARRAY(int16_t, 2 * most),
                     .rest = NEW_ARRAY(int16_t, 2 * most + GROUP)};
    int32_t slot = 0;
    for (int32_t first = 0; first < out_c; first += GROUP) {
        int32_t from = first + GROUP > out_c && out_c >= GROUP ? out_c - GROUP : first;
        if (group_fits(channels, from, out_c))
            add_run(&g, from);
        else
            for (int32_t c = first; c < first + GROUP && c < out_c; c++)
                add_rest(&g, &slot, c, channels[c].packs);
    }
    while (slot % GROUP)
        g.rest[slot++] = -1;
    g.rest_groups = slot / GROUP;
    return g;
}

static void lower_stream(op_kernel *k, dual_stream *s, const dual_groups *g) {
    int32_t words = 2 * s->steps + (s->one_scale ? GROUP : 3 * GROUP);
    s->words = NEW_ARRAY(uint32_t, (size_t)words * (size_t)(g->tile_groups + g->rest_groups));
    for (int32_t r = 0; r < g->run_count; r++)
        for (int32_t i = 0; i < g->runs[2 * r + 1]; i++) {
            int16_t slots[GROUP];
            for (int n = 0; n < GROUP; n++)
                slots[n] = (int16_t)(g->runs[2 * r] + GROUP * i + n);
            add_group(s, slots, 1);
        }
    for (int32_t i = 0; i < g->rest_groups; i++)
        add_group(s, g->rest + GROUP * i, 0);
    op_kernel_array(k, "layer.weights", OP_ARRAY_U32, s->words, s->count);
    op_kernel_int(k, "layer.units", s->steps / op_tile_unit_steps(s->tile));
    op_kernel_int(k, "layer.group_words", words);
}

static void lower_layer(op_kernel *k, dual_stream *s, const dual_groups *g) {
    const dual_layer *l = s->layer;
    op_tile tile = {.field = "layer.tile", .kind = s->tile, .one_scale = s->one_scale};
    tile_finish_of(l->op, l->activation, &tile.finish);
    lower_stream(k, s, g);
    op_kernel_int(k, "layer.nudge", 2 * ir_zero_point(l->op->output) + 1);
    if (s->one_scale) {
        op_kernel_int(k, "layer.multiplier", s->channels[0].scale.multiplier);
        op_kernel_int(k, "layer.shift", -s->channels[0].scale.shift - 1);
    }
    op_kernel_tile(k, tile);
}

/* ---- the kernels ---- */

static int has_padding(const op_window *w) {
    return w->pad_top || w->pad_bottom || w->pad_left || w->pad_right;
}

/* Words of a column of all pixels. */
static int32_t column_words(const dual_stream *s) {
    int32_t lanes = s->order == MOTE_DUAL_TRIPLES ? 4 : s->pixels * s->layer->window.kernel_h;
    return lanes * row_steps(s);
}

/* Can windows `advance` columns of the picture apart share columns that are expanded? */
static int can_share(const dual_stream *s, int32_t advance) {
    const op_window *w = &s->layer->window;
    int is_even = s->order != MOTE_DUAL_VALUES || advance * s->layer->in_c % 2 == 0;
    return w->dilation_w == 1 && advance < w->kernel_w && is_even;
}

/* Words of scratch for the windows of so many pairs, one word more for steps that fill up. */
static int32_t scratch_words(const dual_stream *s, int32_t pairs) {
    int32_t columns = window_columns(s), fresh = columns, advance = 2 * s->layer->window.stride_w;
    if (can_share(s, advance)) /* in a single row; else half of that */
        fresh = s->order == MOTE_DUAL_VALUES ? advance * s->layer->in_c / 2 : advance;
    return ((pairs - 1) * fresh + columns) * column_words(s) + 1;
}

/* The order and how many pixels are made together. */
static void choose_order(dual_stream *s, ir_target target) {
    const dual_layer *l = s->layer;
    const op_window *w = &l->window;
    int one_pixel = l->out_h * l->out_w == 1;
    s->pixels = one_pixel ? 1 : 2;
    s->order = l->in_c % 4 == 0 ? MOTE_DUAL_COLUMNS : MOTE_DUAL_VALUES;
    if (!target.small && s->order == MOTE_DUAL_COLUMNS && w->kernel_h == 3 && w->stride_h == 1 &&
        w->dilation_h == 1 && l->out_h > 1)
        s->order = MOTE_DUAL_TRIPLES;
    if (target.small && 4 * scratch_words(s, 1) > SMALL_PAIR_BYTES)
        s->pixels = 1;
    s->tile = s->order == MOTE_DUAL_TRIPLES ? OP_TILE_TRIPLE
              : s->pixels == 2              ? OP_TILE_PAIR
                                            : OP_TILE_PIXEL;
    s->steps = w->kernel_h * window_columns(s) * row_steps(s);
    s->steps += s->pixels == 1 && s->steps % 2;
}

/* Two rows at a time where there are two; scratch for some pairs of pixels. */
static void lower_calls(op_kernel *k, const dual_stream *s) {
    const dual_layer *l = s->layer;
    int32_t most = l->out_h > 1 ? l->out_w : l->out_w / 2, pairs = 1;
    while (!k->target.small && s->pixels == 2 && pairs < most &&
           4 * scratch_words(s, pairs + 1) <= SCRATCH_BYTES)
        pairs++;
    int32_t padding =
        has_padding(&l->window) && s->order != MOTE_DUAL_VALUES ? (l->in_c + 3) / 4 * 4 : 0;
    k->best_rows = l->out_h > 1 && s->pixels == 2 ? 2 : 1;
    k->scratch_bytes = 4 * scratch_words(s, pairs) + padding;
    op_kernel_int(k, "pairs_per_call", pairs);
    op_kernel_int(k, "padding_offset", scratch_words(s, pairs));
    op_kernel_int(k, "padding_values", padding);
}

static void lower_rest(op_kernel *k, const dual_stream *s, const dual_groups *g) {
    op_kernel_function(k, "rest", "mote_tile_rest_in_c");
    op_kernel_array(k, "others.channels", OP_ARRAY_S16, g->rest, GROUP * g->rest_groups);
    op_kernel_int(k, "others.groups", g->rest_groups);
    op_kernel_int(k, "others.steps", s->steps);
    int32_t low, high;
    quant_activation_range(s->layer->op->output, s->layer->activation, &low, &high);
    op_kernel_int(k, "others.out.zero", ir_zero_point(s->layer->op->output));
    op_kernel_int(k, "others.out.min", low);
    op_kernel_int(k, "others.out.max", high);
}

static void lower_convolution(op_kernel *k, dual_stream *s, const dual_groups *g) {
    const dual_layer *l = s->layer;
    op_kernel_start(k, "conv2d_dual_s8", l->out_h, l->out_w * l->out_c);
    k->batches = l->batches;
    op_kernel_input(k, l->op->inputs[0], l->in);
    lower_layer(k, s, g);
    op_kernel_array(k, "runs", OP_ARRAY_S16, g->runs, 2 * g->run_count);
    op_kernel_int(k, "run_count", g->run_count);
    if (g->rest_groups)
        lower_rest(k, s, g);
    op_kernel_int(k, "order", s->order);
    op_kernel_int(k, "pixels", s->pixels);
    op_kernel_int(k, "columns", window_columns(s));
    op_kernel_int(k, "column_words", column_words(s));
    op_kernel_int(k, "in_w", l->in_w);
    op_kernel_int(k, "in_c", l->in_c);
    op_kernel_int(k, "out_w", l->out_w);
    op_kernel_int(k, "out_c", l->out_c);
    op_window_lower(k, &l->window);
    op_kernel_int(k, "in_zero", ir_zero_point(l->op->inputs[0]));
    lower_calls(k, s);
}

/* A single vector, or one after the other. */
static int is_vector(const dual_layer *l, const dual_groups *g, ir_target target) {
    const op_window *w = &l->window;
    int is_point = w->kernel_h == 1 && w->kernel_w == 1 && w->stride_h == 1 && !has_padding(w);
    return is_point && l->in_w == 1 && l->in_c % 4 == 0 && l->out_c >= GROUP &&
           g->rest_groups == 0 && (l->out_h == 1 || target.small || target.single_rows);
}

static void lower_vector(op_kernel *k, dual_stream *s, const dual_groups *g) {
    const dual_layer *l = s->layer;
    int expands = !k->target.small || 2 * l->in_c <= SMALL_SCRATCH_BYTES;
    s->tile = expands ? OP_TILE_PIXEL : OP_TILE_VECTOR;
    s->order = MOTE_DUAL_COLUMNS;
    s->steps = l->in_c / 2;
    op_kernel_start(k, "fully_connected_dual_s8", l->out_h, l->out_c);
    k->batches = l->batches;
    k->best_rows = 1;
    op_kernel_input(k, l->op->inputs[0], l->in);
    lower_layer(k, s, g);
    op_kernel_int(k, "values", l->in_c);
    op_kernel_int(k, "groups", l->out_c / GROUP);
    op_kernel_int(k, "last", l->out_c % GROUP ? l->out_c - GROUP : 0);
    op_kernel_int(k, "expands", expands);
    k->scratch_bytes = expands ? 2 * l->in_c : 0;
}

int dual_lower(op_kernel *k, const dual_layer *l) {
    const op_window *w = &l->window;
    op_tile_finish finish;
    if (!k->target.dsp || l->out_c > INT16_MAX || !tile_finish_of(l->op, l->activation, &finish))
        return 0;
    dual_stream s = {.channels =
                         tile_channels_new(l->op, l->activation, l->out_c,
                                           w->kernel_h * w->kernel_w * l->in_c, l->tap_step),
                     .layer = l};
    dual_groups g = groups_of(s.channels, l->out_c);
    if (g.tile_groups < 1 || g.tile_groups < g.rest_groups)
        return 0;
    s.one_scale = l->op->inputs[1]->quant.count == 1 && s.channels[0].scale.multiplier != 0;
    choose_order(&s, k->target);
    if (s.order == MOTE_DUAL_VALUES && w->dilation_w > 1)
        return 0;
    if (is_vector(l, &g, k->target)) {
        lower_vector(k, &s, &g);
        return 1;
    }
    if (k->target.small && l->out_h * l->out_w == 1 &&
        4 * scratch_words(&s, 1) > SMALL_SCRATCH_BYTES)
        return 0;
    lower_convolution(k, &s, &g);
    return 1;
}
