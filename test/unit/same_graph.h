/* Are two graphs the same but for the numbers of their tensors? */
#ifndef MOTE_TEST_UNIT_SAME_GRAPH_H
#define MOTE_TEST_UNIT_SAME_GRAPH_H

#include <string.h>

#include "ir/ir.h"

static inline int same_quant(const ir_quant *a, const ir_quant *b) {
    size_t n = (size_t)a->count;
    if (a->count != b->count || (n && a->axis != b->axis))
        return 0;
    return n == 0 || (memcmp(a->scale, b->scale, n * sizeof a->scale[0]) == 0 &&
                      memcmp(a->zero_point, b->zero_point, n * sizeof a->zero_point[0]) == 0);
}

static inline int same_tensor(const ir_tensor *a, const ir_tensor *b) {
    return strcmp(a->name, b->name) == 0 && a->type == b->type &&
           ir_shape_equal(&a->shape, &b->shape) && same_quant(&a->quant, &b->quant) &&
           !a->data == !b->data && (!a->data || memcmp(a->data, b->data, ir_bytes(a)) == 0);
}

static inline int same_list(ir_tensor *const *a, ir_tensor *const *b, int count) {
    for (int i = 0; i < count; i++)
        if (!a[i] != !b[i] || (a[i] && !same_tensor(a[i], b[i])))
            return 0;
    return 1;
}

static inline int same_attr(const ir_attr *a, const char *x, const char *y) {
    ir_ints p, q;
    if (a->type != IR_ATTR_INTS)
        return memcmp(x + a->offset, y + a->offset, sizeof(int32_t)) == 0;
    memcpy(&p, x + a->offset, sizeof p);
    memcpy(&q, y + a->offset, sizeof q);
    return p.count == q.count && memcmp(p.value, q.value, (size_t)p.count * sizeof p.value[0]) == 0;
}

static inline int same_op(const ir_op *a, const ir_op *b) {
    if (a->kind != b->kind || a->index != b->index || a->input_count != b->input_count ||
        !same_list(a->inputs, b->inputs, a->input_count) || !same_tensor(a->output, b->output))
        return 0;
    for (const ir_attr *t = a->kind->attrs; t && t->name; t++)
        if (!same_attr(t, a->attr, b->attr))
            return 0;
    return 1;
}

static inline int same_graph(const ir_graph *a, const ir_graph *b) {
    if (strcmp(a->name, b->name) != 0 || a->tensor_count != b->tensor_count ||
        a->op_count != b->op_count || a->input_count != b->input_count ||
        a->output_count != b->output_count)
        return 0;
    for (int i = 0; i < a->op_count; i++)
        if (!same_op(a->ops[i], b->ops[i]))
            return 0;
    return same_list(a->inputs, b->inputs, a->input_count) &&
           same_list(a->outputs, b->outputs, a->output_count);
}

#endif
