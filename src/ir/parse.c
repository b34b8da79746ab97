/* Reads the text form that print.c writes.
 *
 *   file       = { line "\n" }
 *   line       = [ statement ] [ "#" anything ]
 *   statement  = "graph" word | "output" refs | tensor [ "=" definition ]
 *   tensor     = "%" id [ string ] ":" type "[" [ numbers ] "]" [ quant ]
 *   quant      = "scale" ( real | "[" reals "]" ) "zero" ( number | "[" numbers "]" )
 *                [ "axis" number ]
 *   definition = "input" | "const" ( "hex" digits | "[" numbers "]" )
 *              | word [ "@" number ] "(" [ refs ] ")" { word value }
 *   value      = number | real | word | "[" [ numbers ] "]"
 *   refs       = ref { "," ref }          ref = "%" id | "none"
 *   string     = characters in double quotes; \" \\ and \xHH stand for others
 *
 * Lists are separated by commas. The text is read twice, so that a tensor may be used before its
 * line: first every tensor, then what makes it. Work and memory grow with the text's length. */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/mem.h"
#include "ir/ir.h"

#define WORD_BYTES 64

typedef struct cursor {
    const char *at;
    int line;
} cursor;

typedef struct parser {
    const ir_op_kind *(*find_kind)(const char *name);
    ir_graph *graph;
    int definition_count; /* one per tensor */
    cursor *definitions;  /* what follows the tensor, by the tensor's position in the text */
    cursor outputs;       /* what follows "output"; at == NULL: no such line */
    ir_tensor **by_id;
    int id_limit;
} parser;

typedef struct int_list {
    size_t count, capacity;
    int32_t *value;
} int_list;

/* ---- words and marks ---- */

static void skip_blanks(cursor *c) {
    while (*c->at == ' ' || *c->at == '\t' || *c->at == '\r')
        c->at++;
    if (*c->at == '#')
        c->at += strcspn(c->at, "\n");
}

static _Noreturn void refuse(cursor *c, const char *expected) {
    skip_blanks(c);
    int n = (int)strcspn(c->at, " \n");
    if (n == 0)
        fail(STATUS_REFUSED, "line %d: expected %s, found the end of the line", c->line, expected);
    fail(STATUS_REFUSED, "line %d: expected %s, found '%.*s'", c->line, expected, n > 40 ? 40 : n,
         c->at);
}

static int accept(cursor *c, char mark) {
    skip_blanks(c);
    if (*c->at != mark)
        return 0;
    c->at++;
    return 1;
}

static void expect(cursor *c, char mark) {
    char expected[] = {'\'', mark, '\'', 0};
    if (!accept(c, mark))
        refuse(c, expected);
}

static int is_word_character(char ch) {
    return isalnum((unsigned char)ch) || ch == '_';
}

/* Takes a word; "" when there is none. */
static void take_word(cursor *c, char word[WORD_BYTES]) {
    skip_blanks(c);
    size_t n = 0;
    if (!isdigit((unsigned char)*c->at))
        while (is_word_character(c->at[n]))
            n++;
    if (n >= WORD_BYTES)
        refuse(c, "a shorter word");
    memcpy(word, c->at, n);
    word[n] = 0;
    c->at += n;
}

static int accept_word(cursor *c, const char *word) {
    cursor ahead = *c;
    char found[WORD_BYTES];
    take_word(&ahead, found);
    if (strcmp(found, word) != 0)
        return 0;
    *c = ahead;
    return 1;
}

static void expect_word(cursor *c, const char *word) {
    if (!accept_word(c, word))
        refuse(c, word);
}

static void expect_line_end(cursor *c) {
    skip_blanks(c);
    if (*c->at && *c->at != '\n')
        refuse(c, "the end of the line");
}

/* ---- numbers and strings ---- */

static int32_t take_int(cursor *c, int32_t low, int32_t high, const char *expected) {
    skip_blanks(c);
    const char *p = c->at + (*c->at == '-');
    int64_t v = 0;
    if (!isdigit((unsigned char)*p))
        refuse(c, expected);
    while (isdigit((unsigned char)*p) && v <= INT32_MAX)
        v = 10 * v + (*p++ - '0');
    v = *c->at == '-' ? -v : v;
    if (is_word_character(*p) || v < low || v > high)
        refuse(c, expected);
    c->at = p;
    return (int32_t)v;
}

static float take_float(cursor *c) {
    char s[WORD_BYTES] = "";
    skip_blanks(c);
    size_t n = strspn(c->at, "+-.0123456789abcdefinpxABCDEFINPX");
    if (n < sizeof s)
        memcpy(s, c->at, n);
    char *end;
    float v = strtof(s, &end);
    if (end == s || *end)
        refuse(c, "a number");
    c->at += n;
    return v;
}

static void int_list_add(int_list *list, int32_t v) {
    if (list->count == list->capacity) {
        list->capacity = list->capacity ? 2 * list->capacity : 16;
        list->value = mem_grow(list->value, list->count, list->capacity, sizeof v);
    }
    list->value[list->count++] = v;
}

/* "[1, 2]"; the numbers may be none. */
static int_list take_ints(cursor *c, int32_t low, int32_t high, const char *expected) {
    int_list list = {0};
    expect(c, '[');
    if (accept(c, ']'))
        return list;
    do
        int_list_add(&list, take_int(c, low, high, expected));
    while (accept(c, ','));
    expect(c, ']');
    return list;
}

static int hex_digit(char ch) {
    if (isdigit((unsigned char)ch))
        return ch - '0';
    return ch >= 'a' && ch <= 'f' ? ch - 'a' + 10 : -1;
}

/* The byte of two hexadecimal digits, -1 if they are none. */
static int hex_byte(const char *s) {
    int high = hex_digit(s[0]), low = high < 0 ? -1 : hex_digit(s[1]);
    return low < 0 ? -1 : 16 * high + low;
}

/* The character after a backslash; moves behind it. */
static char take_escape(cursor *c) {
    if (*c->at == '"' || *c->at == '\\')
        return *c->at++;
    int byte = *c->at == 'x' ? hex_byte(c->at + 1) : 0;
    if (byte <= 0)
        refuse(c, "\\\", \\\\ or \\xHH (not 00)");
    c->at += 3;
    return (char)byte;
}

/* A string after its opening quote. */
static const char *take_string(cursor *c) {
    char *s = mem_new(strcspn(c->at, "\n") + 1, 1), *to = s;
    while (*c->at != '"') {
        if (!*c->at || *c->at == '\n')
            refuse(c, "a closing '\"'");
        char ch = *c->at++;
        *to++ = ch == '\\' ? take_escape(c) : ch;
    }
    c->at++;
    return s;
}

/* ---- tensors ---- */

static ir_type take_type(cursor *c) {
    for (int i = 0; i < IR_TYPE_COUNT; i++)
        if (accept_word(c, ir_type_name((ir_type)i)))
            return (ir_type)i;
    refuse(c, "int8, uint8, int32 or float32");
}

static ir_shape take_shape(cursor *c) {
    int_list dims = take_ints(c, 1, INT32_MAX, "a dimension of at least 1");
    if (dims.count > IR_MAX_RANK)
        fail(STATUS_REFUSED, "line %d: %zu dimensions, at most %d are supported", c->line,
             dims.count, IR_MAX_RANK);
    ir_shape s = {.rank = (int)dims.count};
    for (int i = 0; i < s.rank; i++)
        s.dim[i] = dims.value[i];
    mem_free(dims.value);
    return s;
}

static float take_scale(cursor *c) {
    cursor start = *c;
    float v = take_float(c);
    if (!(v > 0) || isinf(v))
        refuse(&start, "a positive scale");
    return v;
}

/* The scales after "scale": one, or a list of as many as the line has commas at most. */
static float *take_scales(cursor *c, int *count) {
    size_t capacity = 1;
    int many = accept(c, '[');
    for (const char *p = c->at; many && *p && *p != '\n' && *p != ']'; p++)
        capacity += *p == ',';
    float *scales = NEW_ARRAY(float, capacity);
    *count = 0;
    do
        scales[(*count)++] = take_scale(c);
    while (many && (size_t)*count < capacity && accept(c, ','));
    if (many)
        expect(c, ']');
    return scales;
}

static void take_quantisation(cursor *c, ir_tensor *t) {
    if (!accept_word(c, "scale"))
        return;
    int count;
    float *scales = take_scales(c, &count);
    expect_word(c, "zero");
    skip_blanks(c);
    int_list zeros = {0};
    if (*c->at == '[') {
        zeros = take_ints(c, INT32_MIN, INT32_MAX, "a zero point");
    } else {
        int32_t zero = take_int(c, INT32_MIN, INT32_MAX, "a zero point");
        for (int i = 0; i < count; i++)
            int_list_add(&zeros, zero);
    }
    if (zeros.count != (size_t)count)
        fail(STATUS_REFUSED, "line %d: %d scales but %zu zero points", c->line, count, zeros.count);
    int axis = accept_word(c, "axis") ? take_int(c, 0, IR_MAX_RANK - 1, "an axis") : 0;
    if (count > 1 && (axis >= t->shape.rank || t->shape.dim[axis] != count))
        fail(STATUS_REFUSED, "line %d: shape %s has not %d scales along axis %d", c->line,
             ir_shape_text(&t->shape), count, axis);
    ir_quantise_axis(t, axis, count, scales, zeros.value);
    mem_free(scales);
    mem_free(zeros.value);
}

static int32_t take_id(cursor *c) {
    expect(c, '%');
    return take_int(c, 0, IR_MAX_COUNT - 1, "a tensor's number below 10000");
}

static void remember_tensor(parser *p, const cursor *c, ir_tensor *t, int32_t id) {
    if (id >= p->id_limit) {
        p->by_id = mem_grow(p->by_id, (size_t)p->id_limit, 2 * (size_t)id + 1, sizeof *p->by_id);
        p->id_limit = 2 * id + 1;
    }
    if (p->by_id[id])
        fail(STATUS_REFUSED, "line %d: %%%d has a line already", c->line, id);
    p->by_id[id] = t;
    t->id = id;
}

/* First reading: a line that starts with "%". */
static void declare_tensor(parser *p, cursor *c) {
    int32_t id = take_id(c);
    const char *name = accept(c, '"') ? take_string(c) : mem_printf("t%d", id);
    expect(c, ':');
    ir_type type = take_type(c);
    ir_shape shape = take_shape(c);
    ir_tensor *t = ir_tensor_new(p->graph, name, type, &shape);
    remember_tensor(p, c, t, id);
    take_quantisation(c, t);
    int n = p->definition_count++;
    if ((n & (n - 1)) == 0)
        p->definitions =
            mem_grow(p->definitions, (size_t)n, n ? (size_t)n * 2 : 1, sizeof *p->definitions);
    p->definitions[n] = *c;
}

static ir_tensor *take_reference(parser *p, cursor *c) {
    cursor start = *c;
    int32_t id = take_id(c);
    if (id >= p->id_limit || !p->by_id[id])
        refuse(&start, "a tensor that has a line of its own");
    return p->by_id[id];
}

/* ---- constants ---- */

static const void *take_hex(cursor *c, const ir_tensor *t) {
    skip_blanks(c);
    size_t digits = strspn(c->at, "0123456789abcdef"), size = ir_bytes(t);
    if (digits != 2 * size)
        fail(STATUS_REFUSED, "line %d: %zu hexadecimal digits, expected %zu", c->line, digits,
             2 * size);
    uint8_t *data = mem_new(size, 1);
    for (size_t i = 0; i < size; i++)
        data[i] = (uint8_t)hex_byte(c->at + 2 * i);
    c->at += digits;
    return data;
}

static const void *take_constant(cursor *c, const ir_tensor *t) {
    static const int32_t low[] = {INT8_MIN, 0, INT32_MIN, 0};
    static const int32_t high[] = {INT8_MAX, UINT8_MAX, INT32_MAX, 0};
    if (accept_word(c, "hex"))
        return take_hex(c, t);
    if (t->type == IR_FLOAT32)
        refuse(c, "hex");
    int_list list = take_ints(c, low[t->type], high[t->type], "a number that the type holds");
    if ((int64_t)list.count != ir_elements(t))
        fail(STATUS_REFUSED, "line %d: %zu values for shape %s", c->line, list.count,
             ir_shape_text(&t->shape));
    if (t->type == IR_INT32)
        return list.value;
    uint8_t *data = mem_new(list.count, 1);
    for (size_t i = 0; i < list.count; i++)
        data[i] = (uint8_t)list.value[i];
    mem_free(list.value);
    return data;
}

/* ---- operators ---- */

static int32_t take_enum(cursor *c, const ir_attr *a) {
    for (int32_t i = 0; a->names[i]; i++)
        if (accept_word(c, a->names[i]))
            return i;
    fail(STATUS_REFUSED, "line %d: %s has no such value", c->line, a->name);
}

static void take_value(cursor *c, const ir_attr *a, char *field) {
    ir_ints ints = {0};
    int32_t number = 0;
    float real = 0;
    int_list list;
    switch (a->type) {
    case IR_ATTR_INT:
        number = take_int(c, INT32_MIN, INT32_MAX, "a whole number");
        memcpy(field, &number, sizeof number);
        break;
    case IR_ATTR_FLOAT:
        real = take_float(c);
        memcpy(field, &real, sizeof real);
        break;
    case IR_ATTR_INTS:
        list = take_ints(c, INT32_MIN, INT32_MAX, "a whole number");
        if (list.count > IR_MAX_INTS)
            fail(STATUS_REFUSED, "line %d: %s has %zu numbers, at most %d are possible", c->line,
                 a->name, list.count, IR_MAX_INTS);
        ints.count = (int)list.count;
        for (size_t i = 0; i < list.count; i++)
            ints.value[i] = list.value[i];
        memcpy(field, &ints, sizeof ints);
        break;
    case IR_ATTR_ENUM:
        number = take_enum(c, a);
        memcpy(field, &number, sizeof number);
        break;
    }
}

static void take_attributes(cursor *c, ir_op *op) {
    char name[WORD_BYTES];
    for (take_word(c, name); *name; take_word(c, name)) {
        const ir_attr *a = op->kind->attrs;
        while (a && a->name && strcmp(a->name, name) != 0)
            a++;
        if (!a || !a->name)
            fail(STATUS_REFUSED, "line %d: %s has no attribute '%s'", c->line, op->kind->name,
                 name);
        take_value(c, a, (char *)op->attr + a->offset);
    }
}

static void take_operator(parser *p, cursor *c, ir_tensor *output) {
    char name[WORD_BYTES];
    cursor start = *c;
    take_word(c, name);
    const ir_op_kind *kind = p->find_kind(name);
    if (!kind)
        refuse(&start, "input, const or the name of an operator");
    int32_t index =
        accept(c, '@') ? take_int(c, 0, INT32_MAX, "an operator's index") : p->graph->op_count;
    ir_tensor *inputs[IR_MAX_INPUTS];
    int count = 0;
    expect(c, '(');
    if (!accept(c, ')')) {
        do {
            if (count == IR_MAX_INPUTS)
                fail(STATUS_REFUSED, "line %d: more than %d inputs", c->line, IR_MAX_INPUTS);
            inputs[count++] = accept_word(c, "none") ? NULL : take_reference(p, c);
        } while (accept(c, ','));
        expect(c, ')');
    }
    ir_op *op = ir_op_new(p->graph, kind, count, inputs, output);
    op->index = index;
    take_attributes(c, op);
}

/* ---- lines ---- */

/* Second reading: what follows a tensor. */
static void define_tensor(parser *p, cursor *c, ir_tensor *t) {
    if (accept(c, '=')) {
        if (accept_word(c, "input"))
            ir_graph_add_input(p->graph, t);
        else if (accept_word(c, "const"))
            t->data = take_constant(c, t);
        else
            take_operator(p, c, t);
    }
    expect_line_end(c);
}

static void define_outputs(parser *p, cursor *c) {
    do
        ir_graph_add_output(p->graph, take_reference(p, c));
    while (accept(c, ','));
    expect_line_end(c);
}

/* First reading: moves to the line's end. */
static void declare_line(parser *p, cursor *c) {
    skip_blanks(c);
    if (*c->at == '%') {
        declare_tensor(p, c);
    } else if (accept_word(c, "output")) {
        if (p->outputs.at)
            fail(STATUS_REFUSED, "line %d: a second output line", c->line);
        p->outputs = *c;
    } else {
        expect_line_end(c);
    }
    c->at += strcspn(c->at, "\n");
}

static ir_graph *take_header(cursor *c) {
    char name[WORD_BYTES];
    for (skip_blanks(c); *c->at == '\n'; skip_blanks(c)) {
        c->at++;
        c->line++;
    }
    expect_word(c, "graph");
    take_word(c, name);
    if (!*name)
        refuse(c, "the graph's name");
    expect_line_end(c);
    return ir_graph_new(name);
}

ir_graph *ir_parse(const char *source, const ir_op_kind *(*find_kind)(const char *name)) {
    cursor c = {source, 1};
    parser p = {.find_kind = find_kind, .graph = take_header(&c)};
    while (*c.at == '\n') {
        c.at++;
        c.line++;
        declare_line(&p, &c);
    }
    ir_graph *g = p.graph;
    for (int i = 0; i < g->tensor_count; i++)
        if (i >= p.id_limit || !p.by_id[i])
            fail(STATUS_REFUSED, "tensors are numbered without gaps, but %%%d has no line", i);
    for (int i = 0; i < g->tensor_count; i++)
        define_tensor(&p, &p.definitions[i], g->tensors[i]);
    if (p.outputs.at)
        define_outputs(&p, &p.outputs);
    for (int i = 0; i < g->tensor_count; i++)
        g->tensors[i] = p.by_id[i];
    return g;
}
