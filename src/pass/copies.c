/* Removes operators that change nothing: whose output has the quantisation and, for every input of
 * the model, the bytes of their input. A RELU of what is not negative, a QUANTIZE to the same
 * scale, a pool of single pixels, a PAD by nothing.
 *
 * Requires and keeps a verified graph; keeps every value and the model's inputs and outputs. */
#include "pass/pass.h"
#include "pass/ranges.h"

/* An output of the model keeps its name: then its producer makes it without the copy. */
static int bypass(ir_graph *g, ir_tensor *in, ir_tensor *out) {
    ir_op *producer = ir_producer(g, in);
    if (in->data)
        return 0;
    if (!ir_is_graph_output(g, out)) {
        ir_replace_uses(g, out, in);
        return 1;
    }
    if (!producer || ir_is_graph_output(g, in))
        return 0;
    ir_replace_uses(g, in, out);
    producer->output = out;
    return 1;
}

void pass_copies(ir_graph *g) {
    pass_ranges ranges = pass_ranges_new(g);
    for (int i = 0; i < g->op_count && ranges.count > 0; i++) {
        ir_op *op = g->ops[i];
        const op_folding *hooks = op_kind_of(op)->folding;
        if (!hooks || !hooks->is_copy || !ir_is_quantised_alike(op->inputs[0], op->output) ||
            !ir_shape_equal(&op->inputs[0]->shape, &op->output->shape))
            continue;
        if (hooks->is_copy(op, ranges.range + ranges.first[op->inputs[0]->id]) &&
            bypass(g, op->inputs[0], op->output))
            ir_remove_op(g, i--);
    }
    pass_ranges_free(&ranges);
    ir_compact(g);
}
