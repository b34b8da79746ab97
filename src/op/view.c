#include "op/view.h"

#include <string.h>

#include "base/diag.h"
#include "op/lut.h"
#include "op/random.h"

void view_import(op_import *in, ir_op *op) {
    if (op->input_count > 1)
        op_import_take_ints(in, op, 1);
}

ir_shape view_infer(const ir_op *op) {
    const ir_tensor *x = op->inputs[0], *y = op->output;
    op_require_type(y, x->type);
    if (ir_elements(x) != ir_elements(y))
        fail(STATUS_REFUSED, "'%s' of shape %s cannot become '%s' of shape %s", x->name,
             ir_shape_text(&x->shape), y->name, ir_shape_text(&y->shape));
    return y->shape;
}

void view_eval(const ir_op *op, const void *const *in, void *out) {
    memcpy(out, in[0], ir_bytes(op->output));
}

op_memory view_memory(const ir_op *op, int input) {
    (void)op;
    (void)input;
    return OP_MEMORY_VIEW;
}

void view_random(rng *r, ir_graph *g, const op_kind *kind, ir_shape (*shape)(rng *, ir_shape)) {
    ir_shape from = lut_random_shape(r);
    ir_tensor *x = random_input(r, g, &from);
    ir_shape to = shape(r, from);
    ir_tensor *y = ir_tensor_new(g, NULL, IR_INT8, &to);
    ir_quantise(y, ir_scale(x), ir_zero_point(x));
    ir_op_new(g, &kind->ir, 1, &x, y);
    ir_graph_add_output(g, y);
}
