#include "cmd/measure.h"

#include "base/diag.h"
#include "base/mem.h"
#include "base/process.h"
#include "cmd/trial.h"

/* Room that the harness of a trial takes on the emulated core, too. */
#define HARNESS_BYTES 65536

const char *measure_too_large(const sim_target *t, const op_program *p) {
    int64_t flash = op_program_weights_bytes(p) + HARNESS_BYTES;
    int64_t ram = op_program_arena_bytes(p, sim_pointer_bytes(t)) + HARNESS_BYTES;
    int fits = !t->machine || (flash <= t->flash_bytes && ram <= t->ram_bytes);
    return fits ? NULL : "its emulator's memory is too small";
}

const char *measure_obstacle(const sim_target *t, const op_program *p) {
    if (!process_exists(t->compiler))
        return mem_printf("%s is not installed", t->compiler);
    if (t->machine && !process_exists("qemu-system-arm"))
        return "qemu-system-arm is not installed";
    return measure_too_large(t, p);
}

measurement measure_run(const op_program *p, const model_options *o, const char *source_name,
                        const char *sha256, int by_step) {
    const ir_graph *g = p->graph;
    trial t = {.counted = 1, .profiled = by_step};
    input_set *inputs = NEW_ARRAY(input_set, (size_t)g->input_count);
    for (int i = 0; i < g->input_count; i++)
        inputs[i] = inputs_random(g->inputs[i], 1, 1 + (uint64_t)i);
    trial_add(&t, p, inputs, 1);
    trial_run(&t, o, source_name, sha256);
    if (t.problem || t.cases[0].mismatches)
        fail(STATUS_BUG, "generated code is wrong on %s: %s", o->target,
             t.problem ? t.problem : t.cases[0].first_problem);
    int known = t.profile_count > 0 && t.profile_count == p->step_count;
    return (measurement){.text_bytes = t.text_bytes,
                         .stack_bytes = t.stack_bytes,
                         .instructions = t.instructions,
                         .cycles = t.cycles,
                         .flash_reads = t.flash_reads,
                         .most_row_instructions = t.most_row_instructions,
                         .step = known ? t.profile : NULL};
}

const report_cost *measure_steps(const measurement *m, const op_program *p) {
    if (!m->step)
        return NULL;
    report_cost *costs = NEW_ARRAY(report_cost, (size_t)p->step_count);
    for (int i = 0; i < p->step_count; i++)
        costs[i] = (report_cost){m->step[i].instructions, m->step[i].cycles};
    return costs;
}
