#include "base/diag.h"
#include "base/mem.h"
#include "op/op.h"
#include "op/quant.h"
#include "op/random.h"

/* Inputs: x (any shape, read as [batches, i]), weights [o,i], bias [o] or absent. Output
 * [..., o] with o last; its other dimensions multiply to `batches`. */

typedef struct fully_connected {
    int32_t activation;
} fully_connected;

static const ir_attr attrs[] = {
    {"activation", IR_ATTR_ENUM, offsetof(fully_connected, activation), op_activation_names}, {0}};

static void import_tflite(op_import *in, ir_op *op) {
    ((fully_connected *)op->attr)->activation = op_import_activation(in, 0);
    if (fb_i8(in->options, 1, 0) != 0)
        fail(STATUS_REFUSED, "weights in a shuffled format are not supported");
}

static int32_t depth_of(const ir_op *op) {
    return op->inputs[1]->shape.dim[1];
}

static int32_t outputs_of(const ir_op *op) {
    return op->inputs[1]->shape.dim[0];
}

/* With one scale for all weights TFLM multiplies the scales in float, per channel in double. */
static quant_scale *scales_of(const ir_op *op) {
    const ir_tensor *x = op->inputs[0], *weights = op->inputs[1];
    if (weights->quant.count > 1)
        return quant_channel_scales(x, weights, op->output);
    quant_scale *s = NEW(quant_scale);
    float product = ir_scale(x) * ir_scale(weights);
    *s = quant_scale_of((double)product / (double)ir_scale(op->output));
    return s;
}

static ir_shape infer(const ir_op *op) {
    const ir_tensor *x = op->inputs[0], *weights = op->inputs[1], *y = op->output;
    int32_t low, high;
    op_require_int8(x);
    op_require_int8(y);
    op_require_rank(weights, 2, 2);
    op_require_weights(weights, 0);
    op_require_bias(ir_input(op, 2), outputs_of(op));
    if (ir_elements(x) % depth_of(op) != 0)
        fail(STATUS_REFUSED, "'%s' of shape %s is no number of vectors of %d values", x->name,
             ir_shape_text(&x->shape), depth_of(op));
    quant_activation_range(y, ((const fully_connected *)op->attr)->activation, &low, &high);
    scales_of(op);
    int64_t batches = ir_elements(x) / depth_of(op);
    if (y->shape.rank >= 1 && y->shape.dim[y->shape.rank - 1] == outputs_of(op) &&
        ir_elements(y) == batches * outputs_of(op))
        return y->shape; /* the file may spread the batches over several axes */
    return (ir_shape){2, {(int32_t)batches, outputs_of(op)}};
}

static void eval(const ir_op *op, const void *const *in, void *out) {
    const int8_t *x = in[0], *weights = in[1];
    const int32_t *bias = in[2];
    quant_scale *scales = scales_of(op);
    int per_channel = op->inputs[1]->quant.count > 1;
    int32_t depth = depth_of(op), outputs = outputs_of(op), low, high;
    quant_activation_range(op->output, ((const fully_connected *)op->attr)->activation, &low,
                           &high);
    for (int64_t n = 0; n < ir_elements(op->output); n++) {
        int32_t o = (int32_t)(n % outputs);
        int64_t sum = bias ? bias[o] : 0;
        for (int32_t i = 0; i < depth; i++)
            sum += weights[(int64_t)o * depth + i] *
                   (x[n / outputs * depth + i] - ir_zero_point(op->inputs[0]));
        int64_t v = (int64_t)quant_multiply(quant_wrap(sum), scales[per_channel ? o : 0]);
        ((int8_t *)out)[n] = (int8_t)quant_clamp(v + ir_zero_point(op->output), low, high);
    }
    mem_free(scales);
}

static int64_t macs(const ir_op *op) {
    return ir_elements(op->output) * depth_of(op);
}

/* A convolution of 1x1 pictures: every vector is a row of one pixel. */
static void lower(const ir_op *op, op_kernel *k) {
    const ir_tensor *x = op->inputs[0], *weights = op->inputs[1];
    int32_t batches = (int32_t)(ir_elements(x) / depth_of(op));
    op_kernel_start(k, "conv2d_s8", batches, outputs_of(op));
    op_kernel_input(
        k, x,
        (op_rows){
            .height = batches, .row_bytes = depth_of(op), .window = 1, .stride = 1, .dilation = 1});
    op_kernel_array(k, "weights", OP_ARRAY_S8, weights->data, (int32_t)ir_elements(weights));
    quant_lower_channels(k, ir_input(op, 2) ? ir_input(op, 2)->data : NULL, scales_of(op),
                         weights->quant.count, outputs_of(op));
    static const char *const ones[] = {"in_w",     "out_w",    "kernel_h",   "kernel_w",
                                       "stride_h", "stride_w", "dilation_h", "dilation_w"};
    for (size_t i = 0; i < sizeof ones / sizeof ones[0]; i++)
        op_kernel_int(k, ones[i], 1);
    op_kernel_int(k, "in_c", depth_of(op));
    op_kernel_int(k, "out_c", outputs_of(op));
    op_kernel_int(k, "in_zero", ir_zero_point(x));
    quant_lower_output(k, op->output, ((const fully_connected *)op->attr)->activation);
}

extern const op_kind op_fully_connected;

static void draw(rng *r, ir_graph *g) {
    int32_t depth = random_channels(r);
    int32_t outputs = random_size(r, RANDOM_WEIGHTS_BYTES / depth);
    int32_t batches = rng_chance(r, 60) ? 1 : (int32_t)rng_range(r, 2, 5);
    ir_tensor *x = random_input(r, g, &(ir_shape){2, {batches, depth}});
    ir_tensor *weights = random_weights(r, g, &(ir_shape){2, {outputs, depth}}, 0);
    ir_tensor *in[] = {x, weights, random_bias(r, g, outputs, x, weights)};
    ir_op *op = ir_op_new(g, &op_fully_connected.ir, 3, in, NULL);
    ((fully_connected *)op->attr)->activation = random_activation(r);
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
    .random = draw,
};
