#include <math.h>

#include "base/diag.h"
#include "op/lut.h"
#include "op/quant.h"

/* TFLM clamps without requantising: the output has the input's quantisation. */

static int32_t six(const ir_op *op) {
    const ir_tensor *x = op->inputs[0];
    return quant_clamp((int64_t)(roundf(6.0f / ir_scale(x)) + (float)ir_zero_point(x)), -128, 127);
}

static ir_shape infer(const ir_op *op) {
    op_require_int8(op->inputs[0]);
    op_require_int8(op->output);
    op_require_same_quant(op->inputs[0], op->output);
    if (6.0f / ir_scale(op->inputs[0]) > 0x1p30f)
        fail(STATUS_REFUSED, "tensor '%s' has scale %g, too small for RELU6", op->inputs[0]->name,
             (double)ir_scale(op->inputs[0]));
    return op->inputs[0]->shape;
}

static int32_t value(const ir_op *op, int32_t x) {
    int32_t low = ir_zero_point(op->inputs[0]), high = six(op);
    return x > high ? high : x < low ? low : x;
}

static void eval(const ir_op *op, const void *const *in, void *out) {
    lut_eval(op, in[0], out, value);
}

static void lower(const ir_op *op, op_kernel *k) {
    lut_lower(op, k, value);
}

extern const op_kind op_relu6;

static void draw(rng *r, ir_graph *g) {
    ir_op *op = lut_random(r, g, &op_relu6, 1, 0);
    float scale = fmaxf(ir_scale(op->inputs[0]), 0x1p-20f);
    ir_quantise(op->inputs[0], scale, ir_zero_point(op->inputs[0]));
    ir_quantise(op->output, scale, ir_zero_point(op->inputs[0]));
}

const op_kind op_relu6 = {
    .ir = {"relu6", 0, NULL, 1, 1, infer},
    .tflite_name = "RELU6",
    .tflite_code = 21,
    .memory = lut_memory,
    .eval = eval,
    .lower = lower,
    .folding = &lut_folding,
    .random = draw,
};
