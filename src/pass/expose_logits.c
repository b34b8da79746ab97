/* Makes the values before a last SOFTMAX one more output of the model: for thresholds of one's own,
 * and to compare models where the softmax saturates. Requires and keeps a verified graph; changes
 * its interface. A model without a SOFTMAX at its end stays as it is, and so does one of constants.
 */
#include <string.h>

#include "pass/pass.h"

void pass_expose_logits(ir_graph *g) {
    for (int i = 0; i < g->op_count; i++) {
        const ir_op *op = g->ops[i];
        if (strcmp(op->kind->name, "softmax") == 0 && ir_is_graph_output(g, op->output) &&
            !op->inputs[0]->data && !ir_is_graph_output(g, op->inputs[0]))
            ir_graph_add_output(g, op->inputs[0]);
    }
    ir_verify(g);
}
