#include "op/dual.h"

#include <string.h>

#include "base/diag.h"
#include "base/mem.h"
#include "device/kernel/tile.h"
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
    int32_t column_taps, column_steps; /* of one column of the window */
    int32_t steps; /* of all; more than theirs where tiles want an even number */
    int single;    /* pixels are made one by one */
    int quads, one_scale;
    uint32_t *words;
    int32_t count;
} dual_stream;

/* Half `half` of step `step`: taps come column by column. */
static int32_t weight(const dual_stream *s, int32_t channel, int32_t step, int half) {
    const op_window *w = &s->layer->window;
    int32_t column = step / s->column_steps, i = step % s->column_steps, in_c = s->layer->in_c;
    int32_t tap = s->quads ? i / 2 * 4 + 2 * half + i % 2 : 2 * i + half;
    if (channel < 0 || column >= w->kernel_w || tap >= s->column_taps)
        return 0;
    return s->channels[channel].weights[(tap / in_c * w->kernel_w + column) * in_c + tap % in_c];
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

static dual_groups groups_of(const tile_channel *channels, int32_t out_c) {
    size_t most = (size_t)out_c;
    dual_groups g = {.runs = NEW_ARRAY(int16_t, 2 * most),
                     .rest = NEW_ARRAY(int16_t, 2 * most + GROUP)};
    int32_t slot = 0;
    for (int32_t first = 0; first < out_c; first += GROUP)
        if (group_fits(channels, first, out_c))
            add_run(&g, first);
        else
            for (int32_t c = first; c < first + GROUP && c < out_c; c++)
                add_rest(&g, &slot, c, channels[c].packs);
    while (slot % GROUP)
        g.rest[slot++] = -1;
    g.rest_groups = slot / GROUP;
    return g;
}

static void lower_stream(op_kernel *k, dual_stream *s, const dual_groups *g) {
    size_t words = 2 * (size_t)s->steps + (s->one_scale ? GROUP : 3 * GROUP);
    s->words = NEW_ARRAY(uint32_t, words * (size_t)(g->tile_groups + g->rest_groups));
    for (int32_t r = 0; r < g->run_count; r++)
        for (int32_t i = 0; i < g->runs[2 * r + 1]; i++) {
            int16_t slots[GROUP];
            for (int n = 0; n < GROUP; n++)
                slots[n] = (int16_t)(g->runs[2 * r] + GROUP * i + n);
            add_group(s, slots, 1);
        }
    for (int32_t i = 0; i < g->rest_groups; i++)
        add_group(s, g->rest + GROUP * i, 0);
    op_kernel_array(k, "weights", OP_ARRAY_U32, s->words, s->count);
    op_kernel_array(k, "runs", OP_ARRAY_S16, g->runs, 2 * g->run_count);
    op_kernel_int(k, "run_count", g->run_count);
    if (g->rest_groups)
        op_kernel_array(k, "rest_channels", OP_ARRAY_S16, g->rest, GROUP * g->rest_groups);
    op_kernel_int(k, "rest_groups", g->rest_groups);
    op_kernel_int(k, "steps", s->steps);
    op_kernel_int(k, "column_steps", s->column_steps);
    op_kernel_int(k, "quads", s->quads);
}

static void lower_tiles(op_kernel *k, const dual_layer *l, const dual_stream *s,
                        op_tile_finish finish) {
    int one_scale = s->one_scale;
    if (!s->single && l->out_h * l->out_w > 1)
        op_kernel_tile(k, (op_tile){"pair_tile", OP_TILE_PAIR, finish, one_scale, 0});
    if (s->single || l->out_w == 1)
        op_kernel_tile(k, (op_tile){"pixel_tile", OP_TILE_PIXEL, finish, one_scale, 0});
}

/* Words of scratch for the windows of so many pairs, one word more for steps that fill up. */
static int32_t scratch_words(const dual_layer *l, const dual_stream *s, int32_t pairs) {
    const op_window *w = &l->window;
    int32_t advance = 2 * w->stride_w; /* in a last row; else half of that */
    int32_t fresh = w->dilation_w == 1 && advance < w->kernel_w ? advance : w->kernel_w;
    int32_t pixels = s->single ? 1 : 2;
    return pixels * (((pairs - 1) * fresh + w->kernel_w) * s->column_steps + 1);
}

static int is_point_window(const op_window *w) {
    return w->kernel_h == 1 && w->kernel_w == 1 && w->stride_w == 1 && w->pad_left == 0 &&
           w->pad_top == 0;
}

/* Two rows at a time where there are two; scratch for some pairs of pixels. */
static void lower_calls(op_kernel *k, const dual_layer *l, const dual_stream *s) {
    int32_t most = l->out_h > 1 ? l->out_w : l->out_w / 2, pairs = 1;
    while (!k->target.small && !s->single && pairs < most &&
           4 * scratch_words(l, s, pairs + 1) <= SCRATCH_BYTES)
        pairs++;
    k->best_rows = l->out_h > 1 && !s->single ? 2 : 1;
    int is_points = is_point_window(&l->window) && s->quads;
    k->scratch_bytes = 4 * scratch_words(l, s, pairs) + (is_points ? 0 : (l->in_c + 3) / 4 * 4);
    op_kernel_int(k, "pairs_per_call", pairs);
    op_kernel_int(k, "padding_offset", scratch_words(l, s, pairs));
    op_kernel_int(k, "is_points", is_points);
    op_kernel_int(k, "single", s->single);
}

int dual_lower(op_kernel *k, const dual_layer *l) {
    const ir_tensor *x = l->op->inputs[0];
    op_window w = l->window;
    int32_t column_taps = w.kernel_h * l->in_c, taps = w.kernel_w * column_taps;
    op_tile_finish finish;
    if (!k->target.dsp || l->out_c > INT16_MAX || !tile_finish_of(l->op, l->activation, &finish))
        return 0;
    dual_stream s = {
        .channels = tile_channels_new(l->op, l->activation, l->out_c, taps, l->tap_step),
        .layer = l,
        .column_taps = column_taps,
        .column_steps = (column_taps + 1) / 2,
    };
    dual_groups g = groups_of(s.channels, l->out_c);
    if (g.tile_groups < 1 || g.tile_groups < g.rest_groups)
        return 0;
    s.quads = l->in_c % 4 == 0;
    s.one_scale = l->op->inputs[1]->quant.count == 1 && s.channels[0].scale.multiplier != 0;
    s.steps = w.kernel_w * s.column_steps;
    int one_pixel = l->out_h * l->out_w == 1;
    s.single = one_pixel || (k->target.small && 4 * scratch_words(l, &s, 1) > SMALL_PAIR_BYTES);
    s.steps += (s.single || l->out_w == 1) && s.steps % 2;
    if (k->target.small && one_pixel && 4 * scratch_words(l, &s, 1) > SMALL_SCRATCH_BYTES)
        return 0;
    op_kernel_start(k, "conv2d_dual_s8", l->out_h, l->out_w * l->out_c);
    k->batches = l->batches;
    op_kernel_input(k, x, l->in);
    lower_stream(k, &s, &g);
    if (s.one_scale) {
        op_kernel_int(k, "scale.multiplier", s.channels[0].scale.multiplier);
        op_kernel_int(k, "scale.shift", s.channels[0].scale.shift);
    }
    op_kernel_int(k, "in_w", l->in_w);
    op_kernel_int(k, "in_c", l->in_c);
    op_kernel_int(k, "out_w", l->out_w);
    op_kernel_int(k, "out_c", l->out_c);
    op_window_lower(k, &w);
    op_kernel_int(k, "in_zero", ir_zero_point(x));
    quant_lower_output(k, l->op->output, l->activation);
    lower_tiles(k, l, &s, finish);
    lower_calls(k, l, &s);
    return 1;
}
