/* What tiles are given: the bounds of their proof, and that random draws reach the kernels that are
 * chosen by it. */
#include <math.h>

#include "device/kernel/dual_expand.h"
#include "device/kernel/tile.h"
#include "op/op.h"
#include "op/program.h"
#include "op/schedule.h"
#include "op/tile.h"
#include "op/winograd.h"
#include "test.h"

#define DRAWS 300

/* ---- bounds: a 1x1 convolution of one output channel ---- */

typedef struct layer {
    int32_t taps;
    int8_t weight; /* of all taps */
    int32_t bias;
    int shift; /* of its scale */
} layer;

/* With an input of that zero point, of `size` x `size` pixels, all output channels the same, but
 * that only the last has the bias. */
static ir_op *convolution(layer l, int32_t zero, int32_t size, int32_t kernel, int32_t out_c) {
    ir_graph *g = ir_graph_new("bounds");
    ir_tensor *x = ir_tensor_new(g, NULL, IR_INT8, &(ir_shape){4, {1, size, size, l.taps}});
    ir_quantise(x, 1, zero);
    ir_tensor *w = ir_tensor_new(g, NULL, IR_INT8, &(ir_shape){4, {out_c, kernel, kernel, l.taps}});
    int8_t *weights = mem_new(ir_bytes(w), 1);
    memset(weights, l.weight, ir_bytes(w));
    w->data = weights;
    ir_quantise(w, (float)ldexp(0.75, l.shift), 0);
    ir_tensor *b = ir_tensor_new(g, NULL, IR_INT32, &(ir_shape){1, {out_c}});
    int32_t *bias = NEW_ARRAY(int32_t, (size_t)out_c);
    bias[out_c - 1] = l.bias;
    b->data = bias;
    ir_quantise(b, 1, 0);
    ir_tensor *in[] = {x, w, b};
    ir_op *op = ir_op_new(g, op_find("conv_2d"), 3, in, NULL);
    op->output = ir_tensor_new(g, NULL, IR_INT8, &(ir_shape){4, {1, size, size, out_c}});
    ir_quantise(op->output, 1, 0);
    return op;
}

static tile_channel prove(layer l) {
    return tile_channels_new(convolution(l, 0, 1, 1, 1), 0, 1, l.taps, 1, 0)[0];
}

/* With a zero point, of which the kernel subtracts `subtracted`. */
static tile_channel prove_with_zero(layer l, int32_t zero, int32_t subtracted) {
    return tile_channels_new(convolution(l, zero, 1, 1, 1), 0, 1, l.taps, 1, subtracted)[0];
}

/* 128 * 127 * taps against 2^23. */
TEST(upper_half_holds_sums_below_2_23) {
    EXPECT(prove((layer){516, 127, 0, -10}).high);
    EXPECT(!prove((layer){517, 127, 0, -10}).high);
    EXPECT(prove((layer){517, 127, 0, -10}).low);
}

/* 255 * 127 * taps. */
TEST(subtracted_zero_points_widen_sums) {
    EXPECT(prove_with_zero((layer){516, 127, 0, -10}, -128, 0).high);
    EXPECT(prove_with_zero((layer){259, 127, 0, -10}, -128, -128).high);
    EXPECT(!prove_with_zero((layer){260, 127, 0, -10}, -128, -128).high);
    EXPECT(prove_with_zero((layer){259, -127, 0, -10}, 127, 127).high);
    EXPECT(!prove_with_zero((layer){260, -127, 0, -10}, 127, 127).high);
    tile_channel c = prove_with_zero((layer){2, 3, 50, -10}, -128, -128);
    EXPECT(c.sums.low == 0 && c.sums.high == 2 * 3 * 255 && c.bias == 50);
    c = prove_with_zero((layer){2, 3, 50, -10}, -128, 0);
    EXPECT(c.sums.low == -2 * 3 * 128 && c.sums.high == 2 * 3 * 127 && c.bias == 50 + 2 * 3 * 128);
}

TEST(upper_half_holds_no_weight_of_minus_128) {
    EXPECT(prove((layer){4, -127, 0, -10}).high);
    EXPECT(!prove((layer){4, -128, 0, -10}).high);
    EXPECT(prove((layer){4, -128, 0, -10}).low);
}

TEST(sums_and_bias_stay_below_2_30) {
    EXPECT(prove((layer){1, 1, (1 << 30) - 129, -10}).low);
    EXPECT(!prove((layer){1, 1, (1 << 30) - 128, -10}).low);
    EXPECT(!prove((layer){1, 1, -(1 << 30) + 128, -10}).low);
}

/* 64 times as much as an int32 holds. */
TEST(winograd_sums_and_bias_stay_below_2_25) {
    EXPECT(prove((layer){1, 1, (1 << 25) - 129, -10}).winograd);
    EXPECT(!prove((layer){1, 1, (1 << 25) - 128, -10}).winograd);
    EXPECT(!prove((layer){1, 1, -(1 << 25) + 128, -10}).winograd);
    EXPECT(prove((layer){1, 1, (1 << 25) - 128, -10}).low);
    EXPECT(prove((layer){516, -128, 0, -23}).winograd);
    EXPECT(!prove((layer){516, -128, 0, -24}).winograd);
}

/* A 3x3 convolution of 8x8 pixels. */
static int takes_winograd(ir_target target, layer l, int32_t out_c) {
    dual_layer d = {.op = convolution(l, 0, 8, 3, out_c),
                    .window = {3, 3, 1, 1, 1, 1, 1, 1, 1, 1},
                    .in = {8, 8 * l.taps, 3, 1, 1, 1},
                    .batches = 1,
                    .in_w = 8,
                    .in_c = l.taps,
                    .out_h = 8,
                    .out_w = 8,
                    .out_c = out_c,
                    .tap_step = 1};
    op_kernel k = {.target = target};
    return winograd_lower(&k, &d);
}

TEST(winograd_is_taken_where_it_is_faster_and_exact) {
    ir_target target = {.dsp = 1, .winograd_bytes = WINOGRAD_MOST_BYTES};
    EXPECT(takes_winograd(target, (layer){16, -128, 0, -10}, 16));
    EXPECT(!takes_winograd(target, (layer){16, -128, 1 << 25, -10}, 16));
    EXPECT(!takes_winograd(target, (layer){16, -128, 0, 1}, 16));
    EXPECT(!takes_winograd(target, (layer){4, 1, 0, -10}, 4));
    EXPECT(!takes_winograd(target, (layer){18, 1, 0, -10}, 16));
    EXPECT(!takes_winograd(target, (layer){16, 1, 0, -10}, 18));
    EXPECT(!takes_winograd((ir_target){.winograd_bytes = WINOGRAD_MOST_BYTES},
                           (layer){16, 1, 0, -10}, 16));
    target.winograd_bytes = 4 * 16 * (4 + 18 * 16);
    EXPECT(takes_winograd(target, (layer){16, 1, 0, -10}, 16));
    target.winograd_bytes--;
    EXPECT(!takes_winograd(target, (layer){16, 1, 0, -10}, 16));
    EXPECT(!takes_winograd((ir_target){.dsp = 1}, (layer){16, 1, 0, -10}, 16));
}

TEST(shifts_are_1_to_23_to_the_right) {
    EXPECT(prove((layer){1, 1, 0, -1}).low);
    EXPECT(!prove((layer){1, 1, 0, 0}).low);
    EXPECT(prove((layer){1, 1, 0, -23}).low);
    EXPECT(!prove((layer){1, 1, 0, -24}).low);
}

/* ---- edges ---- */

/* Padding for both pixels, in window `window` of the run? */
static int is_padding(const mote_dual_picture *p, const mote_dual_pixels *at, int32_t x) {
    for (int pixel = 0; pixel < 2; pixel++)
        if (at->x[pixel] + x >= 0 && at->x[pixel] + x < p->width)
            return 0;
    return 1;
}

/* Parts that are left out are padding in all windows of the run, and all such parts of the first
 * window are left out, but for one where there is no other. */
static void expect_columns(const mote_dual_picture *p, const mote_dual_pixels *at, int32_t step) {
    mote_dual_run run;
    mote_dual_edge_columns(p, at, step, &run);
    int32_t end = run.first + run.parts;
    EXPECT(run.windows >= 1 && run.first >= 0 && run.parts >= 1 && end <= p->parts);
    for (int32_t w = 0; w < run.windows && w < 100; w++)
        for (int32_t i = 0; i < p->parts; i++)
            EXPECT((i >= run.first && i < end) || is_padding(p, at, w * step + i));
    EXPECT(run.parts == 1 || !is_padding(p, at, run.first));
    EXPECT(run.parts == 1 || !is_padding(p, at, end - 1));
}

TEST(edges_leave_out_columns_of_padding_only) {
    rng r;
    rng_seed(&r, 1);
    for (int i = 0; i < 2000; i++) {
        mote_dual_picture p = {.width = (int16_t)rng_range(&r, 1, 9),
                               .parts = (int16_t)rng_range(&r, 1, 6),
                               .dilation_w = 1};
        int32_t apart = (int32_t)rng_range(&r, 0, p.width > 1 ? 2 : 1),
                step = (int32_t)rng_range(&r, 1, 4);
        mote_dual_pixels at = {.x = {(int32_t)rng_range(&r, -7, p.width + 1), 0}};
        at.x[1] = at.x[0] + apart;
        expect_columns(&p, &at, step);
    }
    mote_dual_picture p = {.width = 32, .parts = 3, .dilation_w = 1};
    mote_dual_run run;
    mote_dual_edge_columns(&p, &(mote_dual_pixels){.x = {0, 0}}, 1, &run);
    EXPECT(run.windows == 30 && run.first == 0 && run.parts == 3);
    mote_dual_edge_columns(&p, &(mote_dual_pixels){.x = {-1, -1}}, 1, &run);
    EXPECT(run.windows == 1 && run.first == 1 && run.parts == 2);
}

TEST(edges_leave_out_rows_of_padding_only) {
    static const int8_t inside = 0;
    for (int there = 0; there < 32; there++) { /* which of rows 0, 2 .. 8 are */
        const int8_t *rows[9] = {NULL};
        mote_dual_picture p = {.parts = 5, .dilation_h = 2};
        mote_dual_run run;
        int32_t first = 0, last = 0;
        for (int i = 4; i >= 0; i--)
            if (there >> i & 1) {
                rows[2 * i] = &inside;
                last = last ? last : i;
                first = i;
            }
        mote_dual_edge_rows(&p, &(mote_dual_pixels){.rows = {rows, rows}}, 1, &run);
        EXPECT(run.first == first && run.first + run.parts == last + 1 && run.windows > 10000);
    }
}

/* ---- linear scales ---- */

/* What a tile makes of a sum. */
static int32_t linear_value(linear_scale s, int64_t sum, int32_t zero) {
    int64_t scaled = (256 * sum + s.bias) * s.multiplier >> 32;
    int shift = MOTE_TILE_LINEAR_SHIFT;
    return quant_clamp((scaled + (2 * zero + 1) * (1 << (shift - 1))) >> shift, -128, 127);
}

/* Is every sum's value the reference's? */
static int is_exact(linear_scale s, quant_sums sums, int64_t bias, quant_scale scale,
                    int32_t zero) {
    for (int64_t sum = sums.low; sum <= sums.high; sum++) {
        int32_t reference = quant_multiply((int32_t)(sum + bias), scale) + zero;
        if (quant_clamp(reference, -128, 127) != linear_value(s, sum, zero))
            return 0;
    }
    return 1;
}

TEST(linear_scales_give_what_the_reference_gives) {
    rng r;
    rng_seed(&r, 1);
    int fits[2] = {0}, draws = 200;
    for (int i = 0; i < 2 * draws; i++) {
        int is_relu = i % 2;
        int32_t zero = is_relu ? -128 : (int32_t)rng_range(&r, -127, 127);
        int64_t width = 1 << rng_range(&r, 2, 16), bias = rng_range(&r, -20000, 20000);
        quant_sums sums = {-width + rng_range(&r, 0, 2000), width};
        quant_scale scale = {(int32_t)rng_range(&r, 1 << 30, INT32_MAX),
                             (int32_t)rng_range(&r, -14, -4)};
        linear_scale s;
        if (sums.low > sums.high ||
            !linear_fit(sums, bias, scale, zero, MOTE_TILE_LINEAR_SHIFT, &s))
            continue;
        fits[is_relu]++;
        EXPECT(is_exact(s, sums, bias, scale, zero));
    }
    EXPECT(fits[0] > draws / 20 && fits[1] > draws / 2);
}

/* 256 * sum + bias at either end of int32, and beyond. */
TEST(linear_scales_stay_in_int32) {
    quant_scale scale = {1 << 30, -10};
    linear_scale s;
    int64_t most = (1 << 23) - 1;
    EXPECT(linear_fit((quant_sums){-most, most}, 0, scale, 0, 10, &s) == 0);
    EXPECT(linear_fit((quant_sums){0, most - 2}, 0, scale, -128, 10, &s));
    EXPECT(!linear_fit((quant_sums){0, most + 2}, 0, scale, -128, 10, &s));
    EXPECT(!linear_fit((quant_sums){-1, 1}, 0, (quant_scale){1 << 30, 0}, -128, 10, &s));
    EXPECT(!linear_fit((quant_sums){-1, 1}, 0, (quant_scale){0, -10}, -128, 10, &s));
}

/* ---- draws ---- */

typedef struct draw_counts {
    int taken, linear, edges;
    int pairs; /* tiles of windows of one column that make two rows */
} draw_counts;

static draw_counts count_draws(ir_target target, const char *op_name, const char *kernel) {
    const op_kind *kind = (const op_kind *)op_find(op_name);
    draw_counts counts = {0};
    for (uint64_t seed = 0; seed < DRAWS; seed++) {
        rng r;
        rng_seed(&r, seed);
        ir_graph *g = ir_graph_new("draw");
        kind->random(&r, g);
        g->target = target;
        op_kernel k;
        op_lower(g, g->ops[0], &k);
        if (strcmp(k.name, kernel) != 0)
            continue;
        counts.taken++;
        counts.linear += k.tile_count > 0 && k.tiles[0].finish == OP_TILE_LINEAR;
        counts.edges += k.tile_count > 0 && k.tiles[0].has_edges;
        counts.pairs += k.tile_count > 0 && k.tiles[0].kind == OP_TILE_COLUMN_PAIR;
    }
    return counts;
}

static int draws_for(ir_target target, const char *op_name, const char *kernel) {
    return count_draws(target, op_name, kernel).taken;
}

static int draws_with(const char *op_name, const char *kernel) {
    return draws_for((ir_target){.dsp = 1}, op_name, kernel);
}

TEST(draws_reach_the_kernels_of_the_dsp_extension) {
    EXPECT(draws_with("conv_2d", "conv2d_dual_s8") > DRAWS / 6);
    EXPECT(draws_for((ir_target){.dsp = 1, .winograd_bytes = WINOGRAD_MOST_BYTES}, "conv_2d",
                     "conv2d_winograd_s8") > DRAWS / 50);
    EXPECT(draws_with("conv_2d", "conv2d_winograd_s8") == 0);
    draw_counts dual = count_draws((ir_target){.dsp = 1}, "conv_2d", "conv2d_dual_s8");
    EXPECT(dual.linear > DRAWS / 50 && dual.linear < dual.taken);
    EXPECT(dual.edges > DRAWS / 50 && dual.edges < dual.taken);
    dual = count_draws((ir_target){.dsp = 1, .rows = 1}, "conv_2d", "conv2d_dual_s8");
    EXPECT(dual.edges > 0 && dual.edges < dual.taken);
    EXPECT(draws_with("fully_connected", "conv2d_dual_s8") > DRAWS / 10);
    EXPECT(draws_with("fully_connected", "fully_connected_dual_s8") > DRAWS / 20);
    EXPECT(draws_with("depthwise_conv_2d", "depthwise_dual_s8") > DRAWS / 25);
    draw_counts column =
        count_draws((ir_target){.dsp = 1}, "depthwise_conv_2d", "depthwise_column_s8");
    EXPECT(column.taken > DRAWS / 25);
    EXPECT(column.linear > 0 && column.linear < column.taken);
    EXPECT(column.pairs > 0 && column.pairs < column.taken);
    draw_counts sliding =
        count_draws((ir_target){.dsp = 1, .whole = 1}, "depthwise_conv_2d", "depthwise_sliding_s8");
    EXPECT(sliding.taken > DRAWS / 40);
    EXPECT(sliding.linear > 0 && sliding.linear < sliding.taken);
    EXPECT(draws_with("depthwise_conv_2d", "depthwise_s8") > DRAWS / 5);
    EXPECT(draws_with("add", "add_table_s8") > DRAWS / 40);
    EXPECT(draws_with("sub", "add_table_s8") > DRAWS / 40);
    EXPECT(draws_with("mul", "mul_table_s8") > DRAWS / 40);
}

/* A draw as the target would run it whole; `staged` bytes of RAM for weights. */
static op_kernel lower_draw(uint64_t seed, int64_t staged) {
    rng r;
    rng_seed(&r, seed);
    ir_graph *g = ir_graph_new("draw");
    ((const op_kind *)op_find("conv_2d"))->random(&r, g);
    g->target = (ir_target){.dsp = 1, .whole = 1, .staged_bytes = staged};
    op_kernel k;
    op_lower(g, g->ops[0], &k);
    return k;
}

static int is_staged(const op_kernel *k) {
    return strcmp(k->name, "conv2d_staged_s8") == 0;
}

static int32_t weight_bytes(const op_kernel *k) {
    for (int i = 0; i < k->array_count; i++)
        if (strcmp(k->arrays[i].field, "layer.weights") == 0)
            return 4 * k->arrays[i].count;
    return 0;
}

TEST(weights_are_staged_up_to_the_limit) {
    int staged = 0, single = 0;
    for (uint64_t seed = 0; seed < DRAWS; seed++) {
        op_kernel k = lower_draw(seed, 1 << 20), plain = lower_draw(seed, 0);
        EXPECT(!is_staged(&plain));
        if (!is_staged(&k)) {
            single += strcmp(k.name, "conv2d_dual_s8") == 0 && k.out.height == 1;
            continue;
        }
        staged++;
        int32_t copy = weight_bytes(&k), height = k.out.height;
        int32_t bytes = copy + 4 * op_kernel_table_entries(&k, height);
        EXPECT(copy > 0 && k.scratch_bytes == plain.scratch_bytes + copy);
        EXPECT(k.fixed_rows && k.best_rows == height);
        op_kernel most = lower_draw(seed, bytes), less = lower_draw(seed, bytes - 1);
        EXPECT(is_staged(&most) && !is_staged(&less));
    }
    EXPECT(staged >= DRAWS / 10 && single > 0);
}

/* A kernel whose calls make a number of rows that it was made for. */
TEST(fixed_rows_stay_and_plans_of_rows_have_none) {
    const op_kind *kind = (const op_kind *)op_find("depthwise_conv_2d");
    int seen = 0;
    for (uint64_t seed = 0; seed < DRAWS; seed++) {
        rng r;
        rng_seed(&r, seed);
        ir_graph *g = ir_graph_new("draw");
        kind->random(&r, g);
        g->target = (ir_target){.dsp = 1, .whole = 1};
        op_program *p = op_program_new(g);
        const op_step *step = &p->steps[0];
        if (!step->kernel.fixed_rows || step->kernel.batches > 1)
            continue;
        seen++;
        op_program_single_rows(p);
        EXPECT(step->rows_per_call == step->kernel.best_rows && step->rows_per_call > 1);
        op_schedule *s = op_schedule_new(g, 0);
        ir_target roomy = g->target;
        roomy.rows = 8;
        EXPECT(!s->steps[0].kernel.fixed_rows);
        EXPECT(op_schedule_lower_again(s, &s->steps[0], roomy));
        EXPECT(!s->steps[0].kernel.fixed_rows);
    }
    EXPECT(seen > DRAWS / 40);
}
