#include "op/fixedpoint.h"
#include "op/lut.h"
#include "op/sigmoid.h"

/* Output in 1/128 with zero point 0. */

static int32_t value(const ir_op *op, int32_t x) {
    return sigmoid_value(op, x, fixedpoint_tanh, 24, 0);
}

static void eval(const ir_op *op, const void *const *in, void *out) {
    lut_eval(op, in[0], out, value);
}

static void lower(const ir_op *op, op_kernel *k) {
    lut_lower(op, k, value);
}

extern const op_kind op_tanh;

static void draw(rng *r, ir_graph *g) {
    ir_quant *q = &lut_random(r, g, &op_tanh, 0x1p-7f, 0)->inputs[0]->quant;
    if (q->scale[0] < 0x1p-28f)
        q->scale[0] = 0x1p-4f;
}

const op_kind op_tanh = {
    .ir = {"tanh", 0, NULL, 1, 1, sigmoid_infer},
    .tflite_name = "TANH",
    .tflite_code = 28,
    .memory = lut_memory,
    .eval = eval,
    .lower = lower,
    .folding = &lut_folding,
    .random = draw,
};
