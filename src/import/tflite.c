#include "import/tflite.h"

#include <math.h>
#include <string.h>

#include "base/diag.h"
#include "base/flatbuffer.h"
#include "base/mem.h"
#include "base/text.h"
#include "op/op.h"

#define SCHEMA_VERSION 3
/* Names are shortened to what a message or a comment can carry. */
#define NAME_BYTES 200
/* A list of unsupported operators is cut when it gets longer. */
#define LIST_BYTES 3000

/* Fields of the schema's tables, by number. A union takes two: its type and its value. */
enum { MODEL_VERSION, MODEL_CODES, MODEL_SUBGRAPHS, MODEL_BUFFERS = 4 };
enum { CODE_DEPRECATED = 0, CODE_CUSTOM = 1, CODE_BUILTIN = 3 };
enum { SUBGRAPH_TENSORS, SUBGRAPH_INPUTS, SUBGRAPH_OUTPUTS, SUBGRAPH_OPERATORS };
enum {
    TENSOR_SHAPE,
    TENSOR_TYPE,
    TENSOR_BUFFER,
    TENSOR_NAME,
    TENSOR_QUANTIZATION,
    TENSOR_IS_VARIABLE,
    TENSOR_SPARSITY,
    TENSOR_SHAPE_SIGNATURE,
    TENSOR_EXTERNAL_BUFFER = 10
};
enum { QUANT_SCALE = 2, QUANT_ZERO_POINT = 3, QUANT_DETAILS = 5, QUANT_DIMENSION = 6 };
enum { OPERATOR_CODE, OPERATOR_INPUTS, OPERATOR_OUTPUTS, OPERATOR_OPTIONS = 4 };
enum { BUFFER_DATA, BUFFER_OFFSET, BUFFER_SIZE };

enum { BUILTIN_DEQUANTIZE = 6, BUILTIN_CUSTOM = 32, BUILTIN_QUANTIZE = 114 };

typedef struct importer {
    fb_table model;
    fb_vector codes, buffers, tensors, operators;
    ir_graph *graph;
    ir_tensor **made; /* by tensor index, NULL until used */
} importer;

static const char *short_string(fb_table t, int field) {
    const char *s = fb_string_field(t, field);
    return strlen(s) <= NAME_BYTES ? s : mem_printf("%.*s...", NAME_BYTES - 3, s);
}

/* ---- the operators' codes ---- */

static fb_table code_of(const importer *m, fb_table op) {
    uint32_t index = fb_u32(op, OPERATOR_CODE, 0);
    if (index >= m->codes.count)
        fail(STATUS_REFUSED, "the file is damaged: an operator has code %u of %zu", index,
             m->codes.count);
    return fb_vector_table(m->codes, index);
}

/* Old files keep the code in a byte, new ones in an int; the larger one is right. */
static int builtin_of(const importer *m, fb_table op) {
    fb_table code = code_of(m, op);
    int old = fb_i8(code, CODE_DEPRECATED, 0), wide = fb_i32(code, CODE_BUILTIN, 0);
    return old > wide ? old : wide;
}

/* NULL when it is not supported. */
static const op_kind *kind_of(const importer *m, fb_table op) {
    int builtin = builtin_of(m, op);
    return builtin < 0 ? NULL : op_find_tflite(builtin);
}

/* "CONV_2D", or the custom operator's own name. */
static const char *operator_name(const importer *m, fb_table op) {
    int builtin = builtin_of(m, op);
    if (builtin == BUILTIN_CUSTOM)
        return short_string(code_of(m, op), CODE_CUSTOM);
    return tflite_operator_name(builtin);
}

/* "3, 7, 9 (SPLIT)": the indices of all operators that have the code of operator `first`. */
static void list_operators(const importer *m, size_t first, text *list) {
    fb_table op = fb_vector_table(m->operators, first);
    uint32_t code = fb_u32(op, OPERATOR_CODE, 0);
    text_add(list, "%s%zu", list->length ? ", " : "", first);
    for (size_t i = first + 1; i < m->operators.count && list->length < LIST_BYTES; i++)
        if (fb_u32(fb_vector_table(m->operators, i), OPERATOR_CODE, 0) == code)
            text_add(list, ", %zu", i);
    text_add(list, " (%s)", operator_name(m, op));
}

/* All unsupported operators in one message. */
static void check_supported(const importer *m) {
    text list = {0};
    int ethos = 0;
    unsigned char *listed = NEW_ARRAY(unsigned char, m->codes.count);
    for (size_t i = 0; i < m->operators.count; i++) {
        fb_table op = fb_vector_table(m->operators, i);
        if (kind_of(m, op))
            continue;
        unsigned char *seen = &listed[fb_u32(op, OPERATOR_CODE, 0)];
        if (*seen)
            continue;
        *seen = 1;
        ethos |= strcmp(operator_name(m, op), "ethos-u") == 0;
        if (list.length < LIST_BYTES)
            list_operators(m, i, &list);
    }
    if (list.length)
        fail(STATUS_REFUSED, "operators that are not supported: %s%s; %s", text_string(&list),
             list.length < LIST_BYTES ? "" : " and more",
             ethos ? "this file was compiled by Vela for an Ethos-U NPU, give the .tflite file "
                     "from before that step"
                   : "`mote ops` lists those that are");
    mem_free(listed);
}

/* ---- what kind of model is it? ---- */

static fb_table tensor_table(const importer *m, int32_t index) {
    if (index < 0 || (size_t)index >= m->tensors.count)
        fail(STATUS_REFUSED, "the file is damaged: it refers to tensor %d of %zu", index,
             m->tensors.count);
    return fb_vector_table(m->tensors, (size_t)index);
}

static int type_of_input(const importer *m, fb_table op, size_t i) {
    fb_vector inputs = fb_vector_field(op, OPERATOR_INPUTS, 4);
    if (i >= inputs.count || fb_vector_i32(inputs, i) < 0)
        return -1;
    return fb_i8(tensor_table(m, fb_vector_i32(inputs, i)), TENSOR_TYPE, 0);
}

#define QUANTISE_HELP                                                                              \
    "quantise it to int8 first:\n"                                                                 \
    "    converter = tf.lite.TFLiteConverter.from_keras_model(model)  # or "                       \
    "from_saved_model(folder)\n"                                                                   \
    "    converter.optimizations = [tf.lite.Optimize.DEFAULT]\n"                                   \
    "    converter.representative_dataset = samples  # a generator of lists with one input each\n" \
    "    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]\n"            \
    "    converter.inference_input_type = converter.inference_output_type = tf.int8\n"             \
    "    open('model.tflite', 'wb').write(converter.convert())"

/* Float, hybrid, uint8 and int16 models each get a message of their own. */
static void check_number_format(const importer *m) {
    for (size_t i = 0; i < m->operators.count; i++) {
        fb_table op = fb_vector_table(m->operators, i);
        int builtin = builtin_of(m, op);
        int type = type_of_input(m, op, 0), weights = type_of_input(m, op, 1);
        if (builtin == BUILTIN_QUANTIZE || builtin == BUILTIN_DEQUANTIZE)
            continue;
        diag_set_operator((int)i, operator_name(m, op));
        if (type == TFLITE_FLOAT32 && (weights == TFLITE_INT8 || weights == TFLITE_UINT8))
            fail(STATUS_REFUSED,
                 "only the weights are 8 bit, the activations are float32 (dynamic-range "
                 "quantisation, a hybrid model); " QUANTISE_HELP);
        if (type == TFLITE_FLOAT32)
            fail(STATUS_REFUSED, "this is a float32 model; " QUANTISE_HELP);
        if (type == TFLITE_UINT8)
            fail(STATUS_REFUSED, "activations are uint8 (the old quantisation scheme); convert the "
                                 "model again with a present converter, which makes int8");
        if (type == TFLITE_INT16)
            fail(STATUS_REFUSED, "activations are int16; only int8 activations are supported: "
                                 "convert without EXPERIMENTAL_TFLITE_BUILTINS_ACTIVATIONS_INT16");
        diag_set_operator(-1, NULL);
    }
}

/* ---- tensors ---- */

static ir_type ir_type_of(int type, const char *name) {
    switch (type) {
    case TFLITE_FLOAT32:
        return IR_FLOAT32;
    case TFLITE_INT32:
    case TFLITE_INT64: /* constants only, see tensor_of */
        return IR_INT32;
    case TFLITE_UINT8:
        return IR_UINT8;
    case TFLITE_INT8:
        return IR_INT8;
    default:
        fail(STATUS_REFUSED,
             "tensor '%s' is %s; supported are INT8, and at a model's edges UINT8 and FLOAT32",
             name, tflite_type_name(type));
    }
}

static ir_shape read_shape(fb_table t, const char *name) {
    fb_vector dims = fb_vector_field(t, TENSOR_SHAPE, 4);
    fb_vector signature = fb_vector_field(t, TENSOR_SHAPE_SIGNATURE, 4);
    if (dims.count > IR_MAX_RANK)
        fail(STATUS_REFUSED, "tensor '%s' has %zu dimensions, at most %d are supported", name,
             dims.count, IR_MAX_RANK);
    ir_shape s = {.rank = (int)dims.count};
    for (size_t i = 0; i < dims.count; i++) {
        s.dim[i] = fb_vector_i32(dims, i);
        /* Converters write -1 for a free batch size and 1 as the shape: that is a shape. */
        int open = i > 0 && i < signature.count && fb_vector_i32(signature, i) < 0;
        if (s.dim[i] < 0 || open)
            fail(
                STATUS_REFUSED,
                "tensor '%s' has a dynamic shape (dimension %zu is open); convert the model with a "
                "fixed input shape, e.g. tf.keras.Input(shape=(...), batch_size=1)",
                name, i);
    }
    return s;
}

static void read_quantisation(fb_table t, ir_tensor *tensor) {
    fb_table q = fb_table_field(t, TENSOR_QUANTIZATION);
    fb_vector scales = fb_vector_field(q, QUANT_SCALE, 4);
    fb_vector zeros = fb_vector_field(q, QUANT_ZERO_POINT, 8);
    if (fb_has(q, QUANT_DETAILS))
        fail(STATUS_REFUSED, "tensor '%s' has a custom quantisation", tensor->name);
    if (scales.count == 0 || tensor->type == IR_FLOAT32)
        return;
    if (zeros.count > 1 && zeros.count != scales.count)
        fail(STATUS_REFUSED, "tensor '%s' has %zu scales but %zu zero points", tensor->name,
             scales.count, zeros.count);
    float *scale = NEW_ARRAY(float, scales.count);
    int32_t *zero = NEW_ARRAY(int32_t, scales.count);
    for (size_t i = 0; i < scales.count; i++) {
        scale[i] = fb_vector_f32(scales, i);
        int64_t z = zeros.count ? fb_vector_i64(zeros, zeros.count > 1 ? i : 0) : 0;
        zero[i] = (int32_t)z;
        if (!(scale[i] > 0) || isinf(scale[i]))
            fail(STATUS_REFUSED, "tensor '%s' has scale %g; a scale must be positive and finite",
                 tensor->name, (double)scale[i]);
        if (z != zero[i])
            fail(STATUS_REFUSED, "tensor '%s' has zero point %lld, which does not fit 32 bits",
                 tensor->name, (long long)z);
    }
    int axis = fb_i32(q, QUANT_DIMENSION, 0);
    /* Some files carry an axis that a one-dimensional tensor does not have. */
    if (tensor->shape.rank == 1)
        axis = 0;
    if (scales.count > 1 && (axis < 0 || axis >= tensor->shape.rank ||
                             tensor->shape.dim[axis] != (int32_t)scales.count))
        fail(STATUS_REFUSED, "tensor '%s' of shape %s has %zu scales along axis %d", tensor->name,
             ir_shape_text(&tensor->shape), scales.count, axis);
    ir_quantise_axis(tensor, axis, (int)scales.count, scale, zero);
}

static const int32_t *narrow_int64(fb_vector data, const ir_tensor *t) {
    size_t count = (size_t)ir_elements(t);
    fb_vector wide = data;
    wide.element_bytes = 8;
    wide.count = count;
    int32_t *narrow = NEW_ARRAY(int32_t, count);
    for (size_t i = 0; i < count; i++) {
        int64_t v = fb_vector_i64(wide, i);
        narrow[i] = (int32_t)v;
        if (v != narrow[i])
            fail(STATUS_REFUSED, "tensor '%s' holds %lld, which does not fit 32 bits", t->name,
                 (long long)v);
    }
    return narrow;
}

/* The constant's bytes, or NULL for a variable (its buffer is empty). */
static const void *tensor_data(const importer *m, fb_table t, int type, const ir_tensor *tensor) {
    uint32_t index = fb_u32(t, TENSOR_BUFFER, 0);
    if (index >= m->buffers.count)
        fail(STATUS_REFUSED, "the file is damaged: tensor '%s' has buffer %u of %zu", tensor->name,
             index, m->buffers.count);
    fb_table buffer = fb_vector_table(m->buffers, index);
    if (fb_u64(buffer, BUFFER_OFFSET, 0) > 1 || fb_u64(buffer, BUFFER_SIZE, 0) > 1 ||
        fb_u32(t, TENSOR_EXTERNAL_BUFFER, 0) != 0)
        fail(STATUS_REFUSED,
             "the data of tensor '%s' lies outside the model; convert it with its weights inside",
             tensor->name);
    fb_vector data = fb_vector_field(buffer, BUFFER_DATA, 1);
    if (data.count == 0)
        return NULL;
    size_t expected = ir_bytes(tensor) * (type == TFLITE_INT64 ? 2 : 1);
    if (data.count != expected)
        fail(STATUS_REFUSED, "tensor '%s' of shape %s has %zu bytes of data, expected %zu",
             tensor->name, ir_shape_text(&tensor->shape), data.count, expected);
    if (type == TFLITE_INT64)
        return narrow_int64(data, tensor);
    void *copy = mem_new(data.count, 1);
    memcpy(copy, data.data + data.position, data.count);
    return copy;
}

/* The tensor of an index, made when first asked for: files may hold tensors that nobody uses. */
static ir_tensor *tensor_of(importer *m, int32_t index) {
    fb_table t = tensor_table(m, index);
    if (m->made[index])
        return m->made[index];
    const char *name = short_string(t, TENSOR_NAME);
    if (!*name)
        name = mem_printf("t%d", index);
    int type = fb_i8(t, TENSOR_TYPE, 0);
    ir_shape shape = read_shape(t, name);
    ir_tensor *made = ir_tensor_new(m->graph, name, ir_type_of(type, name), &shape);
    if (fb_i8(t, TENSOR_IS_VARIABLE, 0))
        fail(STATUS_REFUSED,
             "tensor '%s' is a variable that lives between runs: stateful models are not supported",
             name);
    if (fb_has(t, TENSOR_SPARSITY))
        fail(STATUS_REFUSED, "tensor '%s' is stored sparse; convert the model without sparsity",
             name);
    read_quantisation(t, made);
    made->data = tensor_data(m, t, type, made);
    if (type == TFLITE_INT64 && !made->data)
        fail(STATUS_REFUSED, "tensor '%s' is INT64, which only constants may be", name);
    m->made[index] = made;
    return made;
}

/* ---- operators ---- */

static void add_operator(importer *m, size_t index) {
    fb_table op = fb_vector_table(m->operators, index);
    const op_kind *kind = kind_of(m, op);
    diag_set_operator((int)index, kind->tflite_name);
    fb_vector inputs = fb_vector_field(op, OPERATOR_INPUTS, 4);
    fb_vector outputs = fb_vector_field(op, OPERATOR_OUTPUTS, 4);
    if (outputs.count != 1)
        fail(STATUS_REFUSED, "has %zu outputs, expected 1", outputs.count);
    if (inputs.count > IR_MAX_INPUTS)
        fail(STATUS_REFUSED, "has %zu inputs, at most %d are supported", inputs.count,
             IR_MAX_INPUTS);
    ir_tensor **list = NEW_ARRAY(ir_tensor *, inputs.count);
    for (size_t i = 0; i < inputs.count; i++)
        if (fb_vector_i32(inputs, i) != -1)
            list[i] = tensor_of(m, fb_vector_i32(inputs, i));
    ir_op *made = ir_op_new(m->graph, &kind->ir, (int)inputs.count, list,
                            tensor_of(m, fb_vector_i32(outputs, 0)));
    made->index = (int)index;
    for (int i = 0; i < kind->ir.min_inputs; i++)
        if (!ir_input(made, i))
            fail(STATUS_REFUSED, "input %d is missing", i);
    op_import in = {.options = fb_table_field(op, OPERATOR_OPTIONS), .graph = m->graph};
    if (kind->import_tflite)
        kind->import_tflite(&in, made);
    diag_set_operator(-1, NULL);
}

static void check_count(const char *what, size_t count) {
    if (count > IR_MAX_COUNT)
        fail(STATUS_REFUSED, "the model has %zu %s, at most %d are supported", count, what,
             IR_MAX_COUNT);
}

static fb_table only_subgraph(fb_table model) {
    fb_vector subgraphs = fb_vector_field(model, MODEL_SUBGRAPHS, 4);
    if (subgraphs.count != 1)
        fail(STATUS_REFUSED,
             "the model has %zu subgraphs, expected 1: control flow (IF, WHILE) is not supported",
             subgraphs.count);
    return fb_vector_table(subgraphs, 0);
}

ir_graph *import_tflite(bytes file, const char *name) {
    importer m = {.model = fb_root(file.data, file.size, "TFL3")};
    uint32_t version = fb_u32(m.model, MODEL_VERSION, 0);
    if (version != SCHEMA_VERSION)
        fail(STATUS_REFUSED, "the file has schema version %u, expected %d", version,
             SCHEMA_VERSION);
    fb_table subgraph = only_subgraph(m.model);
    m.codes = fb_vector_field(m.model, MODEL_CODES, 4);
    m.buffers = fb_vector_field(m.model, MODEL_BUFFERS, 4);
    m.tensors = fb_vector_field(subgraph, SUBGRAPH_TENSORS, 4);
    m.operators = fb_vector_field(subgraph, SUBGRAPH_OPERATORS, 4);
    check_count("operators", m.operators.count);
    check_count("tensors", m.tensors.count);
    if (m.operators.count == 0)
        fail(STATUS_REFUSED, "the model has no operators");
    check_supported(&m);
    check_number_format(&m);
    m.graph = ir_graph_new(name);
    m.made = NEW_ARRAY(ir_tensor *, m.tensors.count);
    fb_vector inputs = fb_vector_field(subgraph, SUBGRAPH_INPUTS, 4);
    fb_vector outputs = fb_vector_field(subgraph, SUBGRAPH_OUTPUTS, 4);
    check_count("inputs", inputs.count);
    check_count("outputs", outputs.count);
    for (size_t i = 0; i < inputs.count; i++)
        ir_graph_add_input(m.graph, tensor_of(&m, fb_vector_i32(inputs, i)));
    for (size_t i = 0; i < m.operators.count; i++)
        add_operator(&m, i);
    for (size_t i = 0; i < outputs.count; i++)
        ir_graph_add_output(m.graph, tensor_of(&m, fb_vector_i32(outputs, i)));
    ir_compact(m.graph);
    return m.graph;
}
