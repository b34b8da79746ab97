#include "cmd/page.h"

#include <string.h>

#include "base/diag.h"
#include "base/mem.h"
#include "base/process.h"
#include "cmd/trial.h"
#include "report/page.h"

/* Room that the harness of a trial takes on the emulated core, too. */
#define HARNESS_BYTES 65536

/* Why a program cannot be measured on a target; NULL: it can. */
static const char *obstacle(const sim_target *t, const op_program *p) {
    if (!process_exists(t->compiler))
        return mem_printf("%s is not installed", t->compiler);
    if (!t->machine)
        return NULL;
    if (!process_exists("qemu-system-arm"))
        return "qemu-system-arm is not installed";
    int64_t flash = op_program_weights_bytes(p) + HARNESS_BYTES;
    int64_t ram = op_program_arena_bytes(p, sim_pointer_bytes(t)) + HARNESS_BYTES;
    return flash > t->flash_bytes || ram > t->ram_bytes ? "its emulator's memory is too small"
                                                        : NULL;
}

/* One run on `target`; `step` gets what each step takes, where that is known. */
static report_core measure(const report_page *r, const model_options *options, const char *target,
                           const report_cost **step) {
    const ir_graph *g = r->program->graph;
    model_options o = *options;
    o.target = target;
    trial t = {.counted = 1, .profiled = step && !r->program->schedule};
    input_set *inputs = NEW_ARRAY(input_set, (size_t)g->input_count);
    for (int i = 0; i < g->input_count; i++)
        inputs[i] = inputs_random(g->inputs[i], 1, 1 + (uint64_t)i);
    trial_add(&t, r->program, inputs, 1);
    trial_run(&t, &o, r->source_name, r->source_sha256);
    if (t.problem || t.cases[0].mismatches)
        fail(STATUS_BUG, "generated code is wrong on %s: %s", target,
             t.problem ? t.problem : t.cases[0].first_problem);
    if (step && t.profile_count > 0 && t.profile_count == r->program->step_count) {
        report_cost *costs = NEW_ARRAY(report_cost, (size_t)t.profile_count);
        for (int i = 0; i < t.profile_count; i++)
            costs[i] = (report_cost){t.profile[i].instructions, t.profile[i].cycles};
        *step = costs;
    }
    return (report_core){
        .name = target,
        .code_bytes = t.text_bytes < 0 ? -1 : t.text_bytes - op_program_weights_bytes(r->program),
        .stack_bytes = t.stack_bytes,
        .total = {t.instructions, t.cycles},
    };
}

/* On every core whose instructions can be counted. */
static void measure_cores(report_page *r, const model_options *o) {
    cli_list names = sim_target_names(model_data_folder());
    report_core *list = NEW_ARRAY(report_core, (size_t)names.count);
    for (int i = 0; i < names.count; i++) {
        const sim_target *t = sim_target_load(model_data_folder(), names.item[i]);
        if (t->board || !sim_can_count(t) || obstacle(t, r->program))
            continue;
        list[r->core_count++] =
            strcmp(t->name, r->target) == 0 ? r->measured : measure(r, o, t->name, NULL);
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
        .measured = {o->target, -1, -1, {-1, -1}},
    };
    const char *problem = obstacle(target, p);
    if (problem)
        diag_note("the page is without measurements on %s: %s", o->target, problem);
    else
        r.measured = measure(&r, o, o->target, &r.step);
    measure_cores(&r, o);
    text out = {0};
    report_page_html(&r, &out);
    return text_string(&out);
}
