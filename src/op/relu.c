#include "op/lut.h"
#include "op/quant.h"

static quant_scale scale_of(const ir_op *op) {
    return quant_scale_of((double)ir_scale(op->inputs[0]) / (double)ir_scale(op->output));
}

static ir_shape infer(const ir_op *op) {
    op_require_int8(op->inputs[0]);
    op_require_int8(op->output);
    scale_of(op);
    return op->inputs[0]->shape;
}

static int32_t value(const ir_op *op, int32_t x) {
    int64_t y = (int64_t)quant_multiply(x - ir_zero_point(op->inputs[0]), scale_of(op));
    return quant_clamp(y + ir_zero_point(op->output), ir_zero_point(op->output), 127);
}

static void eval(const ir_op *op, const void *const *in, void *out) {
    lut_eval(op, in[0], out, value);
}

static void lower(const ir_op *op, op_kernel *k) {
    lut_lower(op, k, value);
}

extern const op_kind op_relu;

static void draw(rng *r, ir_graph *g) {
    lut_random(r, g, &op_relu, 0, 0);
}

const op_kind op_relu = {
    .ir = {"relu", 0, NULL, 1, 1, infer},
    .tflite_name = "RELU",
    .tflite_code = 19,
    .memory = lut_memory,
    .eval = eval,
    .lower = lower,
    .folding = &lut_folding,
    .random = draw,
};
