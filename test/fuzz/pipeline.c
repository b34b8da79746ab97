#include "pipeline.h"

#include <string.h>

#include "base/diag.h"
#include "cmd/model.h"
#include "op/winograd.h"

/* Of the work that evaluating may need: hundreds of inputs a second. */
#define MACS_LIMIT ((int64_t)1 << 14)
#define VALUES_LIMIT ((size_t)1 << 14)

static int is_small(const ir_graph *g) {
    size_t bytes = 0;
    for (int i = 0; i < g->tensor_count; i++)
        bytes += ir_bytes(g->tensors[i]);
    return bytes <= VALUES_LIMIT && op_graph_macs(g) <= MACS_LIMIT;
}

/* The text form reads back as the same graph. */
static void check_text_form(const ir_graph *g) {
    text once = {0}, twice = {0};
    ir_print(g, &once);
    ir_graph *again = ir_parse(text_string(&once), op_find);
    ir_verify(again);
    ir_print(again, &twice);
    CHECK(strcmp(text_string(&once), text_string(&twice)) == 0);
}

void pipeline_run(ir_graph *g, unsigned choice) {
    model_options o = {.logits = choice % 8 == 1,
                       .io = choice % 8 == 2 ? "int8" : NULL,
                       .rows = choice % 8 == 3,
                       .stream = choice % 8 == 7,
                       .optimize = choice % 8 == 4 ? "ram" : NULL};
    emit_options e = {
        .source_name = "fuzz.tflite", .source_sha256 = "", .target = "host", .optimize = "speed"};
    text header = {0}, source = {0};
    if (choice % 8 == 5)
        check_text_form(g);
    if (choice % 8 == 6 && is_small(g))
        op_eval_graph(g, op_values_new(g));
    model_prepare(g, &o, NULL);
    g->target.dsp = choice / 8 % 2;
    g->target.winograd_bytes = choice / 16 % 2 * WINOGRAD_MOST_BYTES;
    g->target.fpu = choice / 32 % 2;
    op_program *p = model_program(g, &o);
    emit_header(p, &e, &header);
    emit_source(p, &e, &source);
}
