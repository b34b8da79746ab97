#include "base/mem.h"
#include "op/broadcast.h"
#include "op/line.h"
#include "op/quant.h"
#include "op/random.h"

static quant_scale scale_of(const ir_op *op) {
    return quant_scale_of((double)ir_scale(op->inputs[0]) * (double)ir_scale(op->inputs[1]) /
                          (double)ir_scale(op->output));
}

static ir_shape infer(const ir_op *op) {
    ir_shape s = broadcast_infer(op);
    scale_of(op);
    return s;
}

static int8_t value(const ir_op *op, int32_t a, int32_t b) {
    int32_t low, high;
    int32_t product = (a - ir_zero_point(op->inputs[0])) * (b - ir_zero_point(op->inputs[1]));
    quant_activation_range(op->output, ((const broadcast_attr *)op->attr)->activation, &low, &high);
    int64_t q = (int64_t)quant_multiply(product, scale_of(op)) + ir_zero_point(op->output);
    return (int8_t)quant_clamp(q, low, high);
}

static void eval(const ir_op *op, const void *const *in, void *out) {
    broadcast_eval(op, in, out, value);
}

/* The product of two bytes rises or falls with each of them; shifts by more wrap. */
#define MOST_LEFT_SHIFT 14

static void ranges(const ir_op *op, const op_range *const *in, op_range *out) {
    if (scale_of(op).shift <= MOST_LEFT_SHIFT) {
        broadcast_ranges(op, in, out, value);
        return;
    }
    for (int32_t c = 0; c < op_channel_count(op->output); c++)
        out[c] = op_range_of_type(IR_INT8);
}

static const op_folding folding = {.ranges = ranges, .tie = broadcast_tie};

/* ---- mul_table_s8 ---- */

/* A line for each y; x is the first operand. */
static int find_lines(const ir_op *op, int32_t factors[256], int32_t terms[256]) {
    for (int32_t y = -128; y <= 127; y++) {
        line_values values;
        for (int32_t x = -128; x <= 127; x++)
            values[x + 128] = value(op, x, y);
        if (!line_find(&values, 1, &factors[(uint8_t)y], &terms[(uint8_t)y]))
            return 0;
    }
    return 1;
}

/* What repeats along a run is the second operand. */
static int lower_lines(const ir_op *op, op_kernel *k) {
    if (ir_elements(op->output) < LINE_LEAST_RESULTS)
        return 0;
    ir_tensor *turned[2] = {op->inputs[1], op->inputs[0]};
    ir_op product = *op;
    if (broadcast_repeats_first(op))
        product.inputs = turned;
    int32_t *factors = NEW_ARRAY(int32_t, 256), *terms = NEW_ARRAY(int32_t, 256);
    if (!find_lines(&product, factors, terms))
        return 0;
    broadcast_start(&product, k, "mul_table_s8");
    op_kernel_array(k, "factors", OP_ARRAY_S32, factors, 256);
    op_kernel_array(k, "terms", OP_ARRAY_S32, terms, 256);
    return 1;
}

static void lower(const ir_op *op, op_kernel *k) {
    quant_scale s = scale_of(op);
    if (broadcast_lower_table(op, k, value) || lower_lines(op, k))
        return;
    int32_t parts[2] = {s.multiplier, s.shift};
    broadcast_lower(op, k, "mul_s8");
    op_kernel_ints(k, "scale", parts, 2);
}

extern const op_kind op_mul;

static void draw(rng *r, ir_graph *g) {
    ir_op *op = broadcast_random(r, g, &op_mul);
    const ir_tensor *a = op->inputs[0], *b = op->inputs[1];
    random_output(r, g, op, (double)ir_scale(a) * (double)ir_scale(b), 5000);
}

const op_kind op_mul = {
    .ir = {"mul", sizeof(broadcast_attr), broadcast_attrs, 2, 2, infer},
    .tflite_name = "MUL",
    .tflite_code = 18,
    .memory = broadcast_memory,
    .import_tflite = broadcast_import,
    .eval = eval,
    .lower = lower,
    .folding = &folding,
    .random = draw,
};
