#include "op/sigmoid.h"

#include <math.h>

#include "base/diag.h"
#include "op/fixedpoint.h"
#include "op/quant.h"

enum { INTEGER_BITS = 4 };

int32_t sigmoid_value(const ir_op *op, int32_t x, int32_t (*f)(int32_t), int shift,
                      int32_t offset) {
    const ir_tensor *in = op->inputs[0];
    double scale = (double)ir_scale(in) * 0x1p27;
    int32_t v = x - ir_zero_point(in);
    int exponent;
    frexp(scale, &exponent);
    /* Beyond the radius the scaled value would leave Q4.27 (CalculateInputRadius). It is 0 when the
     * exponent is too large for a shift. */
    int32_t radius =
        (int32_t)floor(((1 << INTEGER_BITS) - 1) * ldexp(1.0, 31 - INTEGER_BITS - exponent));
    if (v <= -radius)
        return -128;
    if (v >= radius)
        return 127;
    int32_t y = f(quant_multiply(v, quant_scale_of(scale)));
    return quant_clamp((int64_t)fixedpoint_shift_round(y, shift) + offset, -128, 127);
}

ir_shape sigmoid_infer(const ir_op *op) {
    const ir_tensor *x = op->inputs[0];
    op_require_int8(x);
    op_require_int8(op->output);
    /* Outside, TFLM shifts a 64-bit 1 by a negative number or by more than 62. */
    if (ir_scale(x) < 0x1p-28f || ir_scale(x) >= 0x1p35f)
        fail(STATUS_REFUSED, "tensor '%s' has scale %g, supported are 2^-28 to 2^35", x->name,
             (double)ir_scale(x));
    return x->shape;
}
