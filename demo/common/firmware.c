#include "firmware.h"

#include <glob.h>
#include <stdio.h>
#include <string.h>

#include "base/diag.h"
#include "base/mem.h"
#include "sim/elf.h"

/* ---- building ---- */

static void add(cli_list *list, const char *item) {
    size_t n = (size_t)list->count;
    list->item = mem_grow(list->item, n, n + 1, sizeof *list->item);
    list->item[list->count++] = item;
}

static void write_model(const firmware_model *m, const char *board, const char *folder,
                        cli_list *sources) {
    model_options o = m->options;
    o.target = board;
    emit_files files = model_emit(m->program, file_base_name(m->path), model_sha256(m->path), &o);
    model_emit_front_end(m->path, m->program->graph, &files);
    file_make_folder(mem_printf("%s/mote", folder));
    for (int i = 0; i < files.count; i++) {
        file_add_output(mem_printf("%s/%s", folder, files.file[i].path), files.file[i].content,
                        strlen(files.file[i].content));
        if (file_has_suffix(files.file[i].path, ".c"))
            add(sources, files.file[i].path);
    }
    file_commit();
}

const sim_target *firmware_build(const firmware_model *m, const char *board, const char *folder,
                                 int has_line, const char *const *sources) {
    const char *data = model_data_folder();
    const sim_target *t = sim_target_load(data, board);
    cli_list all = {0}, none = {0};
    write_model(m, board, folder, &all);
    for (; *sources; sources++)
        add(&all, mem_printf("%s/demo/%s", data, *sources));
    if (has_line) {
        add(&all, mem_printf("%s/demo/board/say.c", data));
        add(&all, mem_printf("%s/demo/board/%s.c", data, t->name));
    }
    sim_build(t, data, folder, &all, &none);
    return t;
}

/* ---- memory ---- */

/* The stack that all functions of one object file take, as if each called the next. */
static int64_t stack_of_file(const char *path) {
    int64_t sum = 0;
    const char *line = (const char *)file_read(path).data;
    for (; line && *line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL) {
        long long frame_bytes;
        char kind[32];
        if (sscanf(line, "%*[^\t]\t%lld\t%31s", &frame_bytes, kind) != 2 ||
            strcmp(kind, "static") != 0)
            fail(STATUS_BUG, "%s: a function takes stack without a known bound: %.80s", path, line);
        sum += frame_bytes;
    }
    return sum;
}

static int is_kernel(const firmware_model *m, const char *name) {
    for (int i = 0; i < m->program->step_count; i++)
        if (strcmp(name, mem_printf("mote_%s.su", m->program->steps[i].kernel.name)) == 0)
            return 1;
    return 0;
}

/* What the compiler's own functions (division, copying) take at most. */
#define LIBRARY_STACK_BYTES 64

/* A tile pushes ten registers and may keep 16 variables: assembly, of which the compiler does not
 * know what it takes. */
#define TILE_STACK_BYTES (10 * 4 + 16 * 4)

static int has_tiles(const firmware_model *m) {
    for (int i = 0; i < m->program->step_count; i++)
        if (m->program->steps[i].kernel.tile_count > 0)
            return 1;
    return 0;
}

/* From what the compiler says of every function (-fstack-usage): all of them, as if each called the
 * next, but of the kernels, which do not call each other, only the deepest. */
static int64_t stack_bound(const firmware_model *m, const char *folder) {
    int64_t sum = LIBRARY_STACK_BYTES + (has_tiles(m) ? TILE_STACK_BYTES : 0), deepest = 0;
    glob_t g;
    if (glob(mem_printf("%s/*.su", folder), 0, NULL, &g) != 0)
        fail(STATUS_BUG, "the compiler wrote no stack usage");
    for (size_t i = 0; i < g.gl_pathc; i++) {
        int64_t stack_bytes = stack_of_file(g.gl_pathv[i]);
        if (!is_kernel(m, file_base_name(g.gl_pathv[i])))
            sum += stack_bytes;
        else if (stack_bytes > deepest)
            deepest = stack_bytes;
    }
    globfree(&g);
    return sum + deepest;
}

#define VECTORS_BYTES 64 /* of link.ld */

firmware_memory firmware_measure(const firmware_model *m, const char *folder) {
    bytes elf = file_read(mem_printf("%s/firmware", folder));
    int64_t data = elf_section_bytes(elf, ".data");
    return (firmware_memory){
        .flash_bytes = VECTORS_BYTES + data + elf_section_bytes(elf, ".harness") +
                       elf_section_bytes(elf, ".text") + elf_section_bytes(elf, ".ARM.exidx"),
        .data_bytes = data + elf_section_bytes(elf, ".bss"),
        .stack_bound_bytes = stack_bound(m, folder),
    };
}

/* ---- printing ---- */

void firmware_print_name(const sim_target *t, const char *folder) {
    printf("%s (%s, %lld MHz), firmware sha256 %.16s\n", t->board, t->core,
           (long long)t->clock_hz / 1000000, model_sha256(mem_printf("%s/firmware", folder)));
    fflush(stdout);
}

void firmware_print_memory(const firmware_model *m, const sim_target *t, const char *folder,
                           int64_t stack_bytes) {
    firmware_memory used = firmware_measure(m, folder);
    printf("  flash    %6lld of %lld bytes\n", (long long)used.flash_bytes,
           (long long)t->flash_bytes);
    printf(
        "  RAM      %6lld of %lld bytes: data %lld, stack %lld (can never take more than %lld)\n",
        (long long)(used.data_bytes + stack_bytes), (long long)t->ram_bytes,
        (long long)used.data_bytes, (long long)stack_bytes, (long long)used.stack_bound_bytes);
    if (stack_bytes > used.stack_bound_bytes ||
        used.data_bytes + used.stack_bound_bytes > t->ram_bytes)
        fail(STATUS_BUG, "the stack does not keep to its bound, or RAM is too small for that");
}

/* ---- time ---- */

firmware_time firmware_count_pushes(const firmware_model *m, const sim_target *t,
                                    const char *folder) {
    const ir_graph *g = m->program->graph;
    sim_count n = sim_count_calls(t, folder, mem_printf("%s_push_row", g->name), NULL,
                                  op_kernel_plain_rows(g->inputs[0]).height);
    double cycles_per_ms = (double)t->clock_hz / 1000;
    firmware_time time = {0, 0};
    for (int i = 0; i < n.call_count; i++) {
        double ms = (double)n.calls[i].cycles / cycles_per_ms;
        time.all_ms += ms;
        time.most_ms = ms > time.most_ms ? ms : time.most_ms;
    }
    return time;
}

/* ---- this computer ---- */

void **firmware_expected(const firmware_model *m, const uint8_t *input) {
    const ir_graph *g = m->program->graph;
    void **values = op_values_new(g);
    memcpy(values[g->inputs[0]->id], input, ir_bytes(g->inputs[0]));
    op_eval_graph(g, values);
    return values;
}
