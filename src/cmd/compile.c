#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/cli.h"
#include "base/mem.h"
#include "cmd/cmd.h"
#include "cmd/model.h"
#include "cmd/page.h"
#include "cmd/selftest.h"
#include "report/stream.h"

static const char *json_summary(const op_program *p, const model_options *o) {
    const ir_graph *g = p->graph;
    int arena = op_program_arena_bytes(p, sim_pointer_bytes(model_target(o)));
    json_t *all = json_pack(
        "{s:s, s:s, s:s, s:s, s:I, s:I, s:i, s:I, s:I}", "schema", "mote-compile/1", "name",
        g->name, "target", o->target, "optimize", o->optimize ? o->optimize : "speed",
        "weights_bytes", (json_int_t)op_program_weights_bytes(p), "weights_bytes_shipped",
        (json_int_t)op_program_shipped_weights_bytes(p), "arena_bytes", arena, "macs",
        (json_int_t)op_graph_macs(ir_shipped(g)), "macs_folded", (json_int_t)op_graph_macs(g));
    if (o->stream) {
        json_object_set_new(all, "hop", json_integer(p->schedule->hop));
        json_object_set_new(all, "hop_macs", json_integer((json_int_t)op_slide_macs(p->schedule)));
    }
    char *dumped = json_dumps(all, JSON_INDENT(2));
    return mem_printf("%s\n", dumped ? dumped : "");
}

static void write_files(const emit_files *files, const char *folder) {
    for (int i = 0; i < files->count; i++) {
        const char *path = mem_printf("%s/%s", folder, files->file[i].path);
        file_make_folder(file_folder_name(path));
        file_add_output(path, files->file[i].content, strlen(files->file[i].content));
    }
    file_commit();
}

static const char *text_summary(const op_program *p, const model_options *o, const char *folder) {
    const ir_graph *g = p->graph;
    const char *name = g->name;
    text out = {0};
    text_add(&out, "%s/%s.c, %s/%s.h%s\n", folder, name, folder, name,
             o->single ? "" : mem_printf(", %s/mote/", folder));
    text_add(&out, "constants %lld bytes, arena %d bytes, %lld MAC\n",
             (long long)op_program_weights_bytes(p),
             op_program_arena_bytes(p, sim_pointer_bytes(model_target(o))),
             (long long)op_graph_macs(g));
    if (op_graph_macs(g) != op_graph_macs(ir_shipped(g)))
        text_add(&out, "as shipped: constants %lld bytes, %lld MAC\n",
                 (long long)op_program_shipped_weights_bytes(p),
                 (long long)op_graph_macs(ir_shipped(g)));
    if (o->stream)
        text_add(&out, "%s\n", report_stream_summary(p));
    return text_string(&out);
}

exit_status cmd_compile(int argc, char **argv) {
    model_options o = {0};
    const char *folder = ".", *html = NULL;
    int selftest = 0, arduino = 0, json = 0;
    cli_option options[] = {
        MODEL_CLI_OPTIONS(o),
        {"selftest", CLI_FLAG, &selftest, NULL, "add NAME_selftest.c, a test for your own board",
         NULL, 0, 0},
        {"arduino", CLI_FLAG, &arduino, NULL,
         "make DIR a library of Arduino, PlatformIO and Zephyr", NULL, 0, 0},
        {"o", CLI_TEXT, &folder, "DIR", "the folder to write into, made if missing", NULL, 0, 0},
        {"html", CLI_TEXT, &html, "F", "write a page about the model, measured on the target", NULL,
         0, 0},
        {"json", CLI_FLAG, &json, NULL, "print one JSON object", NULL, 0, 0},
        {0}};
    cli_verb verb = {.usage = "mote compile MODEL --target T [-o DIR] [options]",
                     .summary = "Makes a C program of a model: NAME.h and NAME.c, and beside them "
                                "mote/ with the\ndevice sources that they use.",
                     .example = "  mote compile kws.tflite --target cortex-m4 -o out/\n",
                     .options = options,
                     .min_arguments = 1,
                     .max_arguments = 1};
    if (!cli_parse(&verb, argc, argv))
        return STATUS_DONE;
    const char *path = verb.arguments.item[0];
    model_target(&o);
    o.single |= arduino; /* libraries of several models must not share sources */
    const ir_graph *g = model_load(path, &o, NULL);
    diag_set_file(path);
    op_program *p = model_program(g, &o);
    diag_set_file(NULL);
    const char *page = html ? page_of_model(path, p, &o) : NULL;
    emit_files files = model_emit(p, file_base_name(path), model_sha256(path), &o);
    model_emit_front_end(path, p->graph, &files);
    if (selftest)
        emit_add(&files, mem_printf("%s_selftest.c", p->graph->name), selftest_source(p));
    if (arduino)
        files = emit_library(&files, p, o.target);
    if (html)
        file_add_output(html, page, strlen(page));
    /* Nothing may fail once the files are there. */
    const char *summary =
        json ? json_summary(p, &o)
             : text_summary(p, &o, arduino ? mem_printf("%s/src", folder) : folder);
    write_files(&files, folder);
    fputs(summary, stdout);
    return STATUS_DONE;
}
