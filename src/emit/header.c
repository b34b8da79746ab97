/* <name>.h: the interface of a model, in plain C99 that C++17 takes too. */
#include <ctype.h>

#include "base/mem.h"
#include "device/mote.h"
#include "emit/emit.h"

const char *emit_upper(const char *name) {
    char *s = mem_strdup(name);
    for (char *c = s; *c; c++)
        *c = (char)toupper((unsigned char)*c);
    return s;
}

/* Names come from the file: nothing in them may end the comment or the line. */
static const char *comment_safe(const char *s) {
    char *copy = mem_strdup(s);
    for (char *c = copy; *c; c++)
        if ((unsigned char)*c < ' ' || (unsigned char)*c > '~' || *c == '*' || *c == '\\' ||
            *c == '?')
            *c = '_';
    return copy;
}

void emit_head_comment(const op_program *p, const emit_options *o, text *out) {
    text_add(out,
             "/* Made by mote " MOTE_VERSION " from %s\n"
             " * (sha256 %s)\n"
             " * for %s, --optimize %s; do not edit.\n"
             " * This file belongs to the user of mote who made it, without conditions.\n",
             comment_safe(o->source_name), o->source_sha256, o->target, o->optimize);
    (void)p;
}

const char *emit_c_type(ir_type type) {
    static const char *const names[IR_TYPE_COUNT] = {"int8_t", "uint8_t", "int32_t", "float"};
    return names[type];
}

static void describe(const char *role, int index, int count, const ir_tensor *t, text *out) {
    text_add(out, " * %s", role);
    if (count > 1)
        text_add(out, " %d", index);
    text_add(out, ": %s %s", ir_type_name(t->type), ir_shape_text(&t->shape));
    if (t->quant.count == 1)
        text_add(out, ", real = %.9g * (q - %d)", (double)ir_scale(t), ir_zero_point(t));
    text_add(out, "  (%s)\n", comment_safe(t->name));
}

static void tensor_macros(const char *upper, const char *role, int index, int count,
                          const ir_tensor *t, text *out) {
    const char *n =
        count > 1 ? mem_printf("%s_%s%d", upper, role, index) : mem_printf("%s_%s", upper, role);
    text_add(out, "#define %s_BYTES %zuu\n", n, ir_bytes(t));
    if (t->quant.count == 1) {
        text_add(out, "#define %s_SCALE %.9gf\n", n, (double)ir_scale(t));
        text_add(out, "#define %s_ZERO_POINT (%d)\n", n, ir_zero_point(t));
    }
}

/* Inputs (or outputs) of one type keep it, mixed ones are void. */
static const char *common_type(ir_tensor *const *list, int count) {
    for (int i = 1; i < count; i++)
        if (list[i]->type != list[0]->type)
            return "void";
    return emit_c_type(list[0]->type);
}

/* Of a model that looks at a sliding window. */
static void stream_prototypes(const op_program *p, text *out) {
    const ir_graph *g = p->graph;
    const char *name = g->name, *upper = emit_upper(name);
    text_add(
        out,
        "/* Starts anew. To be called once before the first row. 0 or a negative mote_status. */\n"
        "int %s_reset(void *arena);\n"
        "/* Takes the next row: 1 when the result of the last %s_ROWS rows is ready, which is\n"
        " * after the first so many and then after every %s_HOP; else 0; negative, with nothing\n"
        " * taken, when arena or row is NULL or not aligned (rows to 4, if their length is a\n"
        " * multiple of 4). The row is free again after the call. Any number of arenas may be "
        "used\n"
        " * side by side. */\n"
        "int %s_push_row(void *arena, const %s *row);\n",
        name, upper, upper, name, emit_c_type(g->inputs[0]->type));
}

static void push_prototypes(const op_program *p, text *out) {
    const ir_graph *g = p->graph;
    text_add(
        out,
        "/* Starts anew. To be called once before the first row. 0 or a negative mote_status. */\n"
        "int %s_reset(void *arena);\n"
        "/* Takes the next row of the input: 1 when the result is ready, which is after the last\n"
        " * row, 0 before; negative, with nothing taken, when arena or row is NULL or not aligned\n"
        " * (rows to 4, if their length is a multiple of 4). The row is free again after the "
        "call.\n"
        " * Any number of arenas may be used side by side. */\n"
        "int %s_push_row(void *arena, const %s *row);\n",
        g->name, g->name, emit_c_type(g->inputs[0]->type));
}

static void run_prototypes(const ir_graph *g, text *out) {
    text_add(
        out,
        "/* Where to write the model's input before a run, in the arena. A run uses that memory\n"
        " * for other things too: write the whole input before every run. */\n"
        "%s *%s_input(void *arena%s);\n",
        common_type(g->inputs, g->input_count), g->name, g->input_count > 1 ? ", int index" : "");
    text_add(
        out,
        "/* One inference: 0, or a negative mote_status when the arena is NULL or not aligned.\n"
        " * Any number of arenas may be used side by side. */\n"
        "int %s_run(void *arena);\n",
        g->name);
}

int emit_is_pushed(const op_program *p) {
    return p->schedule && p->schedule->pushed;
}

static void prototypes(const op_program *p, text *out) {
    const ir_graph *g = p->graph;
    if (emit_is_pushed(p))
        (p->schedule->hop ? stream_prototypes : push_prototypes)(p, out);
    else
        run_prototypes(g, out);
    text_add(out,
             "/* The result, in the arena, until the next input is written. */\n"
             "const %s *%s_output(const void *arena%s);\n",
             common_type(g->outputs, g->output_count), g->name,
             g->output_count > 1 ? ", int index" : "");
}

static void sizes_comment(const op_program *p, text *out) {
    text_add(out,
             " * Constants %lld bytes, arena %d bytes on a part with 32-bit pointers, %lld MAC.\n",
             (long long)op_program_weights_bytes(p), op_program_arena_bytes(p, 4),
             (long long)op_graph_macs(p->graph));
    if (op_graph_macs(p->graph) != op_graph_macs(ir_shipped(p->graph)))
        text_add(out, " * The model as shipped: constants %lld bytes, %lld MAC.\n",
                 (long long)op_program_shipped_weights_bytes(p),
                 (long long)op_graph_macs(ir_shipped(p->graph)));
}

void emit_header(const op_program *p, const emit_options *o, text *out) {
    const ir_graph *g = p->graph;
    const char *upper = emit_upper(g->name);
    emit_head_comment(p, o, out);
    text_add(out, " *\n");
    sizes_comment(p, out);
    for (int i = 0; i < g->input_count; i++)
        describe("input", i, g->input_count, g->inputs[i], out);
    for (int i = 0; i < g->output_count; i++)
        describe("output", i, g->output_count, g->outputs[i], out);
    text_add(out, " */\n#ifndef %s_H\n#define %s_H\n\n#include <stdint.h>\n\n", upper, upper);
    text_add(out, "#ifdef __cplusplus\nextern \"C\" {\n#endif\n\n");
    text_add(out,
             "/* All memory that a run needs besides the stack; align it to %s_ARENA_ALIGN. */\n"
             "#define %s_ARENA_BYTES (%du + %du * sizeof(void *))\n"
             "#define %s_ARENA_ALIGN %d\n\n",
             upper, upper, p->data_bytes, p->table_entries, upper, MOTE_ARENA_ALIGN);
    for (int i = 0; i < g->input_count; i++)
        tensor_macros(upper, "INPUT", i, g->input_count, g->inputs[i], out);
    if (emit_is_pushed(p)) {
        op_rows rows = op_kernel_plain_rows(g->inputs[0]);
        text_add(out, "#define %s_ROWS %d\n#define %s_ROW_BYTES %du\n", upper, rows.height, upper,
                 rows.row_bytes);
        if (p->schedule->hop)
            text_add(out, "#define %s_HOP %d\n", upper, p->schedule->hop);
    }
    for (int i = 0; i < g->output_count; i++)
        tensor_macros(upper, "OUTPUT", i, g->output_count, g->outputs[i], out);
    text_add(out, "\n");
    prototypes(p, out);
    text_add(out, "\n#ifdef __cplusplus\n}\n#endif\n\n#endif\n");
}
