/* Computes operators whose inputs are all constants.
 * Requires a verified graph; keeps every value; leaves constants that nobody may read any more. */
#include "op/op.h"
#include "pass/pass.h"

static int is_constant(const ir_graph *g, const ir_op *op) {
    for (int i = 0; i < op->input_count; i++)
        if (op->inputs[i] && !op->inputs[i]->data)
            return 0;
    return !ir_is_graph_output(g, op->output);
}

void pass_constant(ir_graph *g) {
    void **values = NULL;
    for (int i = 0; i < g->op_count; i++) {
        if (!is_constant(g, g->ops[i]))
            continue;
        if (!values)
            values = op_values_new(g);
        op_eval(g->ops[i], values);
        g->ops[i]->output->data = values[g->ops[i]->output->id];
        ir_remove_op(g, i--);
    }
    ir_compact(g);
}
