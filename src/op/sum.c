#include "op/sum.h"

#include <math.h>

#include "base/diag.h"
#include "base/mem.h"
#include "op/line.h"
#include "op/quant.h"
#include "op/random.h"

typedef struct factors {
    double a, b, out; /* all below 1 */
} factors;

static int is_sub(const ir_op *op) {
    return op->kind == &op_sub.ir;
}

static factors factors_of(const ir_op *op) {
    float a = ir_scale(op->inputs[0]), b = ir_scale(op->inputs[1]), y = ir_scale(op->output);
    float most = a > b ? a : b;
    double twice = 2 * (double)most;
    return (factors){(double)a / twice, (double)b / twice, twice / (0x1p20 * (double)y)};
}

/* TFLM demands factors in (0, 1): only then its multiplication is defined. */
static quant_scale small_scale(const ir_op *op, double factor) {
    quant_scale s = quant_scale_of(factor > 0 && factor < 1 ? factor : 0);
    if (!(factor > 0 && factor < 1) || s.shift > 0)
        fail(STATUS_REFUSED,
             "the scales %g, %g of the inputs and %g of the output are too far apart",
             (double)ir_scale(op->inputs[0]), (double)ir_scale(op->inputs[1]),
             (double)ir_scale(op->output));
    return s;
}

ir_shape sum_infer(const ir_op *op) {
    ir_shape s = broadcast_infer(op);
    factors f = factors_of(op);
    small_scale(op, f.a);
    small_scale(op, f.b);
    small_scale(op, f.out);
    return s;
}

static int64_t operand(const ir_tensor *t, int32_t x, quant_scale s) {
    return quant_multiply((x - ir_zero_point(t)) * (1 << SUM_HEADROOM_BITS), s);
}

/* The result of two operands in the common scale. */
static int8_t sum_of(const ir_op *op, quant_scale out, int64_t a, int64_t b) {
    int32_t sum = quant_wrap(is_sub(op) ? a - b : a + b);
    int32_t low, high;
    quant_activation_range(op->output, ((const broadcast_attr *)op->attr)->activation, &low, &high);
    int64_t q = (int64_t)quant_multiply(sum, out) + ir_zero_point(op->output);
    return (int8_t)quant_clamp(q, low, high);
}

static int8_t value(const ir_op *op, int32_t x, int32_t y) {
    factors f = factors_of(op);
    return sum_of(op, quant_scale_of(f.out), operand(op->inputs[0], x, quant_scale_of(f.a)),
                  operand(op->inputs[1], y, quant_scale_of(f.b)));
}

void sum_eval(const ir_op *op, const void *const *in, void *out) {
    broadcast_eval(op, in, out, value);
}

/* The shifts are to the right (small_scale), so nothing wraps. */
static void ranges(const ir_op *op, const op_range *const *in, op_range *out) {
    broadcast_ranges(op, in, out, value);
}

const op_folding sum_folding = {.ranges = ranges, .tie = broadcast_tie};

/* The operand of the larger scale has a factor of one half; another that is so, too, becomes
 * (2^31 - 1)/2^31 * 2^-1. For |x| < 2^30 that leaves x - x/2^31, which rounds to x, and a half of
 * it as before. */
static quant_scale below_half(quant_scale s) {
    return s.shift == 0 ? (quant_scale){INT32_MAX, -1} : s;
}

static void lower_scale(op_kernel *k, const char *field, quant_scale s) {
    int32_t parts[2] = {s.multiplier, s.shift};
    op_kernel_ints(k, field, parts, 2);
}

/* ---- add_table_s8 ---- */

static int wants_table(const ir_op *op) {
    const ir_shape *s = &op->output->shape;
    return ir_shape_equal(&op->inputs[0]->shape, s) && ir_shape_equal(&op->inputs[1]->shape, s) &&
           op_kernel_plain_rows(op->output).row_bytes % 4 == 0 &&
           ir_elements(op->output) >= LINE_LEAST_RESULTS;
}

/* A line for each y, the second operand, taken as unsigned. */
static line_values *sum_lines(const ir_op *op) {
    factors f = factors_of(op);
    quant_scale a = quant_scale_of(f.a), b = quant_scale_of(f.b), out = quant_scale_of(f.out);
    line_values *lines = NEW_ARRAY(line_values, 256);
    for (int32_t x = -128; x <= 127; x++) {
        int64_t first = operand(op->inputs[0], x, a);
        for (int32_t y = -128; y <= 127; y++)
            lines[(uint8_t)y][x + 128] = sum_of(op, out, first, operand(op->inputs[1], y, b));
    }
    return lines;
}

static int lower_table(const ir_op *op, op_kernel *k) {
    if (!wants_table(op))
        return 0;
    int32_t factor, *terms = NEW_ARRAY(int32_t, 256);
    if (!line_find(sum_lines(op), 256, &factor, terms))
        return 0;
    op_kernel_start_plain(k, "add_table_s8", op);
    op_kernel_input_plain(k, op->inputs[0]);
    op_kernel_input_plain(k, op->inputs[1]);
    op_kernel_array(k, "terms", OP_ARRAY_S32, terms, 256);
    op_kernel_int(k, "factor", factor);
    op_kernel_int(k, "count", op_kernel_plain_rows(op->output).row_bytes);
    return 1;
}

void sum_lower(const ir_op *op, op_kernel *k) {
    factors f = factors_of(op);
    if (broadcast_lower_table(op, k, value) || lower_table(op, k))
        return;
    broadcast_lower(op, k, "add_s8");
    quant_scale a = quant_scale_of(f.a), b = quant_scale_of(f.b);
    lower_scale(k, "scale_a", f.a < f.b ? below_half(a) : a);
    lower_scale(k, "scale_b", f.a < f.b ? b : below_half(b));
    lower_scale(k, "scale_out", quant_scale_of(f.out));
    op_kernel_int(k, "subtract", is_sub(op));
}

void sum_random(rng *r, ir_graph *g, const op_kind *kind) {
    ir_op *op = broadcast_random(r, g, kind);
    op->output = ir_tensor_new(g, NULL, IR_INT8, &(ir_shape){0});
    ir_quantise(op->output, 1, 0);
    float most = fmaxf(ir_scale(op->inputs[0]), ir_scale(op->inputs[1]));
    most = fminf(most, 0x1p8f);
    double exponent = rng_real(r) * 5 - 2;
    if (rng_chance(r, 25)) /* the output's shift to the right is long, or there is hardly any */
        exponent = rng_real(r) * 4 + (rng_chance(r, 60) ? 5 : -18.9);
    float scale = most * (float)exp2(exponent);
    if (rng_chance(r, 15)) { /* results half way between two values */
        ir_quantise(op->inputs[0], 1, ir_zero_point(op->inputs[0]));
        ir_quantise(op->inputs[1], 1, ir_zero_point(op->inputs[1]));
        scale = 2;
    }
    if (((broadcast_attr *)op->attr)->activation && scale < 0x1p-20f)
        scale = 0x1p-20f;
    op->output->shape = broadcast_infer(op);
    ir_quantise(op->output, scale, random_zero_point(r));
    ir_graph_add_output(g, op->output);
}
