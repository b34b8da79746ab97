/* Cuts QUANTIZE off the model's inputs and DEQUANTIZE (or a last QUANTIZE to uint8) off its
 * outputs, so that the model's interface is int8: the caller then works with the scale and zero
 * point that the header gives. Requires and keeps a verified graph; changes its interface. */
#include <string.h>

#include "pass/pass.h"

static int is_conversion(const ir_op *op) {
    return strcmp(op->kind->name, "quantize") == 0 || strcmp(op->kind->name, "dequantize") == 0;
}

static void replace_in(ir_tensor **list, int count, const ir_tensor *from, ir_tensor *to) {
    for (int i = 0; i < count; i++)
        if (list[i] == from)
            list[i] = to;
}

/* A conversion between an interface tensor of another type, used only here, and an int8 tensor. */
static int cut(ir_graph *g, const ir_op *op) {
    ir_tensor *in = op->inputs[0], *out = op->output;
    if (out->type == IR_INT8 && in->type != IR_INT8 && ir_is_graph_input(g, in) &&
        ir_use_count(g, in) == 1 && !ir_is_graph_output(g, out)) {
        replace_in(g->inputs, g->input_count, in, out);
        return 1;
    }
    if (in->type == IR_INT8 && out->type != IR_INT8 && ir_is_graph_output(g, out) &&
        ir_use_count(g, out) == 1 && !ir_is_graph_input(g, in)) {
        replace_in(g->outputs, g->output_count, out, in);
        return 1;
    }
    return 0;
}

void pass_cut_edges(ir_graph *g) {
    for (int i = g->op_count - 1; i >= 0; i--)
        if (is_conversion(g->ops[i]) && cut(g, g->ops[i]))
            ir_remove_op(g, i);
    ir_compact(g);
    ir_verify(g);
}
