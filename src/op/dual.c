#include "op/dual.h"

#include <string.h>

#include "base/diag.h"
#include "base/mem.h"
#include "device/kernel/conv2d_dual_s8.h"
#include "op/op.h"
#include "op/tile.h"

#define GROUP MOTE_TILE_CHANNELS
/* Windows that a call may keep in scratch, if it is more than one pair. */
#define SCRATCH_BYTES 2048
/* Pairs of triples a call, at least: those that share no columns take as long as one row at a time
 * from bytes. */
#define LEAST_SHARED 4
/* Pairs of pixels from which on a copy of the weights in RAM takes less than it saves:
 * doc/kernels.md has the figures. */
#define LEAST_STAGED 4
/* Where memory counts, a layer of one pixel that takes more is left to the kernel without scratch,
 * or reads its vector as it is. */
#define SMALL_SCRATCH_BYTES 128

/* ---- how windows are brought to scratch: device/kernel/dual_expand.h ---- */

typedef struct dual_order {
    const char *expand;
    op_tile_kind tile;
    int bytes;
    int rows;
    int by_row;    /* parts of windows are rows */
    int subtracts; /* the zero point, so that padding is 0 */
} dual_order;

static const dual_order vector_order = {NULL, OP_TILE_PIXEL, 0, MOTE_DUAL_ONE, 0, 0};
static const dual_order vector_bytes = {NULL, OP_TILE_PIXEL, 1, MOTE_DUAL_ONE, 0, 0};
static const dual_order columns = {"mote_dual_columns", OP_TILE_PAIR, 0, MOTE_DUAL_TWO, 0, 1};
static const dual_order points = {"mote_dual_points", OP_TILE_PAIR, 0, MOTE_DUAL_TWO, 0, 1};
static const dual_order columns_bytes = {
    "mote_dual_columns_bytes", OP_TILE_PAIR, 1, MOTE_DUAL_TWO, 0, 0};
static const dual_order triples = {"mote_dual_triples", OP_TILE_TRIPLE, 0, MOTE_DUAL_TWINS, 0, 1};
static const dual_order row_triples = {
    "mote_dual_row_triples", OP_TILE_TRIPLE, 0, MOTE_DUAL_ONE, 1, 1};
static const dual_order row_triples_bytes = {
    "mote_dual_row_triples_bytes", OP_TILE_TRIPLE, 1, MOTE_DUAL_ONE, 1, 0};
static const dual_order values = {"mote_dual_values", OP_TILE_PAIR, 0, MOTE_DUAL_TWO, 0, 0};

static int has_padding(const op_window *w) {
    return w->pad_top || w->pad_bottom || w->pad_left || w->pad_right;
}

/* Is a pixel of the output made of the same pixel of the input alone? */
static int is_point(const dual_layer *l) {
    const op_window *w = &l->window;
    return w->kernel_h == 1 && w->kernel_w == 1 && w->stride_h == 1 && l->in_w == l->out_w &&
           !has_padding(w);
}

/* Where memory counts, or rows are made one by one, words of bytes are expanded in the tile. NULL:
 * there is none. */
static const dual_order *order_of(const dual_layer *l, ir_target target) {
    const op_window *w = &l->window;
    const dual_order *expanded = is_point(l) ? &points : &columns;
    if (l->in_c % 4 != 0)
        return w->dilation_w == 1 ? &values : NULL;
    int one_row = target.rows == 1, small = target.small || target.single_rows;
    if ((small || one_row) && w->kernel_w == 3 && w->stride_w == 1 && w->dilation_w == 1 &&
        l->out_w > 1)
        return small ? &row_triples_bytes : &row_triples;
    if (small)
        return &columns_bytes;
    return !one_row && w->kernel_h == 3 && w->stride_h == 1 && w->dilation_h == 1 && l->out_h > 1
               ? &triples
               : expanded;
}

/* ---- the stream ---- */

typedef struct dual_stream {
    tile_channel *channels;
    const dual_layer *layer;
    const dual_order *order;
    op_tile tile;
    int32_t steps;
    uint32_t *words;
    int32_t count;
} dual_stream;

/* Of an order, with everything that it decides. */
static dual_stream stream_new(const dual_layer *l, const dual_order *order, op_tile_finish finish) {
    const op_window *w = &l->window;
    int32_t row_values = w->kernel_w * l->in_c;
    dual_stream s = {.layer = l, .order = order, .steps = w->kernel_h * ((row_values + 1) / 2)};
    s.channels =
        tile_channels_new(l->op, l->activation, l->out_c, w->kernel_h * row_values, l->tap_step,
                          order->subtracts ? ir_zero_point(l->op->inputs[0]) : 0);
    s.tile = (op_tile){.field = "layer.tile",
                       .kind = order->tile,
                       .bytes = order->bytes,
                       .finish = finish,
                       .one_scale = l->op->inputs[1]->quant.count == 1 &&
                                    s.channels[0].scale.multiplier != 0};
    s.tile.units = s.steps / op_tile_unit_steps(&s.tile);
    return s;
}

/* Steps of one row of a column. */
static int32_t row_steps(const dual_stream *s) {
    return s->order == &values ? 1 : s->layer->in_c / 2;
}

/* What is expanded as one: a column of the window, two of a row's values, or a row. */
static int32_t window_parts(const dual_stream *s) {
    const op_window *w = &s->layer->window;
    if (s->order->by_row)
        return w->kernel_h;
    return s->order == &values ? (w->kernel_w * s->layer->in_c + 1) / 2 : w->kernel_w;
}

/* A step: a row of the window, and which pair of its values. */
typedef struct dual_step {
    int32_t row, pair;
} dual_step;

static dual_step step_at(const dual_stream *s, int32_t step) {
    int32_t height = s->layer->window.kernel_h, steps = row_steps(s);
    if (s->order == &triples)
        return (dual_step){step % 3, step / 3};
    if (s->order->by_row) { /* 3 columns of a pair, or of 2; these lie `steps` pairs apart */
        int32_t bytes = s->order->bytes, unit = step / (3 << bytes), units = steps >> bytes;
        int32_t column = step % 3, odd = step % (3 << bytes) / 3;
        return (dual_step){unit / units, column * steps + (unit % units << bytes) + odd};
    }
    return (dual_step){step / steps % height, step / (steps * height) * steps + step % steps};
}

/* Half `half` of step `step`. */
static int32_t weight(const dual_stream *s, int32_t channel, int32_t step, int half) {
    const op_window *w = &s->layer->window;
    int32_t row_values = w->kernel_w * s->layer->in_c;
    dual_step at = step_at(s, step);
    int32_t value =
        s->order == &values ? 2 * at.pair + half : at.pair / 2 * 4 + 2 * half + at.pair % 2;
    if (channel < 0 || value >= row_values)
        return 0;
    return s->channels[channel].weights[at.row * row_values + value];
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

static void add_steps(dual_stream *s, const int16_t slots[GROUP]) {
    for (int32_t step = 0; step < s->steps; step++)
        for (int pair = 0; pair < GROUP; pair += 2)
            s->words[s->count++] = dual_word(s, slots[pair], slots[pair + 1], step);
}

static void add_linear_group(dual_stream *s, const int16_t slots[GROUP]) {
    static const linear_scale zero = {0};
    const linear_scale *scales[GROUP];
    for (int i = 0; i < GROUP; i++)
        scales[i] = slots[i] >= 0 ? &s->channels[slots[i]].linear : &zero;
    for (int i = 0; i < GROUP; i += 2)
        s->words[s->count++] = (uint32_t)scales[i + 1]->bias;
    add_steps(s, slots);
    for (int i = 0; i < GROUP; i += 2) {
        s->words[s->count++] = (uint32_t)scales[i + 1]->multiplier;
        s->words[s->count++] = (uint32_t)scales[i]->bias;
        s->words[s->count++] = (uint32_t)scales[i]->multiplier;
    }
}

static void add_group(dual_stream *s, const int16_t slots[GROUP], int in_tile) {
    add_steps(s, slots);
    for (int i = 0; i < GROUP; i++) {
        int32_t channel = slots[i ^ 1];
        tile_channel none = {.scale = {1 << 30, -1}};
        const tile_channel *c = channel >= 0 ? &s->channels[channel] : &none;
        s->words[s->count++] = (uint32_t)(in_tile ? 2 * c->bias : (int64_t)quant_wrap(c->bias));
        if (s->tile.one_scale)
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

/* One multiplication and one shift, if that serves all channels. */
static void choose_finish(dual_stream *s, const dual_groups *g) {
    const dual_layer *l = s->layer;
    if (s->tile.finish == OP_TILE_RELU && !s->tile.one_scale && g->rest_groups == 0 &&
        tile_channels_fit(s->channels, l->out_c, ir_zero_point(l->op->output),
                          MOTE_TILE_LINEAR_SHIFT))
        s->tile.finish = OP_TILE_LINEAR;
}

static void lower_stream(op_kernel *k, dual_stream *s, const dual_groups *g) {
    int32_t words = 2 * s->steps + GROUP * op_tile_constant_words(&s->tile);
    s->words = NEW_ARRAY(uint32_t, (size_t)words * (size_t)(g->tile_groups + g->rest_groups));
    for (int32_t r = 0; r < g->run_count; r++)
        for (int32_t i = 0; i < g->runs[2 * r + 1]; i++) {
            int16_t slots[GROUP];
            for (int n = 0; n < GROUP; n++) {
                int32_t channel = g->runs[2 * r] + GROUP * i + n;
                slots[n] = (int16_t)(channel < s->layer->out_c ? channel : -1);
            }
            if (s->tile.finish == OP_TILE_LINEAR)
                add_linear_group(s, slots);
            else
                add_group(s, slots, 1);
        }
    for (int32_t i = 0; i < g->rest_groups; i++)
        add_group(s, g->rest + GROUP * i, 0);
    op_kernel_array(k, "layer.weights", OP_ARRAY_U32, s->words, s->count);
    op_kernel_int(k, "layer.group_words", words);
}

static void lower_layer(op_kernel *k, dual_stream *s, const dual_groups *g) {
    choose_finish(s, g);
    lower_stream(k, s, g);
    op_kernel_int(k, "layer.units", s->tile.units);
    op_kernel_int(k, "layer.nudge", 2 * ir_zero_point(s->layer->op->output) + 1);
    if (s->tile.one_scale) {
        op_kernel_int(k, "layer.multiplier", s->channels[0].scale.multiplier);
        op_kernel_int(k, "layer.shift", -s->channels[0].scale.shift - 1);
    }
    op_kernel_tile(k, s->tile);
}

/* ---- fully connected: one vector, or one after the other ---- */

static int is_vector(const dual_layer *l, ir_target target) {
    return is_point(l) && l->in_w == 1 && l->in_c % 4 == 0 &&
           (l->out_h == 1 || target.small || target.single_rows || target.rows == 1);
}

/* May a tile have all channels where they are? */
static int all_fit(const tile_channel *channels, int32_t count) {
    for (int32_t c = 0; c < count; c++)
        if (!(c % 2 ? channels[c].high : channels[c].low))
            return 0;
    return 1;
}

/* All channels in their order. */
static dual_groups vector_groups(int32_t out_c) {
    dual_groups g = {.runs = NEW_ARRAY(int16_t, 2), .run_count = 1};
    g.tile_groups = (out_c + GROUP - 1) / GROUP;
    g.runs[1] = (int16_t)g.tile_groups;
    return g;
}

static int lower_vector(op_kernel *k, const dual_layer *l, op_tile_finish finish) {
    if (!is_vector(l, k->target))
        return 0;
    int expands = !k->target.small || 2 * l->in_c <= SMALL_SCRATCH_BYTES;
    /* What would save two instructions a value, or some words of constants, is not worth a tile of
     * its own, unless it is done with every row. */
    dual_stream s = stream_new(l, expands ? &vector_order : &vector_bytes,
                               k->target.single_rows ? finish : OP_TILE_PLAIN);
    if (!all_fit(s.channels, l->out_c))
        return 0;
    dual_groups g = vector_groups(l->out_c);
    s.tile.one_scale &= l->out_c >= GROUP;
    op_kernel_start(k, "fully_connected_dual_s8", l->out_h, l->out_c);
    k->batches = l->batches;
    k->best_rows = 1;
    k->loses_alone = l->out_h > 1;
    k->over_input = expands && l->in_c == l->out_c;
    op_kernel_input(k, l->op->inputs[0], l->in);
    lower_layer(k, &s, &g);
    op_kernel_int(k, "values", l->in_c);
    op_kernel_int(k, "groups", l->out_c / GROUP);
    op_kernel_int(k, "more", l->out_c % GROUP);
    op_kernel_int(k, "expands", expands);
    k->scratch_bytes = expands ? 2 * l->in_c : 0;
    return 1;
}

/* ---- convolutions ---- */

/* Words of a part of both pixels: of three steps four words, in triples. */
static int32_t part_words(const dual_stream *s) {
    const op_window *w = &s->layer->window;
    if (s->order->by_row)
        return 4 * row_steps(s) >> s->order->bytes;
    if (s->order == &triples)
        return 4 * row_steps(s);
    return 2 * w->kernel_h * row_steps(s) >> s->order->bytes;
}

/* Columns from the first of one window to that of the next, `advance` columns of the input further.
 */
static int32_t fresh_columns(const dual_stream *s, int32_t advance) {
    return s->order == &values ? advance * s->layer->in_c / 2 : advance;
}

static int32_t window_words(const dual_stream *s, int32_t pairs, int32_t fresh) {
    return ((pairs - 1) * fresh + window_parts(s)) * part_words(s);
}

/* Pairs that fit scratch, side by side in two rows; fewer in one. */
static int32_t pairs_per_call(const dual_stream *s, int32_t row_step, ir_target target) {
    const op_window *w = &s->layer->window;
    int32_t pairs = 1, fresh = fresh_columns(s, row_step * w->stride_w);
    if (target.small || s->order->by_row || w->dilation_w > 1 || fresh > window_parts(s))
        return 1;
    int32_t least = s->order == &triples ? LEAST_SHARED : 1;
    while (row_step * (pairs + 1) <= s->layer->out_w &&
           (pairs < least || 4 * window_words(s, pairs + 1, fresh) <=
                                 (target.scratch_bytes ? target.scratch_bytes : SCRATCH_BYTES)))
        pairs++;
    /* Then calls begin where words do. */
    return s->order == &values && pairs > 4 && row_step * pairs < s->layer->out_w
               ? pairs - pairs % 4
               : pairs;
}

/* In one row pairs are 2 pixels apart. */
static int32_t most_window_words(const dual_stream *s, int32_t row_step, int32_t pairs) {
    int32_t stride = s->layer->window.stride_w;
    int32_t in_rows = fresh_columns(s, row_step * stride), in_row = fresh_columns(s, 2 * stride);
    int32_t words = window_words(s, pairs, in_rows);
    if (in_row > window_parts(s))
        return words;
    int32_t in_row_words = window_words(s, pairs, in_row);
    return words > in_row_words ? words : in_row_words;
}

/* Parts that are padding are left out. Of neighbours in a row few columns are padding for both. */
static const char *edges_of(const dual_stream *s, ir_target target) {
    const op_window *w = &s->layer->window;
    if (!s->order->subtracts)
        return NULL;
    if (s->order->by_row)
        return w->pad_top || w->pad_bottom ? "mote_dual_edge_rows" : NULL;
    return (w->pad_left || w->pad_right) && w->dilation_w == 1 && target.rows != 1
               ? "mote_dual_edge_columns"
               : NULL;
}

/* Windows that share no parts and do not lie side by side are made one by one. */
static void lower_walk(op_kernel *k, const dual_stream *s, const char *walk, int32_t step,
                       int32_t pairs) {
    int32_t fresh = fresh_columns(s, step * s->layer->window.stride_w);
    int alone = fresh > window_parts(s);
    op_kernel_int(k, mem_printf("%s.step", walk), step);
    op_kernel_int(k, mem_printf("%s.fresh", walk), alone ? 0 : fresh);
    op_kernel_int(k, mem_printf("%s.pairs", walk), alone ? 1 : pairs);
}

static void lower_calls(op_kernel *k, const dual_stream *s) {
    const dual_layer *l = s->layer;
    const op_window *w = &l->window;
    int falls_apart = s->order == &values && w->stride_w * l->in_c % 2 != 0;
    int32_t row_step = falls_apart ? 2 : 1, pairs = pairs_per_call(s, row_step, k->target);
    int is_padded = has_padding(w) && !s->order->bytes && s->order != &values;
    int32_t padding = is_padded ? l->in_c / 4 : 0;
    int in_row = k->target.small && l->out_w % 2 == 0; /* nothing is gained by two rows */
    k->best_rows = l->out_h > 1 && s->order->rows != MOTE_DUAL_ONE && !in_row ? 2 : 1;
    k->over_input = is_point(l) && s->order != &values && l->in_c == l->out_c;
    k->scratch_bytes = 4 * (most_window_words(s, row_step, pairs) + padding);
    op_kernel_function(k, "expand", s->order->expand);
    op_kernel_int(k, "rows", s->order->rows);
    lower_walk(k, s, "in_rows", row_step, pairs);
    lower_walk(k, s, "in_row", 2, pairs);
    if (s->tile.has_edges) {
        op_kernel_function(k, "edges", edges_of(s, k->target));
        op_kernel_int(k, "part_units", s->tile.units / window_parts(s));
    }
    op_kernel_int(k, "in.parts", window_parts(s));
    op_kernel_int(k, "in.part_words", part_words(s));
    op_kernel_int(k, "in.padding_words", padding);
}

static void lower_rest(op_kernel *k, const dual_stream *s, const dual_groups *g) {
    op_kernel_function(k, "rest", "mote_tile_rest_in_c");
    int32_t slots = GROUP * g->rest_groups;
    int16_t *channels = NEW_ARRAY(int16_t, (size_t)slots + 1);
    channels[0] = (int16_t)g->rest_groups;
    memcpy(channels + 1, g->rest, (size_t)slots * sizeof *channels);
    op_kernel_array(k, "others.channels", OP_ARRAY_S16, channels, slots + 1);
    op_kernel_int(k, "others.order.pixels", 2);
    op_kernel_int(k, "others.order.taps", s->tile.kind == OP_TILE_TRIPLE ? 3 : 1);
    op_kernel_int(k, "others.order.bytes", s->tile.bytes);
    int32_t low, high;
    quant_activation_range(s->layer->op->output, s->layer->activation, &low, &high);
    op_kernel_int(k, "others.out.zero", ir_zero_point(s->layer->op->output));
    op_kernel_int(k, "others.out.min", low);
    op_kernel_int(k, "others.out.max", high);
}

/* Weights are copied to RAM where every pair of pixels reads them again: by a call that makes all
 * rows, whose row pointers take RAM, too. */
static void stage_weights(op_kernel *k, const dual_stream *s) {
    const dual_layer *l = s->layer;
    int64_t bytes = 4 * ((int64_t)s->count + op_kernel_table_entries(k, l->out_h));
    int64_t pairs = ((int64_t)l->out_h * l->out_w + 1) / 2;
    if (!k->target.whole || bytes > k->target.staged_bytes || pairs < LEAST_STAGED)
        return;
    k->name = "conv2d_staged_s8";
    k->calls = "conv2d_dual_s8";
    k->best_rows = l->out_h;
    k->fixed_rows = 1;
    k->scratch_bytes += 4 * s->count;
    op_kernel_int(k, "staged_words", s->count);
}

static int lower_convolution(op_kernel *k, const dual_layer *l, op_tile_finish finish) {
    const dual_order *order = order_of(l, k->target);
    if (!order)
        return 0;
    dual_stream s = stream_new(l, order, finish);
    dual_groups g = groups_of(s.channels, l->out_c);
    if (g.tile_groups < 1 || g.tile_groups < g.rest_groups)
        return 0;
    if (k->target.small && l->out_h * l->out_w == 1 &&
        4 * window_words(&s, 1, 0) > SMALL_SCRATCH_BYTES)
        return 0;
    int32_t zero = ir_zero_point(l->op->inputs[0]);
    s.tile.has_edges = edges_of(&s, k->target) != NULL;
    op_kernel_start(k, "conv2d_dual_s8", l->out_h, l->out_w * l->out_c);
    k->batches = l->batches;
    op_kernel_input(k, l->op->inputs[0], l->in);
    lower_layer(k, &s, &g);
    op_kernel_array(k, "runs", OP_ARRAY_S16, g.runs, 2 * g.run_count);
    op_kernel_int(k, "run_count", g.run_count);
    if (g.rest_groups)
        lower_rest(k, &s, &g);
    lower_calls(k, &s);
    op_kernel_int(k, "in.width", l->in_w);
    op_kernel_int(k, "in.channels", l->in_c);
    op_kernel_int(k, "in.zero", zero);
    op_kernel_int(k, "in.minus_zero", (int64_t)(uint16_t)-zero * 0x10001);
    op_kernel_int(k, "in.kernel_h", l->window.kernel_h);
    op_kernel_int(k, "in.dilation_h", l->window.dilation_h);
    op_kernel_int(k, "out_w", l->out_w);
    op_kernel_int(k, "out_c", l->out_c);
    op_kernel_int(k, "stride_h", l->window.stride_h);
    op_kernel_int(k, "stride_w", l->window.stride_w);
    op_kernel_int(k, "in.dilation_w", l->window.dilation_w);
    op_kernel_int(k, "pad_left", l->window.pad_left);
    stage_weights(k, &s);
    return 1;
}

/* Sizes that the kernels' parameters hold. */
static int is_too_large(const dual_layer *l) {
    const op_window *w = &l->window;
    int64_t window = (int64_t)w->kernel_h * w->kernel_w * l->in_c;
    return window > INT16_MAX || l->in_w > INT16_MAX || l->out_w > INT16_MAX ||
           l->out_c > INT16_MAX || w->stride_h > INT16_MAX || w->stride_w > INT16_MAX ||
           w->dilation_h > INT16_MAX || w->dilation_w > INT16_MAX;
}

int dual_lower(op_kernel *k, const dual_layer *l) {
    op_tile_finish finish;
    return k->target.dsp && !is_too_large(l) && tile_finish_of(l->op, l->activation, &finish) &&
           (lower_vector(k, l, finish) || lower_convolution(k, l, finish));
}
