#include <math.h>

#include "base/diag.h"
#include "op/lut.h"
#include "op/quant.h"

/* float32 -> int8, or a rescale between int8 and uint8 (not uint8 to uint8, as in TFLM). */

static void require_byte(const ir_tensor *t) {
    if (t->type == IR_INT8) {
        op_require_int8(t);
    } else {
        op_require_type(t, IR_UINT8);
        if (t->quant.count != 1 || ir_zero_point(t) < 0 || ir_zero_point(t) > 255)
            fail(STATUS_REFUSED, "tensor '%s' needs one scale and a zero point of 0 to 255",
                 t->name);
    }
}

static quant_scale scale_of(const ir_op *op) {
    return quant_scale_of((double)ir_scale(op->inputs[0]) / (double)ir_scale(op->output));
}

static ir_shape infer(const ir_op *op) {
    const ir_tensor *x = op->inputs[0], *y = op->output;
    if (x->type == IR_FLOAT32) {
        op_require_int8(y);
        return x->shape;
    }
    require_byte(x);
    require_byte(y);
    if (x->type == IR_UINT8 && y->type == IR_UINT8)
        fail(STATUS_REFUSED, "rescaling uint8 to uint8 is not supported");
    scale_of(op);
    return x->shape;
}

static int32_t value(const ir_op *op, int32_t x) {
    int32_t low = op->output->type == IR_UINT8 ? 0 : -128;
    int64_t y = (int64_t)quant_multiply(x - ir_zero_point(op->inputs[0]), scale_of(op));
    return quant_clamp(y + ir_zero_point(op->output), low, low + 255);
}

static void eval(const ir_op *op, const void *const *in, void *out) {
    if (op->inputs[0]->type != IR_FLOAT32) {
        lut_eval(op, in[0], out, value);
        return;
    }
    for (int64_t i = 0; i < ir_elements(op->output); i++) {
        double q = round((double)(((const float *)in[0])[i] / ir_scale(op->output)));
        q = isnan(q) ? 0 : fmin(fmax(q, -512), 512); /* TFLM leaves these undefined */
        ((int8_t *)out)[i] = (int8_t)quant_clamp((int64_t)q + ir_zero_point(op->output), -128, 127);
    }
}

static void lower(const ir_op *op, op_kernel *k) {
    if (op->inputs[0]->type != IR_FLOAT32) {
        lut_lower(op, k, value);
        return;
    }
    op_kernel_start_plain(k, "quantize_f32_s8", op);
    op_kernel_input_plain(k, op->inputs[0]);
    op_kernel_float(k, "scale", ir_scale(op->output));
    op_kernel_int(k, "zero", ir_zero_point(op->output));
    op_kernel_int(k, "count", k->out.row_bytes);
}

extern const op_kind op_quantize;

static void draw(rng *r, ir_graph *g) {
    ir_op *op = lut_random(r, g, &op_quantize, 0, 0);
    ir_tensor *x = op->inputs[0], *y = op->output;
    switch (rng_range(r, 0, 3)) {
    case 0: /* inputs_random draws floats of a few units */
        x->type = IR_FLOAT32;
        x->quant.count = 0;
        ir_quantise(
            y, (float)exp2(rng_chance(r, 50) ? (double)rng_range(r, -7, 0) : rng_real(r) * 8 - 8),
            ir_zero_point(y));
        break;
    case 1:
        x->type = IR_UINT8;
        x->quant.zero_point[0] += 128;
        break;
    case 2:
        y->type = IR_UINT8;
        y->quant.zero_point[0] += 128;
        break;
    }
}

const op_kind op_quantize = {
    .ir = {"quantize", 0, NULL, 1, 1, infer},
    .tflite_name = "QUANTIZE",
    .tflite_code = 114,
    .memory = lut_memory,
    .eval = eval,
    .lower = lower,
    .folding = &lut_folding,
    .random = draw,
};
