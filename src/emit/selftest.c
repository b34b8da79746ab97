/* <name>_selftest.c: one input, what it must give, and a main() for a board. */
#include "base/mem.h"
#include "emit/emit.h"

static void bytes_text(const char *name, int index, const uint8_t *data, size_t count, text *out) {
    text_add(out, "\nstatic const uint8_t %s_%d[%zu] = {", name, index, count);
    size_t line_start = out->length;
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || out->length - line_start > 92) {
            line_start = out->length;
            text_add(out, "\n    ");
        }
        text_add(out, "%d,", data[i]);
    }
    text_add(out, "};\n");
}

static void head_text(const char *name, const char *upper, size_t output_bytes, text *out) {
    text_add(out,
             "/* Made by mote " MOTE_VERSION
             ": does %s compute on this board what it computes everywhere?\n"
             " * This file belongs to the user of mote who made it, without conditions.\n *\n"
             " * It needs the model's own files and one function that you write:\n"
             " *     void %s_putc(char c);    sends a character to where you can read it\n"
             " * main() prints one line and returns 0 when all is well:\n"
             " *     %s: PASS, %zu bytes equal\n"
             " *     %s: FAIL, output 0 byte 3 is 17, expected 18\n"
             " * A program with a main() of its own defines %s_SELFTEST_NO_MAIN and calls\n"
             " * %s_selftest(); on Arduino there is no main() here. */\n",
             name, name, name, output_bytes, name, upper, name);
    text_add(out,
             "#include \"%s.h\"\n\n"
             "void %s_putc(char c);\nint %s_selftest(void);\n",
             name, name, name);
}

static void helpers_text(const char *name, text *out) {
    text_add(out,
             "\nstatic void put_text(const char *s) {\n"
             "    while (*s)\n        %s_putc(*s++);\n}\n",
             name);
    text_add(out,
             "\nstatic void put_number(int32_t value) {\n"
             "    uint32_t n = value < 0 ? 0u - (uint32_t)value : (uint32_t)value;\n"
             "    char digits[10];\n    int count = 0;\n"
             "    if (value < 0)\n        %s_putc('-');\n"
             "    do\n        digits[count++] = (char)('0' + n %% 10);\n    while (n /= 10);\n"
             "    while (count > 0)\n        %s_putc(digits[--count]);\n}\n",
             name, name);
    text_add_string(out, "\nstatic void copy(void *to, const uint8_t *from, uint32_t bytes) {\n"
                         "    for (uint32_t i = 0; i < bytes; i++)\n"
                         "        ((uint8_t *)to)[i] = from[i];\n}\n");
    text_add(out,
             "\nstatic int equals(int output, const void *got, const uint8_t *expected, "
             "uint32_t bytes) {\n"
             "    for (uint32_t i = 0; i < bytes; i++) {\n"
             "        uint8_t byte = ((const uint8_t *)got)[i];\n"
             "        if (byte == expected[i])\n            continue;\n"
             "        put_text(\"%s: FAIL, output \");\n        put_number(output);\n"
             "        put_text(\" byte \");\n        put_number((int32_t)i);\n"
             "        put_text(\" is \");\n        put_number((int8_t)byte);\n"
             "        put_text(\", expected \");\n        put_number((int8_t)expected[i]);\n"
             "        put_text(\"\\n\");\n        return 0;\n    }\n    return 1;\n}\n",
             name);
}

static void run_whole(const ir_graph *g, text *out) {
    const char *name = g->name;
    for (int i = 0; i < g->input_count; i++)
        text_add(out, "    copy(%s_input(arena%s), input_%d, sizeof input_%d);\n", name,
                 g->input_count > 1 ? mem_printf(", %d", i) : "", i, i);
    text_add(out, "    int status = %s_run(arena);\n", name);
}

/* A row of its own: input_0 is not aligned for it. */
static void run_rows(const ir_graph *g, const char *upper, text *out) {
    const char *name = g->name, *type = emit_c_type(g->inputs[0]->type);
    text_add(out,
             "    static uint32_t row[(%s_ROW_BYTES + 3) / 4];\n"
             "    int status = %s_reset(arena);\n"
             "    for (uint32_t i = 0; i < %s_ROWS && status == 0; i++) {\n"
             "        copy(row, input_0 + i * %s_ROW_BYTES, %s_ROW_BYTES);\n"
             "        status = %s_push_row(arena, (const %s *)row) - (i + 1 == %s_ROWS);\n    }\n",
             upper, name, upper, upper, upper, name, type, upper);
}

static void test_text(const op_program *p, const char *upper, size_t output_bytes, text *out) {
    const ir_graph *g = p->graph;
    const char *name = g->name;
    text_add(out,
             "\nint %s_selftest(void) {\n"
             "    static uint64_t arena[(%s_ARENA_BYTES + 7) / 8];\n",
             name, upper);
    if (emit_is_pushed(p))
        run_rows(g, upper, out);
    else
        run_whole(g, out);
    text_add(out,
             "    if (status != 0) {\n"
             "        put_text(\"%s: FAIL, status \");\n        put_number(status);\n"
             "        put_text(\"\\n\");\n        return 1;\n    }\n",
             name);
    for (int k = 0; k < g->output_count; k++)
        text_add(out,
                 "    if (!equals(%d, %s_output(arena%s), expected_%d, sizeof expected_%d))\n"
                 "        return 1;\n",
                 k, name, g->output_count > 1 ? mem_printf(", %d", k) : "", k, k);
    text_add(out, "    put_text(\"%s: PASS, %zu bytes equal\\n\");\n    return 0;\n}\n", name,
             output_bytes);
    text_add(out,
             "\n#if !defined(%s_SELFTEST_NO_MAIN) && !defined(ARDUINO)\n"
             "int main(void) {\n    return %s_selftest();\n}\n#endif\n",
             upper, name);
}

void emit_selftest(const op_program *p, const uint8_t *const *inputs, const uint8_t *const *outputs,
                   text *out) {
    const ir_graph *g = p->graph;
    const char *upper = emit_upper(g->name);
    size_t output_bytes = 0;
    for (int k = 0; k < g->output_count; k++)
        output_bytes += ir_bytes(g->outputs[k]);
    head_text(g->name, upper, output_bytes, out);
    for (int i = 0; i < g->input_count; i++)
        bytes_text("input", i, inputs[i], ir_bytes(g->inputs[i]), out);
    for (int k = 0; k < g->output_count; k++)
        bytes_text("expected", k, outputs[k], ir_bytes(g->outputs[k]), out);
    helpers_text(g->name, out);
    test_text(p, upper, output_bytes, out);
}
