/* The text form; doc/ir.md describes it, parse.c has its grammar. Inputs and operators come first,
 * in execution order, then the outputs, then the constants with their long lists of values. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/mem.h"
#include "ir/ir.h"

/* Integer constants of up to so many elements are lists of numbers, longer ones are bytes in
 * hexadecimal; int32 (biases) always are lists, float32 always bytes, to be exact. */
#define LIST_LIMIT 16

/* The fewest digits that read back as the same float; 9 always do. */
static void add_float(text *out, float v) {
    char s[32];
    for (int digits = 1; digits <= 9; digits++) {
        snprintf(s, sizeof s, "%.*g", digits, (double)v);
        if (strtof(s, NULL) == v)
            break;
    }
    text_add_string(out, s);
}

static void add_ints(text *out, const int32_t *v, int count) {
    text_add_string(out, "[");
    for (int i = 0; i < count; i++)
        text_add(out, "%s%d", i ? ", " : "", v[i]);
    text_add_string(out, "]");
}

static void add_quoted(text *out, const char *s) {
    text_add_string(out, "\"");
    for (; *s; s++) {
        unsigned char c = (unsigned char)*s;
        if (c < ' ' || c > '~')
            text_add(out, "\\x%02x", c);
        else
            text_add(out, c == '"' || c == '\\' ? "\\%c" : "%c", c);
    }
    text_add_string(out, "\"");
}

static void add_zero_points(text *out, const ir_quant *q) {
    for (int i = 1; i < q->count; i++)
        if (q->zero_point[i] != q->zero_point[0]) {
            add_ints(out, q->zero_point, q->count);
            return;
        }
    text_add(out, "%d", q->zero_point[0]);
}

static void add_quantisation(text *out, const ir_quant *q) {
    if (q->count == 0)
        return;
    text_add_string(out, q->count > 1 ? " scale [" : " scale ");
    for (int i = 0; i < q->count; i++) {
        text_add_string(out, i ? ", " : "");
        add_float(out, q->scale[i]);
    }
    text_add_string(out, q->count > 1 ? "] zero " : " zero ");
    add_zero_points(out, q);
    if (q->count > 1 || q->axis != 0)
        text_add(out, " axis %d", q->axis);
}

/* `%5 "name" : int8[1,25,5,64] scale 0.0235 zero -128`; a name like "t5" goes without saying. */
static void add_tensor(text *out, const ir_tensor *t) {
    text_add(out, "%%%d ", t->id);
    if (strcmp(t->name, mem_printf("t%d", t->id)) != 0) {
        add_quoted(out, t->name);
        text_add_string(out, " ");
    }
    text_add(out, ": %s%s", ir_type_name(t->type), ir_shape_text(&t->shape));
    add_quantisation(out, &t->quant);
}

static void add_hex(text *out, const uint8_t *data, size_t size) {
    char *s = mem_new(2 * size + 1, 1);
    for (size_t i = 0; i < size; i++) {
        s[2 * i] = "0123456789abcdef"[data[i] >> 4];
        s[2 * i + 1] = "0123456789abcdef"[data[i] & 15];
    }
    text_add_string(out, "hex ");
    text_add_string(out, s);
    mem_free(s);
}

static int32_t element(const ir_tensor *t, int64_t i) {
    switch (t->type) {
    case IR_INT8:
        return ((const int8_t *)t->data)[i];
    case IR_UINT8:
        return ((const uint8_t *)t->data)[i];
    default:
        return ((const int32_t *)t->data)[i];
    }
}

static void add_constant(text *out, const ir_tensor *t) {
    int64_t count = ir_elements(t);
    add_tensor(out, t);
    text_add_string(out, " = const ");
    if (t->type == IR_FLOAT32 || (t->type != IR_INT32 && count > LIST_LIMIT)) {
        add_hex(out, t->data, ir_bytes(t));
    } else {
        for (int64_t i = 0; i < count; i++)
            text_add(out, "%s%d", i ? ", " : "[", element(t, i));
        text_add_string(out, "]");
    }
    text_add_string(out, "\n");
}

static const char *enum_name(const ir_attr *a, int32_t value) {
    for (int32_t i = 0; a->names[i]; i++)
        if (i == value)
            return a->names[i];
    fail(STATUS_BUG, "attribute %s has no value %d", a->name, value);
}

/* ` stride_h 2`; an attribute that is zero is left out. */
static void add_attribute(text *out, const ir_attr *a, const char *field) {
    static const ir_ints zero;
    size_t bytes = a->type == IR_ATTR_INTS ? sizeof zero.count : sizeof zero.value[0];
    if (memcmp(field, &zero, bytes) == 0)
        return;
    ir_ints ints;
    float real;
    int32_t number;
    text_add(out, " %s ", a->name);
    switch (a->type) {
    case IR_ATTR_INT:
        memcpy(&number, field, sizeof number);
        text_add(out, "%d", number);
        break;
    case IR_ATTR_FLOAT:
        memcpy(&real, field, sizeof real);
        add_float(out, real);
        break;
    case IR_ATTR_INTS:
        memcpy(&ints, field, sizeof ints);
        add_ints(out, ints.value, ints.count);
        break;
    case IR_ATTR_ENUM:
        memcpy(&number, field, sizeof number);
        text_add_string(out, enum_name(a, number));
        break;
    }
}

static void add_references(text *out, ir_tensor *const *list, int count) {
    for (int i = 0; i < count; i++) {
        text_add_string(out, i ? ", " : "");
        if (list[i])
            text_add(out, "%%%d", list[i]->id);
        else
            text_add_string(out, "none");
    }
}

static void add_operator(text *out, const ir_op *op, int position) {
    add_tensor(out, op->output);
    text_add(out, " = %s", op->kind->name);
    if (op->index != position)
        text_add(out, "@%d", op->index);
    text_add_string(out, "(");
    add_references(out, op->inputs, op->input_count);
    text_add_string(out, ")");
    for (const ir_attr *a = op->kind->attrs; a && a->name; a++)
        add_attribute(out, a, (const char *)op->attr + a->offset);
    text_add_string(out, "\n");
}

void ir_print(const ir_graph *g, text *out) {
    unsigned char *done = NEW_ARRAY(unsigned char, (size_t)g->tensor_count);
    text_add(out, "graph %s\n", g->name);
    for (int i = 0; i < g->input_count; i++) {
        add_tensor(out, g->inputs[i]);
        text_add_string(out, " = input\n");
        done[g->inputs[i]->id] = 1;
    }
    for (int i = 0; i < g->op_count; i++) {
        add_operator(out, g->ops[i], i);
        done[g->ops[i]->output->id] = 1;
    }
    if (g->output_count) {
        text_add_string(out, "output ");
        add_references(out, g->outputs, g->output_count);
        text_add_string(out, "\n");
    }
    for (int i = 0; i < g->tensor_count; i++) {
        const ir_tensor *t = g->tensors[i];
        if (t->data) {
            add_constant(out, t);
        } else if (!done[i]) { /* nothing makes it; passes may leave such tensors behind */
            add_tensor(out, t);
            text_add_string(out, "\n");
        }
    }
    mem_free(done);
}
