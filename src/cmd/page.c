#include "cmd/page.h"

#include "base/diag.h"
#include "base/mem.h"
#include "base/process.h"
#include "cmd/trial.h"
#include "report/page.h"

/* The first program that measuring needs and that is not there; NULL: none. */
static const char *missing_tool(const sim_target *t) {
    if (!process_exists(t->compiler))
        return t->compiler;
    return t->machine && !process_exists("qemu-system-arm") ? "qemu-system-arm" : NULL;
}

static void measure(report_page *r, const op_program *p, const model_options *o) {
    const ir_graph *g = p->graph;
    trial t = {.counted = 1, .profiled = 1};
    input_set *inputs = NEW_ARRAY(input_set, (size_t)g->input_count);
    for (int i = 0; i < g->input_count; i++)
        inputs[i] = inputs_random(g->inputs[i], 1, 1 + (uint64_t)i);
    trial_add(&t, p, inputs, 1);
    trial_run(&t, o, r->source_name, r->source_sha256);
    if (t.problem || t.cases[0].mismatches)
        fail(STATUS_BUG, "generated code is wrong on %s: %s", o->target,
             t.problem ? t.problem : t.cases[0].first_problem);
    if (t.text_bytes >= 0)
        r->code_bytes = t.text_bytes - op_program_weights_bytes(p);
    r->stack_bytes = t.stack_bytes;
    r->total = (report_cost){t.instructions, t.cycles};
    if (t.profile_count != p->step_count)
        return;
    report_cost *steps = NEW_ARRAY(report_cost, (size_t)p->step_count);
    for (int i = 0; i < p->step_count; i++)
        steps[i] = (report_cost){t.profile[i].instructions, t.profile[i].cycles};
    r->step = p->step_count ? steps : NULL;
}

const char *page_of_model(const char *path, const op_program *p, const model_options *o) {
    const sim_target *target = model_target(o);
    report_page r = {
        .program = p,
        .source_name = file_base_name(path),
        .source_sha256 = model_sha256(path),
        .target = o->target,
        .optimize = o->optimize ? o->optimize : "speed",
        .arena_bytes = op_program_arena_bytes(p, sim_pointer_bytes(target)),
        .code_bytes = -1,
        .stack_bytes = -1,
        .total = {-1, -1},
    };
    const char *missing = missing_tool(target);
    if (missing)
        diag_note("the page is without measured numbers: %s is not installed", missing);
    else
        measure(&r, p, o);
    text out = {0};
    report_page_html(&r, &out);
    return text_string(&out);
}
