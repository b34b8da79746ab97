#include "op/op.h"

#include <string.h>

#include "base/diag.h"
#include "base/mem.h"

const ir_op_kind *op_find(const char *name) {
    for (int i = 0; op_kinds[i]; i++)
        if (strcmp(op_kinds[i]->ir.name, name) == 0)
            return &op_kinds[i]->ir;
    return NULL;
}

const op_kind *op_find_tflite(int tflite_code) {
    for (int i = 0; op_kinds[i]; i++)
        if (op_kinds[i]->tflite_code == tflite_code)
            return op_kinds[i];
    return NULL;
}

void op_require_type(const ir_tensor *t, ir_type type) {
    if (t->type != type)
        fail(STATUS_REFUSED, "tensor '%s' is %s, expected %s", t->name, ir_type_name(t->type),
             ir_type_name(type));
}

static void require_one_scale(const ir_tensor *t) {
    if (t->quant.count != 1)
        fail(STATUS_REFUSED, "tensor '%s' has %d quantisation scales, expected 1", t->name,
             t->quant.count);
}

void op_require_int8(const ir_tensor *t) {
    op_require_type(t, IR_INT8);
    require_one_scale(t);
    if (ir_zero_point(t) < -128 || ir_zero_point(t) > 127)
        fail(STATUS_REFUSED, "tensor '%s' has zero point %d, expected -128 to 127", t->name,
             ir_zero_point(t));
}

void op_require_constant(const ir_tensor *t) {
    if (!t->data)
        fail(STATUS_REFUSED, "tensor '%s' must be a constant", t->name);
}

void op_require_weights(const ir_tensor *t, int axis) {
    op_require_type(t, IR_INT8);
    op_require_constant(t);
    int32_t channels = t->shape.dim[axis];
    int per_channel = t->quant.count == channels && (t->quant.axis == axis || channels == 1);
    if (t->quant.count != 1 && !per_channel)
        fail(
            STATUS_REFUSED,
            "weights '%s' of shape %s have %d scales along axis %d, expected 1 or %d along axis %d",
            t->name, ir_shape_text(&t->shape), t->quant.count, t->quant.axis, channels, axis);
    for (int i = 0; i < t->quant.count; i++)
        if (t->quant.zero_point[i] != 0)
            fail(STATUS_REFUSED, "weights '%s' have zero point %d, expected 0 (symmetric)", t->name,
                 t->quant.zero_point[i]);
}

void op_require_bias(const ir_tensor *bias, int32_t channels) {
    if (!bias)
        return;
    op_require_type(bias, IR_INT32);
    op_require_constant(bias);
    if (ir_elements(bias) != channels)
        fail(STATUS_REFUSED, "bias '%s' has %lld values, expected %d", bias->name,
             (long long)ir_elements(bias), channels);
}

void op_require_rank(const ir_tensor *t, int min_rank, int max_rank) {
    if (t->shape.rank >= min_rank && t->shape.rank <= max_rank)
        return;
    if (min_rank == max_rank)
        fail(STATUS_REFUSED, "tensor '%s' has shape %s, expected %d dimensions", t->name,
             ir_shape_text(&t->shape), min_rank);
    fail(STATUS_REFUSED, "tensor '%s' has shape %s, expected %d to %d dimensions", t->name,
         ir_shape_text(&t->shape), min_rank, max_rank);
}

void op_require_same_quant(const ir_tensor *a, const ir_tensor *b) {
    require_one_scale(a);
    require_one_scale(b);
    if (ir_scale(a) != ir_scale(b) || ir_zero_point(a) != ir_zero_point(b))
        fail(STATUS_REFUSED,
             "tensors '%s' (scale %g, zero point %d) and '%s' (scale %g, zero point %d) must be "
             "quantised alike",
             a->name, (double)ir_scale(a), ir_zero_point(a), b->name, (double)ir_scale(b),
             ir_zero_point(b));
}

void **op_values_new(const ir_graph *g) {
    void **values = NEW_ARRAY(void *, (size_t)g->tensor_count);
    for (int i = 0; i < g->tensor_count; i++) {
        const ir_tensor *t = g->tensors[i];
        values[i] = mem_new(ir_bytes(t), 1);
        if (t->data)
            memcpy(values[i], t->data, ir_bytes(t));
    }
    return values;
}

void op_eval(const ir_op *op, void *const *values) {
    int slots = op->input_count > op->kind->max_inputs ? op->input_count : op->kind->max_inputs;
    const void **in = NEW_ARRAY(const void *, (size_t)slots);
    for (int i = 0; i < op->input_count; i++)
        in[i] = op->inputs[i] ? values[op->inputs[i]->id] : NULL;
    op_kind_of(op)->eval(op, in, values[op->output->id]);
    mem_free(in);
}

void op_eval_graph(const ir_graph *g, void *const *values) {
    for (int i = 0; i < g->op_count; i++)
        op_eval(g->ops[i], values);
}

int64_t op_macs(const ir_op *op) {
    return op_kind_of(op)->macs ? op_kind_of(op)->macs(op) : 0;
}

int64_t op_graph_macs(const ir_graph *g) {
    int64_t n = 0;
    for (int i = 0; i < g->op_count; i++)
        n += op_macs(g->ops[i]);
    return n;
}

void op_lower(const ir_graph *g, const ir_op *op, op_kernel *kernel) {
    op_lower_for(g->target, op, kernel);
}

void op_lower_for(ir_target target, const ir_op *op, op_kernel *kernel) {
    *kernel = (op_kernel){.target = target};
    diag_set_operator(op->index, op->kind->name);
    op_kind_of(op)->lower(op, kernel);
    diag_set_operator(-1, NULL);
}

void op_require_modest(const ir_graph *g) {
    int64_t constants = 0, macs = 0;
    for (int i = 0; i < g->tensor_count; i++)
        constants += g->tensors[i]->data ? (int64_t)ir_bytes(g->tensors[i]) : 0;
    if (constants > OP_MOST_CONSTANT_BYTES)
        fail(STATUS_REFUSED, "the model holds %lld bytes of constants, at most %lld are supported",
             (long long)constants, (long long)OP_MOST_CONSTANT_BYTES);
    for (int i = 0; i < g->op_count && macs <= OP_MOST_MACS; i++)
        macs += op_macs(g->ops[i]);
    if (macs > OP_MOST_MACS)
        fail(STATUS_REFUSED,
             "the model has more than %lld multiply-accumulates; no microcontroller "
             "can run it",
             (long long)OP_MOST_MACS);
}

op_memory op_memory_of(const ir_op *op, int input) {
    const op_kind *kind = op_kind_of(op);
    return kind->memory ? kind->memory(op, input) : OP_MEMORY_APART;
}

int op_is_view(const ir_op *op) {
    return op_memory_of(op, 0) == OP_MEMORY_VIEW;
}
