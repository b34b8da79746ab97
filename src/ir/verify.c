#include "base/diag.h"
#include "base/mem.h"
#include "ir/ir.h"

static void verify_data_known(const ir_op *op, const unsigned char *known) {
    for (int i = 0; i < op->input_count; i++) {
        const ir_tensor *t = op->inputs[i];
        if (t && !t->data && !known[t->id])
            fail(STATUS_REFUSED, "input '%s' is not made by an earlier operator", t->name);
    }
}

static void verify_op(const ir_op *op, unsigned char *known) {
    const ir_op_kind *kind = op->kind;
    if (op->input_count < kind->min_inputs || op->input_count > kind->max_inputs)
        fail(STATUS_REFUSED, "has %d inputs, expected %d to %d", op->input_count, kind->min_inputs,
             kind->max_inputs);
    for (int i = 0; i < kind->min_inputs; i++)
        if (!op->inputs[i])
            fail(STATUS_REFUSED, "input %d is missing", i);
    verify_data_known(op, known);
    if (op->output->data || known[op->output->id])
        fail(STATUS_REFUSED, "output '%s' already has a value", op->output->name);
    ir_shape expected = kind->infer(op);
    if (!ir_shape_equal(&expected, &op->output->shape))
        fail(STATUS_REFUSED, "output '%s' has shape %s, expected %s", op->output->name,
             ir_shape_text(&op->output->shape), ir_shape_text(&expected));
    known[op->output->id] = 1;
}

void ir_verify(const ir_graph *g) {
    unsigned char *known = NEW_ARRAY(unsigned char, (size_t)g->tensor_count);
    if (g->input_count == 0 || g->output_count == 0)
        fail(STATUS_REFUSED, "the model has %d inputs and %d outputs, expected at least one each",
             g->input_count, g->output_count);
    for (int i = 0; i < g->tensor_count; i++)
        CHECK(g->tensors[i]->id == i);
    for (int i = 0; i < g->input_count; i++) {
        if (g->inputs[i]->data || known[g->inputs[i]->id])
            fail(STATUS_REFUSED, "model input '%s' is a constant or listed twice",
                 g->inputs[i]->name);
        known[g->inputs[i]->id] = 1;
    }
    for (int i = 0; i < g->op_count; i++) {
        diag_set_operator(g->ops[i]->index, g->ops[i]->kind->name);
        verify_op(g->ops[i], known);
        diag_set_operator(-1, NULL);
    }
    for (int i = 0; i < g->output_count; i++)
        if (!known[g->outputs[i]->id])
            fail(STATUS_REFUSED, "model output '%s' is not made by any operator",
                 g->outputs[i]->name);
}
