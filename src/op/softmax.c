#include <math.h>

#include "base/diag.h"
#include "base/mem.h"
#include "op/fixedpoint.h"
#include "op/lut.h"
#include "op/quant.h"
#include "op/random.h"

/* Over the last axis; exponents in Q5.26. */

typedef struct softmax {
    float beta;
} softmax;

static const ir_attr attrs[] = {{"beta", IR_ATTR_FLOAT, offsetof(softmax, beta), NULL}, {0}};

enum { INTEGER_BITS = 5, DEPTH_LIMIT = 4095 };

static void import_tflite(op_import *in, ir_op *op) {
    ((softmax *)op->attr)->beta = fb_f32(in->options, 0, 0);
}

static int32_t depth_of(const ir_op *op) {
    const ir_shape *s = &op->inputs[0]->shape;
    return s->dim[s->rank - 1];
}

/* Input differences to Q5.26; over 1, since the multiplication must not lose bits. */
static double input_factor(const ir_op *op) {
    const softmax *a = op->attr;
    return fmin((double)a->beta * (double)ir_scale(op->inputs[0]) * 0x1p26, 0x1p31 - 1);
}

static quant_scale scale_of(const ir_op *op) {
    quant_scale s;
    int exponent;
    s.multiplier = 0;
    double fraction = frexp(input_factor(op), &exponent);
    int64_t m = (int64_t)round(fraction * 0x1p31);
    if (m == (int64_t)1 << 31) {
        m /= 2;
        exponent++;
    }
    s.multiplier = (int32_t)m;
    s.shift = exponent;
    return s;
}

static ir_shape infer(const ir_op *op) {
    const ir_tensor *x = op->inputs[0], *y = op->output;
    op_require_int8(x);
    op_require_int8(y);
    op_require_rank(x, 1, 4);
    if (ir_zero_point(y) != -128 || ir_scale(y) != 0x1p-8f)
        fail(STATUS_REFUSED, "output '%s' has scale %g and zero point %d, expected 1/256 and -128",
             y->name, (double)ir_scale(y), ir_zero_point(y));
    if (!(input_factor(op) > 1))
        fail(STATUS_REFUSED, "beta times the scale of '%s' is %g: too small", x->name,
             input_factor(op) * 0x1p-26);
    if (depth_of(op) > DEPTH_LIMIT)
        fail(STATUS_REFUSED, "the last axis of '%s' has %d values, at most %d are supported",
             x->name, depth_of(op), DEPTH_LIMIT);
    return x->shape;
}

/* exp of a difference d >= 0 below the maximum, Q0.31; so many differences count at all. */
static int32_t differences(quant_scale s) {
    double radius = floor(31.0 * 0x1p26 / ldexp(1, s.shift));
    return radius >= 255 ? 256 : (int32_t)radius + 1;
}

static int32_t exponential(quant_scale s, int32_t d) {
    int32_t shifted = quant_wrap(-(int64_t)d * ((int64_t)1 << s.shift));
    return fixedpoint_exp(fixedpoint_multiply(shifted, s.multiplier), INTEGER_BITS);
}

static void eval_row(const int32_t *e, int32_t count, const int8_t *x, int32_t depth, int8_t *out) {
    int32_t most = -128;
    for (int32_t i = 0; i < depth; i++)
        most = x[i] > most ? x[i] : most;
    int64_t sum = 0; /* Q12.19 */
    for (int32_t i = 0; i < depth; i++)
        if (most - x[i] < count)
            sum += fixedpoint_shift_round(e[most - x[i]], 12);
    int headroom = 0;
    while (!(sum << headroom & (int64_t)1 << 31))
        headroom++;
    int32_t reciprocal = fixedpoint_reciprocal((int32_t)((sum << headroom) - ((int64_t)1 << 31)));
    int shift = 12 - headroom + 31 - 8;
    for (int32_t i = 0; i < depth; i++) {
        int32_t y = 0;
        if (most - x[i] < count && shift <= 31)
            y = fixedpoint_shift_round(fixedpoint_multiply(reciprocal, e[most - x[i]]), shift);
        out[i] = (int8_t)quant_clamp((int64_t)y - 128, -128, 127);
    }
}

static int32_t *exponentials(const ir_op *op, int32_t *count) {
    quant_scale s = scale_of(op);
    *count = differences(s);
    int32_t *e = NEW_ARRAY(int32_t, (size_t)*count);
    for (int32_t d = 0; d < *count; d++)
        e[d] = exponential(s, d);
    return e;
}

static void eval(const ir_op *op, const void *const *in, void *out) {
    int32_t count, *e = exponentials(op, &count);
    int32_t depth = depth_of(op);
    for (int64_t i = 0; i < ir_elements(op->output); i += depth)
        eval_row(e, count, (const int8_t *)in[0] + i, depth, (int8_t *)out + i);
    mem_free(e);
}

static void lower(const ir_op *op, op_kernel *k) {
    int32_t count, *e = exponentials(op, &count);
    int32_t depth = depth_of(op), height = (int32_t)ir_elements(op->output) / depth;
    while (count > 1 && e[count - 1] == 0)
        count--;
    op_kernel_start(k, "softmax_s8", height, depth);
    op_kernel_input(
        k, op->inputs[0],
        (op_rows){.height = height, .row_bytes = depth, .window = 1, .stride = 1, .dilation = 1});
    op_kernel_array(k, "exponentials", OP_ARRAY_S32, e, count);
    op_kernel_int(k, "count", count);
    op_kernel_int(k, "depth", depth);
}

extern const op_kind op_softmax;

static void draw(rng *r, ir_graph *g) {
    ir_op *op = lut_random(r, g, &op_softmax, 0x1p-8f, -128);
    softmax *a = op->attr;
    a->beta = rng_chance(r, 70) ? 1 : (float)exp2(rng_real(r) * 6 - 3);
    if (!(input_factor(op) > 1))
        op->inputs[0]->quant.scale[0] = 0x1p-4f;
}

const op_kind op_softmax = {
    .ir = {"softmax", sizeof(softmax), attrs, 1, 1, infer},
    .tflite_name = "SOFTMAX",
    .tflite_code = 25,
    .import_tflite = import_tflite,
    .eval = eval,
    .lower = lower,
    .random = draw,
};
