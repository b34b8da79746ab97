#include "tflite_writer.h"

#include <string.h>

#include "base/diag.h"
#include "base/mem.h"
#include "import/tflite.h"
#include "op/op.h"

/* ---- FlatBuffers: a table or vector is appended, offsets to it are patched in afterwards ---- */

/* Every field gets a slot of so many bytes; the slots follow the offset to the vtable. */
#define SLOT_BYTES 8

typedef struct buffer {
    uint8_t *data;
    size_t size, capacity;
} buffer;

static void append(buffer *b, const void *data, size_t size) {
    if (b->size + size > b->capacity) {
        size_t capacity = 2 * (b->size + size);
        b->data = mem_grow(b->data, b->size, capacity, 1);
        b->capacity = capacity;
    }
    if (data && size)
        memcpy(b->data + b->size, data, size);
    b->size += size; /* what was not copied is zero */
}

static void align(buffer *b, size_t to) {
    while (b->size % to)
        append(b, NULL, 1);
}

static void put(buffer *b, size_t at, uint64_t value, size_t size) {
    for (size_t i = 0; i < size; i++)
        b->data[at + i] = (uint8_t)(value >> (8 * i));
}

/* A table of absent fields; its vtable lies before it. Returns its position. */
static size_t table(buffer *b, int fields) {
    size_t vtable_bytes = 4 + 2 * (size_t)fields, table_bytes = SLOT_BYTES * ((size_t)fields + 1);
    align(b, 8);
    size_t vtable = b->size;
    append(b, NULL, vtable_bytes);
    align(b, 8);
    size_t at = b->size;
    append(b, NULL, table_bytes);
    put(b, vtable, vtable_bytes, 2);
    put(b, vtable + 2, table_bytes, 2);
    put(b, at, at - vtable, 4);
    return at;
}

/* The slot of a field, which is present from now on. */
static size_t slot(buffer *b, size_t at, int field) {
    size_t vtable = at - (size_t)(b->data[at] | b->data[at + 1] << 8);
    size_t offset = SLOT_BYTES * ((size_t)field + 1);
    put(b, vtable + 4 + 2 * (size_t)field, offset, 2);
    return at + offset;
}

static void set(buffer *b, size_t at, int field, uint64_t value, size_t size) {
    if (value)
        put(b, slot(b, at, field), value, size);
}

static void refer(buffer *b, size_t from, size_t to) {
    put(b, from, to - from, 4);
}

static void set_table(buffer *b, size_t at, int field, size_t child) {
    refer(b, slot(b, at, field), child);
}

/* Returns the position of element 0. */
static size_t set_vector(buffer *b, size_t at, int field, const void *data, size_t count,
                         size_t element_bytes) {
    while ((b->size + 4) % 16)
        append(b, NULL, 1);
    size_t vector = b->size;
    append(b, NULL, 4);
    put(b, vector, count, 4);
    append(b, data, count * element_bytes);
    append(b, NULL, 1); /* strings end in a zero byte; it does no harm elsewhere */
    set_table(b, at, field, vector);
    return vector + 4;
}

static void set_string(buffer *b, size_t at, int field, const char *s) {
    if (s)
        set_vector(b, at, field, s, strlen(s), 1);
}

/* ---- the schema; numbers are those of its fields ---- */

static size_t write_quantisation(buffer *b, const written_tensor *t) {
    size_t q = table(b, 7);
    if (t->scale_count)
        set_vector(b, q, 2, t->scale, (size_t)t->scale_count, 4);
    if (t->zero_count)
        set_vector(b, q, 3, t->zero, (size_t)t->zero_count, 8);
    if (t->has_details) {
        set(b, q, 4, 1, 1);
        set_table(b, q, 5, table(b, 1));
    }
    set(b, q, 6, (uint32_t)t->axis, 4);
    return q;
}

static size_t write_tensor(buffer *b, const written_tensor *t, uint32_t buffer_index) {
    size_t at = table(b, 11);
    if (t->rank)
        set_vector(b, at, 0, t->shape, (size_t)t->rank, 4);
    set(b, at, 1, (uint8_t)t->type, 1);
    set(b, at, 2, buffer_index, 4);
    set_string(b, at, 3, t->name);
    set_table(b, at, 4, write_quantisation(b, t));
    set(b, at, 5, (uint8_t)t->is_variable, 1);
    if (t->is_sparse)
        set_table(b, at, 6, table(b, 1));
    if (t->signature_rank)
        set_vector(b, at, 7, t->signature, (size_t)t->signature_rank, 4);
    set(b, at, 8, 1, 1);
    set(b, at, 10, t->external_buffer, 4);
    return at;
}

static size_t write_options(buffer *b, const written_op *op) {
    size_t at = table(b, 8);
    for (int i = 0; i < op->option_count; i++) {
        const written_option *o = &op->options[i];
        put(b, slot(b, at, o->field), (uint32_t)o->value, (size_t)o->bytes);
    }
    return at;
}

static size_t write_op(buffer *b, const written_op *op, uint32_t code_index) {
    size_t at = table(b, 5);
    set(b, at, 0, code_index, 4);
    set_vector(b, at, 1, op->inputs, (size_t)op->input_count, 4);
    set_vector(b, at, 2, op->outputs, (size_t)op->output_count, 4);
    if (op->options_type) {
        set(b, at, 3, (uint8_t)op->options_type, 1);
        set_table(b, at, 4, write_options(b, op));
    }
    return at;
}

static size_t write_code(buffer *b, const written_op *op) {
    size_t at = table(b, 4);
    set(b, at, 0, (uint8_t)op->deprecated_code, 1);
    set_string(b, at, 1, op->custom);
    set(b, at, 2, 1, 4);
    set(b, at, 3, (uint32_t)op->code, 4);
    return at;
}

static size_t write_buffer(buffer *b, const written_tensor *t) {
    size_t at = table(b, 3);
    if (t && t->data)
        set_vector(b, at, 0, t->data, t->data_bytes, 1);
    set(b, at, 1, t ? t->data_offset : 0, 8);
    set(b, at, 2, t && t->data_offset ? t->data_bytes : 0, 8);
    return at;
}

/* Operator i has code i, or that of the first operator of its kind. */
static uint32_t code_index(const written_model *m, int i) {
    int j = 0;
    while (m->ops[j].code != m->ops[i].code || m->ops[j].custom != m->ops[i].custom ||
           m->ops[j].deprecated_code != m->ops[i].deprecated_code)
        j++;
    return (uint32_t)j;
}

static int is_shared(const written_model *m, int i) {
    return i > 0 && m->tensors[i].data && m->tensors[i].data == m->tensors[i - 1].data;
}

static size_t write_subgraph(buffer *b, const written_model *m) {
    size_t at = table(b, 5);
    size_t list = set_vector(b, at, 0, NULL, (size_t)m->tensor_count, 4);
    /* Buffer 0 is the empty one, tensor i has buffer i + 1 if it is constant; the same data as the
     * tensor before: its buffer. */
    uint32_t index = 0;
    for (int i = 0; i < m->tensor_count; i++) {
        const written_tensor *t = &m->tensors[i];
        if (!is_shared(m, i))
            index = t->data || t->data_offset ? (uint32_t)i + 1 : 0;
        refer(b, list + 4 * (size_t)i, write_tensor(b, t, index));
    }
    set_vector(b, at, 1, m->inputs, (size_t)m->input_count, 4);
    set_vector(b, at, 2, m->outputs, (size_t)m->output_count, 4);
    list = set_vector(b, at, 3, NULL, (size_t)m->op_count, 4);
    for (int i = 0; i < m->op_count; i++)
        refer(b, list + 4 * (size_t)i, write_op(b, &m->ops[i], code_index(m, i)));
    return at;
}

bytes written_bytes(const written_model *m) {
    buffer b = {0};
    append(&b, "\0\0\0\0TFL3", 8);
    size_t root = table(&b, 5);
    refer(&b, 0, root);
    set(&b, root, 0, m->version, 4);
    size_t list = set_vector(&b, root, 1, NULL, (size_t)m->op_count, 4);
    for (int i = 0; i < m->op_count; i++)
        refer(&b, list + 4 * (size_t)i, write_code(&b, &m->ops[i]));
    list = set_vector(&b, root, 2, NULL, m->subgraph_count, 4);
    for (uint32_t i = 0; i < m->subgraph_count; i++)
        refer(&b, list + 4 * (size_t)i, write_subgraph(&b, m));
    list = set_vector(&b, root, 4, NULL, (size_t)m->tensor_count + 1, 4);
    for (int i = 0; i <= m->tensor_count; i++)
        refer(&b, list + 4 * (size_t)i,
              write_buffer(&b, i && !is_shared(m, i - 1) ? &m->tensors[i - 1] : NULL));
    /* An exact block, so that a sanitizer sees reads behind the file. */
    bytes file = {mem_new(b.size, 1), b.size};
    memcpy(file.data, b.data, b.size);
    mem_free(b.data);
    return file;
}

/* ---- from a graph ---- */

/* Where the file keeps an attribute. */
typedef enum place {
    IN_BYTE,    /* field of the options */
    IN_INT,     /* or a float's bits */
    IN_PADDING, /* SAME unless all pads are 0 */
    IN_INPUT    /* one more input: a constant of int32; without an attribute the output's shape */
} place;

typedef struct rule {
    const char *op, *attr;
    place place;
    int field;
} rule;

#define WINDOW_RULES(op)                                                                           \
    {op, NULL, IN_PADDING, 0}, {op, "stride_w", IN_INT, 1}, {                                      \
        op, "stride_h", IN_INT, 2                                                                  \
    }

static const rule rules[] = {
    WINDOW_RULES("conv_2d"),
    {"conv_2d", "activation", IN_BYTE, 3},
    {"conv_2d", "dilation_w", IN_INT, 4},
    {"conv_2d", "dilation_h", IN_INT, 5},
    {"add", "activation", IN_BYTE, 0},
    {"sub", "activation", IN_BYTE, 0},
    {"mul", "activation", IN_BYTE, 0},
    {"leaky_relu", "alpha", IN_INT, 0},
    {"softmax", "beta", IN_INT, 0},
    {"reshape", NULL, IN_INPUT, 0},
    WINDOW_RULES("depthwise_conv_2d"),
    {"depthwise_conv_2d", "activation", IN_BYTE, 4},
    {"depthwise_conv_2d", "dilation_w", IN_INT, 5},
    {"depthwise_conv_2d", "dilation_h", IN_INT, 6},
    WINDOW_RULES("average_pool_2d"),
    {"average_pool_2d", "kernel_w", IN_INT, 3},
    {"average_pool_2d", "kernel_h", IN_INT, 4},
    {"average_pool_2d", "activation", IN_BYTE, 5},
    WINDOW_RULES("max_pool_2d"),
    {"max_pool_2d", "kernel_w", IN_INT, 3},
    {"max_pool_2d", "kernel_h", IN_INT, 4},
    {"max_pool_2d", "activation", IN_BYTE, 5},
    {"fully_connected", "activation", IN_BYTE, 0},
    {"fully_connected", "keep_num_dims", IN_BYTE, 2},
    {"concatenation", "axis", IN_INT, 0},
    {"mean", "axes", IN_INPUT, 0},
    {"mean", "keep_dims", IN_BYTE, 0},
    {"pad", "paddings", IN_INPUT, 0},
};

/* BuiltinOptions of the schema. */
static const struct {
    const char *op;
    int type;
} options_types[] = {{"conv_2d", 1},
                     {"depthwise_conv_2d", 2},
                     {"average_pool_2d", 5},
                     {"max_pool_2d", 5},
                     {"fully_connected", 8},
                     {"softmax", 9},
                     {"concatenation", 10},
                     {"add", 11},
                     {"reshape", 17},
                     {"mul", 21},
                     {"pad", 22},
                     {"mean", 27},
                     {"sub", 28},
                     {"squeeze", 30},
                     {"dequantize", 38},
                     {"expand_dims", 52},
                     {"leaky_relu", 75},
                     {"quantize", 89}};

static int options_type(const char *op) {
    for (size_t i = 0; i < sizeof options_types / sizeof options_types[0]; i++)
        if (strcmp(options_types[i].op, op) == 0)
            return options_types[i].type;
    return 0;
}

static const char *attribute(const ir_op *op, const char *name) {
    const ir_attr *a = op->kind->attrs;
    while (a->name && strcmp(a->name, name) != 0)
        a++;
    CHECK(a->name);
    return (const char *)op->attr + a->offset;
}

static int32_t int_attribute(const ir_op *op, const char *name) {
    int32_t v;
    memcpy(&v, attribute(op, name), sizeof v);
    return v;
}

static int has_pads(const ir_op *op) {
    return int_attribute(op, "pad_top") || int_attribute(op, "pad_bottom") ||
           int_attribute(op, "pad_left") || int_attribute(op, "pad_right");
}

static written_tensor convert_tensor(const ir_tensor *t) {
    static const int types[] = {TFLITE_INT8, TFLITE_UINT8, TFLITE_INT32, TFLITE_FLOAT32};
    written_tensor to = {.name = t->name,
                         .type = types[t->type],
                         .rank = t->shape.rank,
                         .scale_count = t->quant.count,
                         .zero_count = t->quant.count,
                         .scale = t->quant.scale,
                         .zero = NEW_ARRAY(int64_t, (size_t)t->quant.count),
                         .axis = t->quant.axis,
                         .data = t->data,
                         .data_bytes = ir_bytes(t)};
    memcpy(to.shape, t->shape.dim, sizeof t->shape.dim);
    for (int i = 0; i < to.zero_count; i++)
        to.zero[i] = t->quant.zero_point[i];
    return to;
}

/* Room for it must be there. */
static void add_input(written_model *m, written_op *op, const ir_ints *values) {
    written_tensor *t = &m->tensors[m->tensor_count];
    *t = (written_tensor){.name = "parameter",
                          .type = TFLITE_INT32,
                          .rank = 1,
                          .shape = {values->count},
                          .data_bytes = (size_t)values->count * sizeof values->value[0]};
    t->data = memcpy(mem_new(t->data_bytes, 1), values->value, t->data_bytes);
    op->inputs[op->input_count++] = m->tensor_count++;
}

static ir_ints shape_ints(const ir_shape *s) {
    ir_ints v = {.count = s->rank};
    memcpy(v.value, s->dim, sizeof s->dim);
    return v;
}

static void apply_rule(const rule *r, const ir_op *op, written_model *m, written_op *to) {
    ir_ints ints;
    if (r->place == IN_INPUT) {
        ints = shape_ints(&op->output->shape);
        if (r->attr)
            memcpy(&ints, attribute(op, r->attr), sizeof ints);
        add_input(m, to, &ints);
        return;
    }
    int32_t value = r->place == IN_PADDING ? !has_pads(op) : int_attribute(op, r->attr);
    to->options[to->option_count++] = (written_option){r->field, r->place == IN_INT ? 4 : 1, value};
}

static written_op convert_op(const ir_op *op, written_model *m) {
    int code = op_kind_of(op)->tflite_code;
    written_op to = {.code = code,
                     .deprecated_code = code < 127 ? code : 127,
                     .input_count = op->input_count,
                     .output_count = 1,
                     .outputs = {op->output->id},
                     .options_type = options_type(op->kind->name)};
    for (int i = 0; i < op->input_count; i++)
        to.inputs[i] = op->inputs[i] ? op->inputs[i]->id : -1;
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
        if (strcmp(rules[i].op, op->kind->name) == 0)
            apply_rule(&rules[i], op, m, &to);
    return to;
}

static int32_t *ids_of(ir_tensor *const *list, int count) {
    int32_t *ids = NEW_ARRAY(int32_t, (size_t)count);
    for (int i = 0; i < count; i++)
        ids[i] = list[i]->id;
    return ids;
}

written_model *written_from_graph(const ir_graph *g) {
    written_model *m = NEW(written_model);
    *m = (written_model){
        .version = 3,
        .subgraph_count = 1,
        .tensor_count = g->tensor_count,
        .op_count = g->op_count,
        .input_count = g->input_count,
        .output_count = g->output_count,
        .tensors = NEW_ARRAY(written_tensor, (size_t)g->tensor_count + (size_t)g->op_count),
        .ops = NEW_ARRAY(written_op, (size_t)g->op_count),
        .inputs = ids_of(g->inputs, g->input_count),
        .outputs = ids_of(g->outputs, g->output_count)};
    for (int i = 0; i < g->tensor_count; i++)
        m->tensors[i] = convert_tensor(g->tensors[i]);
    for (int i = 0; i < g->op_count; i++)
        m->ops[i] = convert_op(g->ops[i], m);
    return m;
}

void written_repeat_op(written_model *m, int count) {
    written_op *ops = NEW_ARRAY(written_op, (size_t)count);
    for (int i = 0; i < count; i++)
        ops[i] = m->ops[0];
    m->ops = ops;
    m->op_count = count;
}
