#include <stdio.h>
#include <string.h>

#include "base/diag.h"
#include "base/mem.h"
#include "ir/ir.h"

const char *ir_type_name(ir_type type) {
    static const char *const names[IR_TYPE_COUNT] = {"int8", "uint8", "int32", "float32"};
    return names[type];
}

size_t ir_type_bytes(ir_type type) {
    return type == IR_INT8 || type == IR_UINT8 ? 1 : 4;
}

int64_t ir_shape_elements(const ir_shape *s) {
    int64_t n = 1;
    for (int i = 0; i < s->rank; i++)
        n *= s->dim[i];
    return n;
}

int ir_shape_equal(const ir_shape *a, const ir_shape *b) {
    return a->rank == b->rank && memcmp(a->dim, b->dim, (size_t)a->rank * sizeof a->dim[0]) == 0;
}

ir_shape ir_shape_make(int rank, const int32_t *dim) {
    ir_shape s = {.rank = rank};
    CHECK(rank >= 0 && rank <= IR_MAX_RANK);
    memcpy(s.dim, dim, (size_t)rank * sizeof dim[0]);
    return s;
}

const char *ir_shape_text(const ir_shape *s) {
    text t = {0};
    text_add(&t, "[");
    for (int i = 0; i < s->rank; i++)
        text_add(&t, "%s%d", i ? "," : "", s->dim[i]);
    text_add(&t, "]");
    return text_string(&t);
}

int64_t ir_elements(const ir_tensor *t) {
    return ir_shape_elements(&t->shape);
}

size_t ir_bytes(const ir_tensor *t) {
    return (size_t)ir_elements(t) * ir_type_bytes(t->type);
}

float ir_scale(const ir_tensor *t) {
    CHECK(t->quant.count == 1);
    return t->quant.scale[0];
}

int32_t ir_zero_point(const ir_tensor *t) {
    CHECK(t->quant.count == 1);
    return t->quant.zero_point[0];
}

int ir_is_quantised_alike(const ir_tensor *a, const ir_tensor *b) {
    return a->type == b->type && a->quant.count == 1 && b->quant.count == 1 &&
           ir_scale(a) == ir_scale(b) && ir_zero_point(a) == ir_zero_point(b);
}

/* Appends a pointer to an array whose capacity is the next power of two of its count. */
static void *append(void *array, int *count, void *item) {
    int n = *count;
    if ((n & (n - 1)) == 0)
        array = mem_grow(array, (size_t)n, n ? (size_t)n * 2 : 1, sizeof item);
    ((void **)array)[n] = item;
    *count = n + 1;
    return array;
}

ir_graph *ir_graph_new(const char *name) {
    ir_graph *g = NEW(ir_graph);
    g->name = mem_strdup(name);
    return g;
}

static void check_shape(const char *name, const ir_shape *s) {
    int64_t n = 1;
    for (int i = 0; i < s->rank; i++) {
        if (s->dim[i] <= 0)
            fail(STATUS_REFUSED, "tensor '%s' has shape %s: every dimension must be positive", name,
                 ir_shape_text(s));
        n *= s->dim[i];
        if (n > IR_MAX_ELEMENTS)
            fail(STATUS_REFUSED, "tensor '%s' has shape %s: more than %lld elements", name,
                 ir_shape_text(s), (long long)IR_MAX_ELEMENTS);
    }
}

ir_tensor *ir_tensor_new(ir_graph *g, const char *name, ir_type type, const ir_shape *shape) {
    ir_tensor *t = NEW(ir_tensor);
    t->id = g->tensor_count;
    t->name = name ? mem_strdup(name) : mem_printf("t%d", t->id);
    t->type = type;
    t->shape = *shape;
    check_shape(t->name, shape);
    g->tensors = append(g->tensors, &g->tensor_count, t);
    return t;
}

void ir_quantise_axis(ir_tensor *t, int axis, int count, const float *scale,
                      const int32_t *zero_point) {
    t->quant.axis = axis;
    t->quant.count = count;
    t->quant.scale = NEW_ARRAY(float, (size_t)count);
    t->quant.zero_point = NEW_ARRAY(int32_t, (size_t)count);
    memcpy(t->quant.scale, scale, (size_t)count * sizeof *scale);
    if (zero_point)
        memcpy(t->quant.zero_point, zero_point, (size_t)count * sizeof *zero_point);
}

void ir_quantise(ir_tensor *t, float scale, int32_t zero_point) {
    ir_quantise_axis(t, 0, 1, &scale, &zero_point);
}

ir_op *ir_op_new(ir_graph *g, const ir_op_kind *kind, int input_count, ir_tensor *const *inputs,
                 ir_tensor *output) {
    ir_op *op = NEW(ir_op);
    op->kind = kind;
    op->index = g->op_count;
    op->input_count = input_count;
    op->inputs = NEW_ARRAY(ir_tensor *, (size_t)input_count);
    memcpy(op->inputs, inputs, (size_t)input_count * sizeof *inputs);
    op->output = output;
    op->attr = mem_new(1, kind->attr_bytes ? kind->attr_bytes : 1);
    g->ops = append(g->ops, &g->op_count, op);
    return op;
}

ir_tensor *ir_input(const ir_op *op, int i) {
    return i < op->input_count ? op->inputs[i] : NULL;
}

void ir_graph_add_input(ir_graph *g, ir_tensor *t) {
    g->inputs = append(g->inputs, &g->input_count, t);
}

void ir_graph_add_output(ir_graph *g, ir_tensor *t) {
    g->outputs = append(g->outputs, &g->output_count, t);
}

int32_t *ir_int_attr(const ir_op *op, const char *name) {
    for (const ir_attr *a = op->kind->attrs; a && a->name; a++)
        if (strcmp(a->name, name) == 0 && (a->type == IR_ATTR_INT || a->type == IR_ATTR_ENUM))
            return (int32_t *)(void *)((char *)op->attr + a->offset);
    return NULL;
}

ir_op *ir_producer(const ir_graph *g, const ir_tensor *t) {
    for (int i = 0; i < g->op_count; i++)
        if (g->ops[i]->output == t)
            return g->ops[i];
    return NULL;
}

static int contains(ir_tensor *const *list, int count, const ir_tensor *t) {
    for (int i = 0; i < count; i++)
        if (list[i] == t)
            return 1;
    return 0;
}

int ir_is_graph_input(const ir_graph *g, const ir_tensor *t) {
    return contains(g->inputs, g->input_count, t);
}

int ir_is_graph_output(const ir_graph *g, const ir_tensor *t) {
    return contains(g->outputs, g->output_count, t);
}

const ir_graph *ir_shipped(const ir_graph *g) {
    return g->shipped ? g->shipped : g;
}

int ir_use_count(const ir_graph *g, const ir_tensor *t) {
    int n = 0;
    for (int i = 0; i < g->output_count; i++)
        n += g->outputs[i] == t;
    for (int i = 0; i < g->op_count; i++)
        for (int k = 0; k < g->ops[i]->input_count; k++)
            n += g->ops[i]->inputs[k] == t;
    return n;
}

static void replace(ir_tensor **list, int count, const ir_tensor *from, ir_tensor *to) {
    for (int i = 0; i < count; i++)
        if (list[i] == from)
            list[i] = to;
}

void ir_replace_uses(ir_graph *g, ir_tensor *from, ir_tensor *to) {
    replace(g->outputs, g->output_count, from, to);
    for (int i = 0; i < g->op_count; i++)
        replace(g->ops[i]->inputs, g->ops[i]->input_count, from, to);
}

void ir_remove_op(ir_graph *g, int position) {
    g->op_count--;
    for (int i = position; i < g->op_count; i++)
        g->ops[i] = g->ops[i + 1];
}

static void mark(unsigned char *mentioned, ir_tensor *const *list, int count) {
    for (int i = 0; i < count; i++)
        if (list[i])
            mentioned[list[i]->id] = 1;
}

void ir_compact(ir_graph *g) {
    unsigned char *mentioned = NEW_ARRAY(unsigned char, (size_t)g->tensor_count);
    mark(mentioned, g->inputs, g->input_count);
    mark(mentioned, g->outputs, g->output_count);
    for (int i = 0; i < g->op_count; i++) {
        mark(mentioned, g->ops[i]->inputs, g->ops[i]->input_count);
        mark(mentioned, &g->ops[i]->output, 1);
    }
    int kept = 0;
    for (int i = 0; i < g->tensor_count; i++)
        if (mentioned[i]) {
            g->tensors[i]->id = kept;
            g->tensors[kept++] = g->tensors[i];
        }
    g->tensor_count = kept;
    mem_free(mentioned);
}
