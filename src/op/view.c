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

/* ---- channels ---- */

/* Which channels meet in an element repeats after so many elements; 0: too many to follow. */
static int64_t period_of(const ir_op *op) {
    enum { MOST = 1 << 20 };
    int64_t m = op_channel_count(op->inputs[0]), n = op_channel_count(op->output), period = m;
    while (period % n != 0 && period <= MOST)
        period += m;
    return period <= MOST ? period : 0;
}

static void ranges(const ir_op *op, const op_range *const *in, op_range *out) {
    int32_t m = op_channel_count(op->inputs[0]), n = op_channel_count(op->output);
    int64_t period = period_of(op);
    for (int32_t c = 0; c < n && period == 0; c++)
        out[c] = op_range_of_type(op->output->type);
    for (int64_t i = 0; i < period; i++)
        out[i % n] = i < n ? in[0][i % m] : op_range_join(out[i % n], in[0][i % m]);
}

/* Elements stay in their order, so what remains is the same view of what remains. */
static int tie(const ir_op *op, op_ties *t) {
    int32_t m = op_channel_count(op->inputs[0]), n = op_channel_count(op->output);
    int64_t period = period_of(op);
    for (int64_t i = 0; i < period; i++)
        t->tie(t, 0, (int32_t)(i % m), (int32_t)(i % n));
    return period > 0;
}

const op_folding view_folding = {.ranges = ranges, .tie = tie};

void view_random(rng *r, ir_graph *g, const op_kind *kind, ir_shape (*shape)(rng *, ir_shape)) {
    ir_shape from = lut_random_shape(r);
    ir_tensor *x = random_input(r, g, &from);
    ir_shape to = shape(r, from);
    ir_tensor *y = ir_tensor_new(g, NULL, IR_INT8, &to);
    ir_quantise(y, ir_scale(x), ir_zero_point(x));
    ir_op_new(g, &kind->ir, 1, &x, y);
    ir_graph_add_output(g, y);
}
