#include "base/diag.h"
#include "op/fixedpoint.h"
#include "op/lut.h"
#include "op/sigmoid.h"

/* Output in 1/256 with zero point -128. */

static ir_shape infer(const ir_op *op) {
    ir_shape s = sigmoid_infer(op);
    if (ir_zero_point(op->output) != -128 || ir_scale(op->output) != 0x1p-8f)
        fail(STATUS_REFUSED, "output '%s' has scale %g and zero point %d, expected 1/256 and -128",
             op->output->name, (double)ir_scale(op->output), ir_zero_point(op->output));
    return s;
}

static int32_t value(const ir_op *op, int32_t x) {
    return sigmoid_value(op, x, fixedpoint_logistic, 23, -128);
}

static void eval(const ir_op *op, const void *const *in, void *out) {
    lut_eval(op, in[0], out, value);
}

static void lower(const ir_op *op, op_kernel *k) {
    lut_lower(op, k, value);
}

extern const op_kind op_logistic;

static void draw(rng *r, ir_graph *g) {
    ir_quant *q = &lut_random(r, g, &op_logistic, 0x1p-8f, -128)->inputs[0]->quant;
    if (q->scale[0] < 0x1p-28f)
        q->scale[0] = 0x1p-4f;
}

const op_kind op_logistic = {
    .ir = {"logistic", 0, NULL, 1, 1, infer},
    .tflite_name = "LOGISTIC",
    .tflite_code = 14,
    .memory = lut_memory,
    .eval = eval,
    .lower = lower,
    .folding = &lut_folding,
    .random = draw,
};
