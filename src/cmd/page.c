#include "cmd/page.h"

#include <string.h>

#include "base/diag.h"
#include "base/mem.h"
#include "cmd/measure.h"
#include "report/page.h"

static report_core measure(const report_page *r, const op_program *p, const model_options *o,
                           const report_cost **step) {
    measurement m = measure_run(p, o, r->source_name, r->source_sha256, step != NULL);
    if (step)
        *step = measure_steps(&m, p);
    return (report_core){
        .name = o->target,
        .code_bytes = m.text_bytes < 0 ? -1 : m.text_bytes - op_program_weights_bytes(p),
        .stack_bytes = m.stack_bytes,
        .total = {m.instructions, m.cycles},
        .flash_reads = m.flash_reads,
    };
}

/* On every emulated core, each with the kernels chosen for it. */
static void measure_cores(report_page *r, const char *path, const model_options *options) {
    cli_list names = sim_target_names(model_data_folder());
    report_core *list = NEW_ARRAY(report_core, (size_t)names.count);
    for (int i = 0; i < names.count; i++) {
        const sim_target *t = sim_target_load(model_data_folder(), names.item[i]);
        if (t->board || !t->machine || measure_obstacle(t, r->program))
            continue;
        report_core *core = &list[r->core_count++];
        *core = r->measured;
        if (strcmp(t->name, r->target) == 0)
            continue;
        model_options o = *options;
        o.target = t->name;
        *core = measure(r, model_program(model_load(path, &o, NULL), &o), &o, NULL);
    }
    r->cores = list;
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
        .measured = {o->target, -1, -1, {-1, -1}, -1},
    };
    const char *problem = measure_obstacle(target, p);
    if (problem)
        diag_note("the page is without measurements on %s: %s", o->target, problem);
    else
        r.measured = measure(&r, p, o, &r.step);
    measure_cores(&r, path, o);
    text out = {0};
    report_page_html(&r, &out);
    return text_string(&out);
}
