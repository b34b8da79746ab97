/* What tiles are given: the bounds of their proof, and that random draws reach the kernels that are
 * chosen by it. */
#include <math.h>

#include "op/op.h"
#include "op/tile.h"
#include "test.h"

#define DRAWS 300

/* ---- bounds: a 1x1 convolution of one output channel ---- */

typedef struct layer {
    int32_t taps;
    int8_t weight; /* of all taps */
    int32_t bias;
    int shift; /* of its scale */
} layer;

static tile_channel prove(layer l) {
    ir_graph *g = ir_graph_new("bounds");
    ir_tensor *x = ir_tensor_new(g, NULL, IR_INT8, &(ir_shape){4, {1, 1, 1, l.taps}});
    ir_quantise(x, 1, 0);
    ir_tensor *w = ir_tensor_new(g, NULL, IR_INT8, &(ir_shape){4, {1, 1, 1, l.taps}});
    int8_t *weights = mem_new((size_t)l.taps, 1);
    memset(weights, l.weight, (size_t)l.taps);
    w->data = weights;
    ir_quantise(w, (float)ldexp(0.75, l.shift), 0);
    ir_tensor *b = ir_tensor_new(g, NULL, IR_INT32, &(ir_shape){1, {1}});
    int32_t *bias = NEW(int32_t);
    *bias = l.bias;
    b->data = bias;
    ir_quantise(b, 1, 0);
    ir_tensor *in[] = {x, w, b};
    ir_op *op = ir_op_new(g, op_find("conv_2d"), 3, in, NULL);
    op->output = ir_tensor_new(g, NULL, IR_INT8, &(ir_shape){4, {1, 1, 1, 1}});
    ir_quantise(op->output, 1, 0);
    return tile_channels_new(op, 0, 1, l.taps, 1)[0];
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

TEST(shifts_are_1_to_23_to_the_right) {
    EXPECT(prove((layer){1, 1, 0, -1}).low);
    EXPECT(!prove((layer){1, 1, 0, 0}).low);
    EXPECT(prove((layer){1, 1, 0, -23}).low);
    EXPECT(!prove((layer){1, 1, 0, -24}).low);
}

/* ---- draws ---- */

static int draws_with(const char *op_name, const char *kernel) {
    const op_kind *kind = (const op_kind *)op_find(op_name);
    int count = 0;
    for (uint64_t seed = 0; seed < DRAWS; seed++) {
        rng r;
        rng_seed(&r, seed);
        ir_graph *g = ir_graph_new("draw");
        kind->random(&r, g);
        g->target.dsp = 1;
        op_kernel k;
        op_lower(g, g->ops[0], &k);
        count += strcmp(k.name, kernel) == 0;
    }
    return count;
}

TEST(draws_reach_the_kernels_of_the_dsp_extension) {
    EXPECT(draws_with("conv_2d", "conv2d_dual_s8") > DRAWS / 6);
    EXPECT(draws_with("fully_connected", "conv2d_dual_s8") > DRAWS / 10);
    EXPECT(draws_with("fully_connected", "fully_connected_dual_s8") > DRAWS / 20);
    EXPECT(draws_with("depthwise_conv_2d", "depthwise_dual_s8") > DRAWS / 25);
    EXPECT(draws_with("depthwise_conv_2d", "depthwise_column_s8") > DRAWS / 25);
    EXPECT(draws_with("depthwise_conv_2d", "depthwise_s8") > DRAWS / 5);
}
