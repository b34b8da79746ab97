/* Makes clamps cheaper: a function of one byte that clamps as a fused activation would becomes the
 * activation of the operator before it, and bounds of activations that no value reaches go.
 *
 * Every operator with an attribute `activation` ends in a clamp, and without one in a clamp to
 * [-128, 127]: clamping what it made once more is the same as clamping to the narrower range.
 * Requires and keeps a verified graph; keeps the model's inputs and outputs and the values of all
 * tensors that stay. */
#include "base/mem.h"
#include "op/lut.h"
#include "op/quant.h"
#include "pass/pass.h"
#include "pass/ranges.h"

/* Of scales that all activations can be expressed in. */
#define LEAST_SCALE 0x1p-26f

/* ---- functions that are activations ---- */

static int is_alike(const ir_tensor *t, const uint8_t table[LUT_VALUES], int32_t activation) {
    int32_t low, high;
    quant_activation_range(t, activation, &low, &high);
    for (int32_t x = -128; x <= 127; x++)
        if ((int8_t)table[(uint8_t)x] != quant_clamp(x, low, high))
            return 0;
    return 1;
}

/* OP_ACTIVATION_NONE: it is none. */
static int32_t activation_like(const ir_op *op) {
    uint8_t table[LUT_VALUES];
    if (op->output->type != IR_INT8 || ir_scale(op->output) < LEAST_SCALE ||
        !lut_tabulate(op, table))
        return OP_ACTIVATION_NONE;
    for (int32_t a = OP_ACTIVATION_RELU; a <= OP_ACTIVATION_RELU6; a++)
        if (is_alike(op->output, table, a))
            return a;
    return OP_ACTIVATION_NONE;
}

/* Becomes the activation of the only operator that it could belong to. */
static int merge(ir_graph *g, const ir_op *op) {
    ir_tensor *x = op->inputs[0];
    ir_op *producer = ir_producer(g, x);
    int32_t *activation = producer ? ir_int_attr(producer, "activation") : NULL;
    if (!activation || *activation != OP_ACTIVATION_NONE || ir_use_count(g, x) != 1 ||
        !ir_is_quantised_alike(x, op->output))
        return 0;
    *activation = activation_like(op);
    if (*activation == OP_ACTIVATION_NONE)
        return 0;
    producer->output = op->output;
    return 1;
}

/* ---- bounds that no value reaches ---- */

/* Are two activations the same for these values of the channels? */
static int is_same(const ir_op *op, const op_range *values, int32_t a, int32_t b) {
    int32_t low_a, high_a, low_b, high_b;
    quant_activation_range(op->output, a, &low_a, &high_a);
    quant_activation_range(op->output, b, &low_b, &high_b);
    for (int32_t c = 0; c < op_channel_count(op->output); c++)
        for (int32_t x = values[c].low; x <= values[c].high; x++)
            if (quant_clamp(x, low_a, high_a) != quant_clamp(x, low_b, high_b))
                return 0;
    return 1;
}

/* Layers rather have a RELU: rounding what is not negative takes less. */
static void weaken(const pass_ranges *r, const ir_op *op) {
    static const int32_t of_layer[] = {OP_ACTIVATION_RELU, OP_ACTIVATION_NONE};
    static const int32_t of_other[] = {OP_ACTIVATION_NONE, OP_ACTIVATION_RELU};
    const int32_t *better = pass_value_inputs(op) < op->input_count ? of_layer : of_other;
    int32_t *activation = ir_int_attr(op, "activation");
    if (!activation || *activation == OP_ACTIVATION_NONE)
        return;
    int32_t was = *activation;
    op_range *values = NEW_ARRAY(op_range, (size_t)op_channel_count(op->output));
    *activation = OP_ACTIVATION_NONE;
    int known = pass_ranges_of(r, op, values);
    *activation = was;
    for (int i = 0; known && i < 2; i++)
        if (is_same(op, values, better[i], was)) {
            *activation = better[i];
            break;
        }
    mem_free(values);
}

static void weaken_all(ir_graph *g) {
    pass_ranges ranges = pass_ranges_new(g);
    for (int i = 0; i < g->op_count && ranges.count > 0; i++)
        weaken(&ranges, g->ops[i]);
    pass_ranges_free(&ranges);
}

static int merge_all(ir_graph *g) {
    int before = g->op_count;
    for (int i = 0; i < g->op_count; i++)
        if (merge(g, g->ops[i]))
            ir_remove_op(g, i--);
    ir_compact(g);
    return g->op_count < before;
}

/* Each makes room for the other. */
void pass_activations(ir_graph *g) {
    do
        weaken_all(g);
    while (merge_all(g));
}
