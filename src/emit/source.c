/* <name>.c: constants of every layer, the list of steps, and the entry points. */
#include <string.h>

#include "base/mem.h"
#include "device/mote.h"
#include "emit/emit.h"

static const char *const element_types[] = {[OP_ARRAY_S8] = "int8_t",
                                            [OP_ARRAY_S16] = "int16_t",
                                            [OP_ARRAY_S32] = "int32_t",
                                            [OP_ARRAY_U32] = "uint32_t"};

static int64_t element(op_array_type type, const void *data, int64_t i) {
    switch (type) {
    case OP_ARRAY_S8:
        return ((const int8_t *)data)[i];
    case OP_ARRAY_S16:
        return ((const int16_t *)data)[i];
    case OP_ARRAY_S32:
        return ((const int32_t *)data)[i];
    default:
        return ((const uint32_t *)data)[i];
    }
}

/* INT32_MIN has no literal of its own in C. Numbers are most of the text; printf would take most of
 * the time. */
static void element_text(op_array_type type, int64_t v, text *out) {
    if (v == INT32_MIN) {
        text_add_string(out, "-2147483647 - 1");
        return;
    }
    char digits[24], *at = digits + sizeof digits;
    int64_t rest = v < 0 ? -v : v;
    *--at = 0;
    if (type == OP_ARRAY_U32)
        *--at = 'u';
    do
        *--at = (char)('0' + rest % 10);
    while ((rest /= 10) > 0);
    if (v < 0)
        *--at = '-';
    text_add_string(out, at);
}

static void array_text(const ir_graph *g, const char *name, op_array_type type, const void *data,
                       int64_t count, text *out) {
    text_add(out, "static const %s %s[%lld] %s_CONSTANT = {", element_types[type], name,
             (long long)count, emit_upper(g->name));
    size_t line_start = out->length;
    text_add(out, "\n    ");
    for (int64_t i = 0; i < count; i++) {
        if (out->length - line_start > 92) {
            line_start = out->length;
            text_add(out, "\n    ");
        }
        element_text(type, element(type, data, i), out);
        text_add_string(out, i + 1 < count ? "," : "};\n");
    }
}

/* A field "channels.scale" makes the array "kws_3_scale". */
static const char *array_name(const ir_graph *g, int step, const char *field) {
    const char *dot = strrchr(field, '.');
    return mem_printf("%s_%d_%s", g->name, step, dot ? dot + 1 : field);
}

static void step_constants(const op_program *p, int n, text *out) {
    const op_step *s = &p->steps[n];
    const op_kernel *k = &s->kernel;
    text_add(out, "\n/* ---- step %d: %s -> %s ---- */\n", n, s->op->kind->name,
             ir_shape_text(&s->op->output->shape));
    for (int i = 0; i < k->array_count; i++)
        array_text(p->graph, array_name(p->graph, n, k->arrays[i].field), k->arrays[i].type,
                   k->arrays[i].data, k->arrays[i].count, out);
    for (int i = 0; i < k->in_count; i++)
        if (k->in_tensors[i] && k->in_tensors[i]->data)
            array_text(p->graph, mem_printf("%s_%d_in%d", p->graph->name, n, i), OP_ARRAY_S8,
                       k->in_tensors[i]->data, (int64_t)ir_bytes(k->in_tensors[i]), out);
    text_add(out, "static const mote_%s_params %s_%d = {\n%s", k->name, p->graph->name, n,
             text_string(&k->params));
    for (int i = 0; i < k->array_count; i++)
        text_add(out, "    .%s = %s,\n", k->arrays[i].field,
                 array_name(p->graph, n, k->arrays[i].field));
    for (int i = 0; i < k->tile_count; i++)
        text_add(out, "    .%s = %s,\n", k->tiles[i].field,
                 emit_tile_name(p->graph->name, &k->tiles[i]));
    text_add(out, "};\n");
}

static void rows_text(const op_program *p, int step, int input, int batch, text *out) {
    const op_kernel *k = &p->steps[step].kernel;
    const op_rows *r = &k->in[input];
    const ir_tensor *t = k->in_tensors[input];
    long long offset = (long long)batch * r->height * r->row_bytes;
    text_add(out, "    {");
    if (t->data)
        text_add(out, ".constant = %s_%d_in%d + %lld", p->graph->name, step, input, offset);
    else
        text_add(out, ".offset = %lld", p->offset[t->id] + offset);
    text_add(out,
             ", .row_bytes = %d, .height = %d, .window = %d, .stride = %d, .dilation = %d, "
             ".pad_top = %d},\n",
             r->row_bytes, r->height, r->window, r->stride, r->dilation, r->pad_top);
}

static int total_rows(const op_program *p) {
    int n = 0;
    for (int i = 0; i < p->step_count; i++)
        n += p->steps[i].kernel.in_count * p->steps[i].kernel.batches;
    return n;
}

static void step_text(const op_program *p, int n, int batch, int first_row, text *out) {
    const op_step *s = &p->steps[n];
    const op_kernel *k = &s->kernel;
    long long out_offset =
        p->offset[s->op->output->id] + (long long)batch * k->out.height * k->out.row_bytes;
    text_add(out,
             "    {.kernel = mote_%s, .params = &%s_%d, .in = %s_rows + %d, .in_count = %d,\n"
             "     .out_offset = %lld, .out_row_bytes = %d, .out_height = %d, .rows_per_call = %d, "
             ".scratch_offset = %d},\n",
             k->name, p->graph->name, n, p->graph->name, first_row, k->in_count, out_offset,
             k->out.row_bytes, k->out.height, s->rows_per_call, s->scratch_offset);
}

/* A batch is so many steps on the same constants. */
static int steps_text(const op_program *p, text *out) {
    const char *name = p->graph->name;
    text_add(out, "\nstatic const mote_rows %s_rows[%d] = {\n", name, total_rows(p));
    for (int i = 0; i < p->step_count; i++)
        for (int b = 0; b < p->steps[i].kernel.batches; b++)
            for (int k = 0; k < p->steps[i].kernel.in_count; k++)
                rows_text(p, i, k, b, out);
    int count = 0, first_row = 0;
    text_add(out, "};\n\nstatic const mote_step %s_steps[] = {\n", name);
    for (int i = 0; i < p->step_count; i++)
        for (int b = 0; b < p->steps[i].kernel.batches; b++, count++) {
            step_text(p, i, b, first_row, out);
            first_row += p->steps[i].kernel.in_count;
        }
    text_add(out, "};\n");
    return count;
}

static const char *const c_types[IR_TYPE_COUNT] = {"int8_t", "uint8_t", "int32_t", "float"};

/* <name>_input or <name>_output: a table of offsets when there are several. */
static void accessor(const op_program *p, const char *role, ir_tensor *const *list, int count,
                     const char *constness, text *out) {
    const char *name = p->graph->name, *type = c_types[list[0]->type];
    for (int i = 1; i < count; i++)
        if (list[i]->type != list[0]->type)
            type = "void";
    if (count > 1) {
        text_add(out, "\nstatic const uint32_t %s_%s_offset[%d] = {", name, role, count);
        for (int i = 0; i < count; i++)
            text_add(out, "%s%d", i ? ", " : "", p->offset[list[i]->id]);
        text_add(out, "};\n");
    }
    const char *space = *constness ? " " : "";
    text_add(out, "\n%s%s%s *%s_%s(%s%svoid *arena%s) {\n", constness, space, type, name, role,
             constness, space, count > 1 ? ", int index" : "");
    const char *offset = count > 1 ? mem_printf("%s_%s_offset[index]", name, role)
                                   : mem_printf("%d", p->offset[list[0]->id]);
    text_add(out, "    return (%s%s%s *)(%s%svoid *)((%s%schar *)arena + %s);\n}\n", constness,
             space, type, constness, space, constness, space, offset);
}

static const char *const arena_check =
    "    if (arena == NULL || (uintptr_t)arena % MOTE_ARENA_ALIGN != 0)\n"
    "        return MOTE_ERROR_ARENA;\n";

static void run_function(const op_program *p, int step_count, text *out) {
    const char *name = p->graph->name;
    text_add(out, "\nint %s_run(void *arena) {\n%s", name, arena_check);
    if (p->schedule)
        text_add(out, "    mote_rows_run(&%s_program, (int8_t *)arena);\n", name);
    else if (step_count > 0)
        text_add(out, "    mote_run(%s_steps, %d, (int8_t *)arena, (int8_t *)arena + %d);\n", name,
                 step_count, p->data_bytes);
    text_add(out, "    return MOTE_OK;\n}\n");
}

static void entry_points(const op_program *p, int step_count, text *out) {
    const ir_graph *g = p->graph;
    if (emit_is_pushed(p)) {
        emit_rows_push(p->schedule, c_types[g->inputs[0]->type], out);
    } else {
        accessor(p, "input", g->inputs, g->input_count, "", out);
        run_function(p, step_count, out);
    }
    accessor(p, "output", g->outputs, g->output_count, "const", out);
}

/* Each kernel once, in the order of first use. */
static void include_kernels(const op_program *p, text *out) {
    for (int i = 0; i < p->step_count; i++) {
        int seen = 0;
        for (int k = 0; k < i; k++)
            seen |= strcmp(p->steps[k].kernel.name, p->steps[i].kernel.name) == 0;
        if (!seen)
            text_add(out, "#include \"mote/%s.h\"\n", p->steps[i].kernel.name);
    }
}

void emit_source(const op_program *p, const emit_options *o, text *out) {
    const char *upper = emit_upper(p->graph->name);
    if (!o->single) {
        emit_head_comment(p, o, out);
        text_add(out, " */\n");
    }
    text_add(out, "#include \"%s.h\"\n\n", p->graph->name);
    if (!o->single) {
        text_add(out, "#include \"mote/%s.h\"\n", emit_library_name(p));
        include_kernels(p, out);
    }
    text_add(
        out,
        "\n#if MOTE_ABI != %d\n"
        "#error \"this file and the sources in mote/ were made by different versions of mote\"\n"
        "#endif\n\n"
        "/* Define this to place the model's constants, e.g. __attribute__((section(\".x\"))). */\n"
        "#ifndef %s_CONSTANT\n#define %s_CONSTANT\n#endif\n",
        MOTE_ABI, upper, upper);
    emit_tiles(p, o->tile_steps, out);
    for (int i = 0; i < p->step_count; i++)
        step_constants(p, i, out);
    int count = 0;
    if (p->schedule)
        emit_rows_tables(p->schedule, out);
    else if (p->step_count)
        count = steps_text(p, out);
    entry_points(p, count, out);
}
