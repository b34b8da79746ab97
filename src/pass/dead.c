/* Removes operators whose result nobody reads, and tensors that nothing mentions.
 * Requires and keeps a verified graph; graph inputs stay, used or not: they are the interface. */
#include "pass/pass.h"

void pass_dead(ir_graph *g) {
    for (int i = g->op_count - 1; i >= 0; i--)
        if (ir_use_count(g, g->ops[i]->output) == 0)
            ir_remove_op(g, i);
    ir_compact(g);
}
