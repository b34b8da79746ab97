/* Operators with parameters that no model should have. The first bytes choose a legal one-operator
 * graph (kind, seed), each three that follow change one thing of it: a dimension, a scale, an
 * attribute. Whatever infer() still accepts must evaluate and compile without harm. */
#include "fuzz.h"

#include <math.h>

#include "op/op.h"
#include "pipeline.h"

#define MACS_LIMIT ((int64_t)1 << 18)
#define TENSOR_LIMIT ((int64_t)1 << 16) /* elements */

static int32_t number_of(uint8_t byte) {
    static const int32_t special[] = {
        INT32_MIN, INT32_MIN + 1, -65536,        -256,    -255,    -129,    -128,
        INT32_MAX, 127,           128,           129,     255,     256,     257,
        1000,      4095,          4096,          4097,    32767,   32768,   INT32_MAX,
        65535,     65536,         1 << 20,       1 << 24, 1 << 28, 1 << 29, 1 << 30,
        3 << 29,   INT32_MAX - 1, INT32_MAX / 2, -1};
    return byte < 224 ? byte - 32 : special[byte - 224];
}

static float real_of(uint8_t byte) {
    static const float special[] = {0,        -1,      INFINITY, NAN, 3.4028235e38f,
                                    1.4e-45f, 0x1p-8f, 0x1p-7f};
    return byte < 248 ? ldexpf(1 + (float)(byte % 4) / 4, byte / 2 - 62) : special[byte - 248];
}

static void change_attribute(ir_op *op, uint8_t which, uint8_t value) {
    int count = 0;
    for (const ir_attr *a = op->kind->attrs; a && a->name; a++)
        count++;
    if (count == 0)
        return;
    const ir_attr *a = &op->kind->attrs[which % count];
    char *field = (char *)op->attr + a->offset;
    int32_t number = number_of(value), names = 0;
    float real = real_of(value);
    switch (a->type) {
    case IR_ATTR_INT:
        memcpy(field, &number, sizeof number);
        break;
    case IR_ATTR_FLOAT:
        memcpy(field, &real, sizeof real);
        break;
    case IR_ATTR_INTS: /* the count or a value */
        number = which & 128 ? value % (IR_MAX_INTS + 1) : number;
        field += which & 128 ? 0 : sizeof(int) + which / 8 % IR_MAX_INTS * sizeof number;
        memcpy(field, &number, sizeof number);
        break;
    case IR_ATTR_ENUM:
        while (a->names[names])
            names++;
        number = value % names;
        memcpy(field, &number, sizeof number);
        break;
    }
}

static void change_quantisation(ir_tensor *t, uint8_t which, uint8_t value) {
    float scale = real_of(value);
    if (which & 128)
        ir_quantise(t, 1, number_of(value));
    else if (t->quant.count == 0 || value == 0)
        t->quant.count = 0;
    else if (scale > 0 && isfinite(scale))
        t->quant.scale[which % t->quant.count] = scale;
}

static void change(ir_graph *g, const uint8_t *three) {
    ir_op *op = g->ops[0];
    ir_tensor *t = g->tensors[three[1] % g->tensor_count];
    uint8_t which = three[1] / 8, value = three[2];
    switch (three[0] % 8) {
    case 0:
        t->shape.dim[which % IR_MAX_RANK] = number_of(value);
        break;
    case 1:
        for (int i = t->shape.rank; i < IR_MAX_RANK; i++)
            t->shape.dim[i] = 1;
        t->shape.rank = value % (IR_MAX_RANK + 1);
        break;
    case 2:
        t->type = (ir_type)(value % IR_TYPE_COUNT);
        break;
    case 3:
        change_quantisation(t, three[1], value);
        break;
    case 4:
        if (t->quant.count)
            t->quant.zero_point[which % t->quant.count] = number_of(value);
        break;
    case 5:
        op->inputs[which % op->input_count] = value < 16 ? NULL : t;
        break;
    default:
        change_attribute(op, three[1], value);
        break;
    }
}

/* What the importers promise of a shape. */
static int is_shape(const ir_shape *s) {
    int64_t n = 1;
    for (int i = 0; i < s->rank && n <= TENSOR_LIMIT; i++) {
        if (s->dim[i] <= 0)
            return 0;
        n *= s->dim[i];
    }
    return n <= TENSOR_LIMIT;
}

/* What the importers promise of a tensor: constants have all their data, scales fit the shape. */
static int repair(ir_tensor *t, size_t old_bytes) {
    ir_quant *q = &t->quant;
    if (!is_shape(&t->shape))
        return 0;
    if (q->count > 1 && (q->axis >= t->shape.rank || t->shape.dim[q->axis] != q->count))
        q->count = 1;
    if (t->data) {
        uint8_t *data = mem_new(ir_bytes(t), 1);
        for (size_t i = 0; i < ir_bytes(t); i++)
            data[i] = ((const uint8_t *)t->data)[i % old_bytes];
        t->data = data;
    }
    return 1;
}

static int has_its_inputs(const ir_op *op) {
    for (int i = 0; i < op->kind->min_inputs; i++)
        if (!ir_input(op, i))
            return 0;
    return 1;
}

static ir_graph *choose(uint8_t kind, uint8_t seed) {
    int count = 0;
    rng r;
    while (op_kinds[count])
        count++;
    rng_seed(&r, seed);
    ir_graph *g = ir_graph_new("fuzz");
    op_kinds[kind % count]->random(&r, g);
    return g;
}

static void fuzz_read(bytes file) {
    if (file.size < 2)
        return;
    ir_graph *g = choose(file.data[0], file.data[1]);
    size_t *old_bytes = NEW_ARRAY(size_t, (size_t)g->tensor_count);
    for (int i = 0; i < g->tensor_count; i++)
        old_bytes[i] = ir_bytes(g->tensors[i]);
    for (size_t at = 2; at + 3 <= file.size; at += 3)
        change(g, file.data + at);
    for (int i = 0; i < g->tensor_count; i++)
        if (!repair(g->tensors[i], old_bytes[i]))
            return;
    ir_op *op = g->ops[0];
    if (!has_its_inputs(op))
        return;
    op->output->shape = op->kind->infer(op);
    if (!is_shape(&op->output->shape))
        return;
    ir_verify(g);
    if (op_graph_macs(g) > MACS_LIMIT)
        return;
    op_eval_graph(g, op_values_new(g));
    pipeline_run(g, file.data[file.size - 1]);
}
