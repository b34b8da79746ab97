/* What tiles are given: the bounds of their proof, and that random draws reach the kernels that are
 * chosen by it. */
#include <math.h>

#include "op/op.h"
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

/* Of `size` x `size` pixels, all output channels the same, but that only the last has the bias. */
static ir_op *convolution(layer l, int32_t size, int32_t kernel, int32_t out_c) {
    ir_graph *g = ir_graph_new("bounds");
    ir_tensor *x = ir_tensor_new(g, NULL, IR_INT8, &(ir_shape){4, {1, size, size, l.taps}});
    ir_quantise(x, 1, 0);
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
    return tile_channels_new(convolution(l, 1, 1, 1), 0, 1, l.taps, 1)[0];
}

/* 128 * 127 * taps against 2^23. */
TEST(upper_half_holds_sums_below_2_23) {
    EXPECT(prove((layer){516, 127, 0, -10}).high);
    EXPECT(!prove((layer){517, 127, 0, -10}).high);
    EXPECT(prove((layer){517, 127, 0, -10}).low);
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
    dual_layer d = {.op = convolution(l, 8, 3, out_c),
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

/* ---- draws ---- */

static int draws_for(ir_target target, const char *op_name, const char *kernel) {
    const op_kind *kind = (const op_kind *)op_find(op_name);
    int count = 0;
    for (uint64_t seed = 0; seed < DRAWS; seed++) {
        rng r;
        rng_seed(&r, seed);
        ir_graph *g = ir_graph_new("draw");
        kind->random(&r, g);
        g->target = target;
        op_kernel k;
        op_lower(g, g->ops[0], &k);
        count += strcmp(k.name, kernel) == 0;
    }
    return count;
}

static int draws_with(const char *op_name, const char *kernel) {
    return draws_for((ir_target){.dsp = 1}, op_name, kernel);
}

TEST(draws_reach_the_kernels_of_the_dsp_extension) {
    EXPECT(draws_with("conv_2d", "conv2d_dual_s8") > DRAWS / 6);
    EXPECT(draws_for((ir_target){.dsp = 1, .winograd_bytes = WINOGRAD_MOST_BYTES}, "conv_2d",
                     "conv2d_winograd_s8") > DRAWS / 50);
    EXPECT(draws_with("conv_2d", "conv2d_winograd_s8") == 0);
    EXPECT(draws_with("fully_connected", "conv2d_dual_s8") > DRAWS / 10);
    EXPECT(draws_with("fully_connected", "fully_connected_dual_s8") > DRAWS / 20);
    EXPECT(draws_with("depthwise_conv_2d", "depthwise_dual_s8") > DRAWS / 25);
    EXPECT(draws_with("depthwise_conv_2d", "depthwise_column_s8") > DRAWS / 25);
    EXPECT(draws_for((ir_target){.dsp = 1, .whole = 1}, "depthwise_conv_2d",
                     "depthwise_sliding_s8") > DRAWS / 40);
    EXPECT(draws_with("depthwise_conv_2d", "depthwise_s8") > DRAWS / 5);
    EXPECT(draws_with("add", "add_table_s8") > DRAWS / 40);
    EXPECT(draws_with("sub", "add_table_s8") > DRAWS / 40);
}
