#include "base/diag.h"
#include "op/lut.h"

static ir_shape infer(const ir_op *op) {
    const ir_tensor *x = op->inputs[0];
    if (x->type != IR_UINT8)
        op_require_int8(x);
    else if (x->quant.count != 1 || ir_zero_point(x) < 0 || ir_zero_point(x) > 255)
        fail(STATUS_REFUSED, "tensor '%s' needs one scale and a zero point of 0 to 255", x->name);
    op_require_type(op->output, IR_FLOAT32);
    return x->shape;
}

static void eval(const ir_op *op, const void *const *in, void *out) {
    const ir_tensor *x = op->inputs[0];
    for (int64_t i = 0; i < ir_elements(x); i++) {
        int32_t q = x->type == IR_UINT8 ? ((const uint8_t *)in[0])[i] : ((const int8_t *)in[0])[i];
        ((float *)out)[i] = (float)((double)ir_scale(x) * (q - ir_zero_point(x)));
    }
}

static void lower(const ir_op *op, op_kernel *k) {
    const ir_tensor *x = op->inputs[0];
    op_kernel_start_plain(k, "dequantize_8_f32", op);
    op_kernel_input_plain(k, x);
    op_kernel_float(k, "scale", ir_scale(x));
    op_kernel_int(k, "zero", ir_zero_point(x));
    op_kernel_int(k, "is_unsigned", x->type == IR_UINT8);
    op_kernel_int(k, "count", k->in[0].row_bytes);
}

extern const op_kind op_dequantize;

static void draw(rng *r, ir_graph *g) {
    ir_op *op = lut_random(r, g, &op_dequantize, 1, 0);
    op->output->type = IR_FLOAT32;
    op->output->quant.count = 0;
    if (rng_chance(r, 40)) {
        op->inputs[0]->type = IR_UINT8;
        op->inputs[0]->quant.zero_point[0] += 128;
    }
}

const op_kind op_dequantize = {
    .ir = {"dequantize", 0, NULL, 1, 1, infer},
    .tflite_name = "DEQUANTIZE",
    .tflite_code = 6,
    .eval = eval,
    .lower = lower,
    .random = draw,
};
