#include <stddef.h>
#include <string.h>

#include "base/diag.h"
#include "base/mem.h"
#include "op/dual.h"
#include "op/layer.h"
#include "op/op.h"
#include "op/quant.h"
#include "op/random.h"
#include "op/window.h"

/* Inputs: x of any shape with a multiple of d elements, weights [o,d], bias [o] or absent. The
 * input is read as [n,d]. Output [n,o], or the input's shape with its last dimension o. */

typedef struct fully_connected {
    int32_t keep_num_dims;
    int32_t activation;
} fully_connected;

static const ir_attr attrs[] = {
    {"keep_num_dims", IR_ATTR_INT, offsetof(fully_connected, keep_num_dims), NULL},
    {"activation", IR_ATTR_ENUM, offsetof(fully_connected, activation), op_activation_names},
    {0}};

static void import_tflite(op_import *in, ir_op *op) {
    fully_connected *a = op->attr;
    a->activation = op_import_activation(in, 0);
    if (fb_i8(in->options, 1, 0) != 0)
        fail(STATUS_REFUSED, "weights format %d is not supported, only DEFAULT (0)",
             fb_i8(in->options, 1, 0));
    a->keep_num_dims = fb_i8(in->options, 2, 0) != 0;
}

static ir_shape output_shape(const ir_op *op) {
    const ir_tensor *x = op->inputs[0], *weights = op->inputs[1];
    int32_t units = weights->shape.dim[0], depth = weights->shape.dim[1];
    if (((const fully_connected *)op->attr)->keep_num_dims) {
        ir_shape s = x->shape;
        if (s.rank == 0 || s.dim[s.rank - 1] != depth)
            fail(STATUS_REFUSED, "the input '%s' of shape %s must end in a dimension of %d",
                 x->name, ir_shape_text(&s), depth);
        s.dim[s.rank - 1] = units;
        return s;
    }
    if (ir_elements(x) % depth != 0)
        fail(STATUS_REFUSED,
             "the input '%s' has %lld elements, expected a multiple of the %d inputs of the "
             "weights '%s'",
             x->name, (long long)ir_elements(x), depth, weights->name);
    return (ir_shape){2, {(int32_t)(ir_elements(x) / depth), units}};
}

static ir_shape infer(const ir_op *op) {
    const ir_tensor *weights = op->inputs[1];
    op_require_int8(op->inputs[0]);
    op_require_int8(op->output);
    op_require_rank(weights, 2, 2);
    op_require_weights(weights, 0);
    op_require_bias(ir_input(op, 2), weights->shape.dim[0]);
    quant_require_layer(op->inputs[0], weights, op->output,
                        ((const fully_connected *)op->attr)->activation);
    return output_shape(op);
}

static void eval(const ir_op *op, const void *const *in, void *out) {
    const fully_connected *a = op->attr;
    const ir_tensor *x = op->inputs[0], *weights = op->inputs[1];
    int32_t units = weights->shape.dim[0], depth = weights->shape.dim[1];
    const int8_t *vector = in[0], *w = in[1];
    const int32_t *bias = in[2];
    int8_t *to = out;
    quant_scale *scales = quant_channel_scales(x, weights, op->output);
    int32_t low, high;
    quant_activation_range(op->output, a->activation, &low, &high);
    for (int64_t n = ir_elements(x) / depth; n > 0; n--, vector += depth)
        for (int32_t o = 0; o < units; o++) {
            int64_t sum = bias ? bias[o] : 0;
            for (int32_t i = 0; i < depth; i++)
                sum += w[(int64_t)o * depth + i] * (vector[i] - ir_zero_point(x));
            quant_scale s = scales[weights->quant.count > 1 ? o : 0];
            int64_t v = (int64_t)quant_multiply(quant_wrap(sum), s) + ir_zero_point(op->output);
            *to++ = (int8_t)quant_clamp(v, low, high);
        }
}

static int64_t macs(const ir_op *op) {
    return ir_elements(op->output) * op->inputs[1]->shape.dim[1];
}

/* A convolution of a picture whose rows are the vectors, one pixel wide. */
static void lower(const ir_op *op, op_kernel *k) {
    const fully_connected *a = op->attr;
    const ir_tensor *x = op->inputs[0], *weights = op->inputs[1];
    int32_t units = weights->shape.dim[0], depth = weights->shape.dim[1];
    int32_t rows = (int32_t)(ir_elements(x) / depth);
    op_rows in = {.height = rows, .row_bytes = depth, .window = 1, .stride = 1, .dilation = 1};
    op_window w = {.kernel_h = 1,
                   .kernel_w = 1,
                   .stride_h = 1,
                   .stride_w = 1,
                   .dilation_h = 1,
                   .dilation_w = 1};
    dual_layer dual = {op, w, a->activation, in, 1, 1, depth, rows, 1, units, 1};
    if (dual_lower(k, &dual))
        return;
    op_kernel_start(k, "conv2d_s8", rows, units);
    op_kernel_input(k, x, in);
    op_kernel_array(k, "weights", OP_ARRAY_S8, weights->data, (int32_t)ir_elements(weights));
    quant_lower_channels(k, ir_input(op, 2) ? ir_input(op, 2)->data : NULL,
                         quant_channel_scales(x, weights, op->output), weights->quant.count, units);
    op_kernel_int(k, "in_w", 1);
    op_kernel_int(k, "in_c", depth);
    op_kernel_int(k, "out_w", 1);
    op_kernel_int(k, "out_c", units);
    op_window_lower(k, &w);
    op_kernel_int(k, "in_zero", ir_zero_point(x));
    quant_lower_output(k, op->output, a->activation);
}

/* The vector comes in pieces: a convolution with a kernel as high as there are pieces. */
static int lower_accumulate(const ir_op *op, op_rows rows, op_kernel *add, op_kernel *finish) {
    const ir_tensor *x = op->inputs[0], *weights = op->inputs[1];
    int32_t units = weights->shape.dim[0], depth = weights->shape.dim[1];
    if (ir_elements(x) != depth || rows.height * rows.row_bytes != depth)
        return 0;
    op_window w = {.kernel_h = rows.height, .kernel_w = 1, .stride_w = 1, .dilation_w = 1};
    op_kernel_start_accumulate(add, "conv2d_add_s8", finish, "finish_s32", op, rows, units);
    op_kernel_array(add, "weights", OP_ARRAY_S8, weights->data, (int32_t)ir_elements(weights));
    op_kernel_int(add, "in_w", 1);
    op_kernel_int(add, "in_c", rows.row_bytes);
    op_kernel_int(add, "out_w", 1);
    op_kernel_int(add, "out_c", units);
    op_window_lower_row(add, &w);
    op_kernel_int(add, "in_zero", ir_zero_point(x));
    quant_lower_finish(finish, op, ((const fully_connected *)op->attr)->activation, 1, units,
                       quant_channel_scales(x, weights, op->output));
    return 1;
}

/* The input's channels come so many times in a vector; a vector that is not made of whole sets of
 * channels counts as one set, of which nothing goes. */
static op_layer layer_of(const ir_op *op, int32_t channels) {
    int32_t depth = op->inputs[1]->shape.dim[1];
    return (op_layer){depth % channels == 0 ? depth / channels : 1, NULL,
                      ((const fully_connected *)op->attr)->activation};
}

static void ranges(const ir_op *op, const op_range *const *in, op_range *out) {
    int32_t channels = op_channel_count(op->inputs[0]), depth = op->inputs[1]->shape.dim[1];
    op_layer l = layer_of(op, channels);
    const op_range *range = in[0];
    if (depth % channels != 0) {
        op_range *any = NEW_ARRAY(op_range, (size_t)depth);
        for (int32_t i = 0; i < depth; i++)
            any[i] = op_range_of_type(IR_INT8);
        range = any;
    }
    layer_ranges(op, &l, range, out);
}

static void needs(const ir_op *op, int32_t o, const op_range *in, unsigned char *needed) {
    int32_t channels = op_channel_count(op->inputs[0]);
    op_layer l = layer_of(op, channels);
    if (op->inputs[1]->shape.dim[1] % channels == 0)
        layer_needs(op, &l, o, in, needed);
    else
        memset(needed, 1, (size_t)channels);
}

static void select(ir_graph *g, ir_op *op, const op_channels *in, const op_channels *out) {
    op_layer l = layer_of(op, in->count);
    int32_t depth = op->inputs[1]->shape.dim[1];
    op_channels whole = op_channels_all(depth);
    layer_select(g, op, &l, depth % in->count == 0 ? in : &whole, out);
}

static const op_folding folding = {
    .value_inputs = 1, .ranges = ranges, .needs = needs, .select = select};

extern const op_kind op_fully_connected;

/* [n,d], [d], or a picture that is flattened or whose last dimension is d. */
static ir_shape draw_input(rng *r, int32_t depth) {
    int32_t n = rng_chance(r, 60) ? 1 : random_size(r, 5);
    switch (rng_range(r, 0, 3)) {
    case 0:
        return (ir_shape){4, {n, 1, depth % 2 ? 1 : 2, depth % 2 ? depth : depth / 2}};
    case 1:
        return (ir_shape){3, {n, random_size(r, 3), depth}};
    default:
        return n == 1 ? (ir_shape){1, {depth}} : (ir_shape){2, {n, depth}};
    }
}

static void draw(rng *r, ir_graph *g) {
    int32_t depth = random_size(r, rng_chance(r, 20) ? 700 : 130);
    if (rng_chance(r, 50)) /* kernels may load words */
        depth = (depth + 3) / 4 * 4;
    int32_t most = RANDOM_WEIGHTS_BYTES / depth;
    ir_shape xs = draw_input(r, depth);
    ir_shape ws = {2, {random_size(r, most < 130 ? most : 130), depth}};
    ir_tensor *x = random_input(r, g, &xs);
    ir_tensor *weights = random_weights(r, g, &ws, 0);
    ir_tensor *in[] = {x, weights, random_bias(r, g, ws.dim[0], x, weights)};
    ir_op *op = ir_op_new(g, &op_fully_connected.ir, 3, in, NULL);
    fully_connected *a = op->attr;
    a->keep_num_dims = xs.dim[xs.rank - 1] == depth && rng_chance(r, 50);
    a->activation = random_activation(r);
    random_output(r, g, op, random_products_scale(x, weights), depth);
}

const op_kind op_fully_connected = {
    .ir = {"fully_connected", sizeof(fully_connected), attrs, 2, 3, infer},
    .tflite_name = "FULLY_CONNECTED",
    .tflite_code = 9,
    .import_tflite = import_tflite,
    .eval = eval,
    .macs = macs,
    .lower = lower,
    .lower_accumulate = lower_accumulate,
    .folding = &folding,
    .random = draw,
};
