#include <math.h>

#include "base/diag.h"
#include "op/lut.h"
#include "op/quant.h"

typedef struct leaky_relu {
    float alpha; /* factor of negative values, may itself be negative */
} leaky_relu;

static const ir_attr attrs[] = {{"alpha", IR_ATTR_FLOAT, offsetof(leaky_relu, alpha), NULL}, {0}};

static void import_tflite(op_import *in, ir_op *op) {
    ((leaky_relu *)op->attr)->alpha = fb_f32(in->options, 0, 0);
}

static double factor(const ir_op *op, int negative) {
    const leaky_relu *a = op->attr;
    double x = (double)ir_scale(op->inputs[0]), y = (double)ir_scale(op->output);
    return negative ? x * (double)a->alpha / y : x / y;
}

static ir_shape infer(const ir_op *op) {
    op_require_int8(op->inputs[0]);
    op_require_int8(op->output);
    if (!isfinite(factor(op, 1)))
        fail(STATUS_REFUSED, "alpha is not a finite number");
    quant_scale_of(fabs(factor(op, 1)));
    quant_scale_of(factor(op, 0));
    return op->inputs[0]->shape;
}

static int32_t value(const ir_op *op, int32_t x) {
    int32_t v = x - ir_zero_point(op->inputs[0]);
    double f = factor(op, v < 0);
    int64_t y = quant_multiply(v, quant_scale_of(fabs(f)));
    return quant_clamp((f < 0 ? -y : y) + ir_zero_point(op->output), -128, 127);
}

static void eval(const ir_op *op, const void *const *in, void *out) {
    lut_eval(op, in[0], out, value);
}

static void lower(const ir_op *op, op_kernel *k) {
    lut_lower(op, k, value);
}

extern const op_kind op_leaky_relu;

static void draw(rng *r, ir_graph *g) {
    leaky_relu *a = lut_random(r, g, &op_leaky_relu, 0, 0)->attr;
    a->alpha = (float)(rng_chance(r, 80) ? rng_real(r) : rng_real(r) * 6 - 3);
}

const op_kind op_leaky_relu = {
    .ir = {"leaky_relu", sizeof(leaky_relu), attrs, 1, 1, infer},
    .tflite_name = "LEAKY_RELU",
    .tflite_code = 98,
    .memory = lut_memory,
    .import_tflite = import_tflite,
    .eval = eval,
    .lower = lower,
    .folding = &lut_folding,
    .random = draw,
};
