/* Which of the programs that a model can become: the one that suits --optimize best of those that
 * meet the limits, or a refusal that says what holds it up. Arenas and constants are known; code,
 * stack and instructions are measured on the emulated core. */
#include <string.h>

#include "base/diag.h"
#include "base/mem.h"
#include "cmd/measure.h"
#include "cmd/model.h"
#include "plan/plan.h"
#include "report/timeline.h"

/* What no kernel and no core needs more of: counted where the stack cannot be measured. */
#define STACK_BOUND_BYTES 512
/* A row limit is planned for with costs that are a little wrong: so often it is tightened. */
#define ROW_ROUNDS 3
/* Below that, Winograd's weights of a layer are not worth another try. */
#define WINOGRAD_LEAST_BYTES (16 << 10)

typedef struct chooser {
    const ir_graph *graph;
    const model_options *o;
    const sim_target *target;
    plan_goal goal;
} chooser;

typedef struct needs {
    const plan_candidate *candidate;
    int64_t flash_bytes, ram_bytes, row_instructions; /* -1: not known, or not asked for */
    int64_t weights_bytes, arena_bytes, stack_bytes;
    int row_is_estimated, stack_is_measured;
} needs;

int model_can_stream(const ir_graph *g) {
    return plan_can_push(g) && op_schedule_can_stream(g);
}

static void require_small(const op_schedule *s) {
    const char *obstacle = plan_row_obstacle(s);
    if (obstacle)
        fail(STATUS_REFUSED, "the model is too large for --stream: %s", obstacle);
}

static op_program *stream_program(const ir_graph *g) {
    op_schedule *s = op_schedule_new_stream(g);
    require_small(s);
    op_schedule_single_rows(s);
    plan_stream(s);
    require_small(s);
    return op_program_of_schedule(s);
}

/* ---- what instructions operators take ---- */

/* Measured in a program that runs tensor by tensor; NULL where the target counts nothing. */
static const int64_t *measure_ops(const chooser *c) {
    const ir_graph *g = c->graph;
    op_program *whole = op_program_new(g);
    plan_program(whole);
    const char *obstacle = measure_obstacle(c->target, whole);
    if (obstacle)
        fail(STATUS_MISSING, "--row-limit needs to count instructions on %s, but %s", c->o->target,
             obstacle);
    measurement m = measure_run(whole, c->o, g->name, "", 1);
    if (m.instructions < 0)
        return NULL;
    int64_t *costs = NEW_ARRAY(int64_t, (size_t)g->tensor_count), macs = op_graph_macs(g);
    for (int i = 0; i < whole->step_count; i++) {
        const ir_op *op = whole->steps[i].op;
        costs[op->output->id] = m.step ? m.step[i].instructions
                                : macs ? m.instructions / macs * op_macs(op)
                                       : 0;
    }
    return costs;
}

/* ---- what a program needs ---- */

static int is_over(int64_t value, long long limit) {
    return limit > 0 && value > limit;
}

static needs known_needs(const chooser *c, const plan_candidate *p) {
    needs n = {.candidate = p,
               .flash_bytes = -1,
               .row_instructions = p->most_per_push > 0 ? p->most_per_push : -1,
               .row_is_estimated = 1,
               .weights_bytes = op_program_weights_bytes(p->program),
               .arena_bytes = op_program_arena_bytes(p->program, sim_pointer_bytes(c->target)),
               .stack_bytes = STACK_BOUND_BYTES};
    n.ram_bytes = n.arena_bytes + n.stack_bytes;
    return n;
}

static void add_measured(const chooser *c, needs *n) {
    measurement m = measure_run(n->candidate->program, c->o, c->graph->name, "", 0);
    n->flash_bytes = m.text_bytes;
    n->stack_is_measured = 1;
    if (m.stack_bytes >= 0)
        n->stack_bytes = m.stack_bytes;
    n->ram_bytes = n->arena_bytes + n->stack_bytes;
    if (m.most_row_instructions >= 0) {
        n->row_instructions = m.most_row_instructions;
        n->row_is_estimated = 0;
    }
}

/* Measures only what a limit may hang on. */
static needs needs_of(const chooser *c, const plan_candidate *p) {
    const model_options *o = c->o;
    needs n = known_needs(c, p);
    int ram_is_close = is_over(n.ram_bytes, o->ram_limit) && !is_over(n.arena_bytes, o->ram_limit);
    int flash_is_close = o->flash_limit > 0 && !is_over(n.weights_bytes, o->flash_limit);
    int row_counts = o->row_limit > 0 && c->goal.op_costs && !is_over(n.arena_bytes, o->ram_limit);
    const char *obstacle = measure_obstacle(c->target, p->program);
    if (flash_is_close && obstacle)
        fail(STATUS_MISSING, "--flash-limit needs the size of the code, but %s", obstacle);
    if (obstacle || !(ram_is_close || flash_is_close || row_counts))
        return n;
    add_measured(c, &n);
    return n;
}

static int64_t least_flash(const needs *n) {
    return n->flash_bytes < 0 ? n->weights_bytes : n->flash_bytes;
}

static int meets_limits(const needs *n, const model_options *o) {
    return !is_over(n->ram_bytes, o->ram_limit) && !is_over(least_flash(n), o->flash_limit) &&
           !is_over(n->row_instructions, o->row_limit);
}

/* ---- refusals: each says how much is missing and what holds it up ---- */

#define SHOWN 4 /* of the largest */

static void refuse_ram(const chooser *c, needs *n) {
    const model_options *o = c->o;
    if (!n->stack_is_measured && !measure_obstacle(c->target, n->candidate->program))
        add_measured(c, n);
    const report_timeline *t = report_timeline_new(n->candidate->program);
    text peak = {0};
    report_peak_text(t, &peak);
    fail(STATUS_REFUSED,
         "%lld bytes more than --ram-limit %lld are needed: an arena of %lld and a stack of %lld "
         "bytes. Most of the arena is in use at %s: %s",
         (long long)n->ram_bytes - o->ram_limit, o->ram_limit, (long long)n->arena_bytes,
         (long long)n->stack_bytes, report_work_at(t, t->peak), text_string(&peak));
}

/* The largest of `value` by step that was not shown yet, which is then cleared; -1: none. */
static int take_largest(int64_t *value, int count) {
    int best = -1;
    for (int i = 0; i < count; i++)
        if (value[i] > 0 && (best < 0 || value[i] > value[best]))
            best = i;
    return best;
}

static const char *largest_steps(const op_program *p, int64_t *value, const char *unit) {
    text out = {0};
    for (int shown = 0; shown < SHOWN; shown++) {
        int i = take_largest(value, p->step_count);
        if (i < 0)
            break;
        text_add(&out, "%s%d %s (%lld %s)", shown ? ", " : "", p->steps[i].op->index,
                 p->steps[i].op->kind->name, (long long)value[i], unit);
        value[i] = 0;
    }
    return text_string(&out);
}

static void refuse_flash(const needs *n, const model_options *o) {
    const op_program *p = n->candidate->program;
    int64_t *weights = NEW_ARRAY(int64_t, (size_t)p->step_count + 1);
    for (int i = 0; i < p->step_count; i++)
        weights[i] = op_step_weights_bytes(&p->steps[i]);
    int64_t flash = least_flash(n);
    fail(STATUS_REFUSED,
         "%lld bytes more than --flash-limit %lld are needed: %lld of constants%s. The largest: %s",
         (long long)flash - o->flash_limit, o->flash_limit, (long long)n->weights_bytes,
         n->flash_bytes < 0
             ? " alone"
             : mem_printf(" and %lld of code", (long long)(flash - n->weights_bytes)),
         largest_steps(p, weights, "bytes"));
}

/* What the push of a row makes, by step. */
static int64_t *work_of_push(const chooser *c, const plan_candidate *p) {
    const op_schedule *s = p->program->schedule;
    const plan_row_costs *costs = plan_row_costs_new(s, c->goal.op_costs);
    int64_t *work = NEW_ARRAY(int64_t, (size_t)s->step_count + 1);
    int32_t now = -1;
    for (int e = 0; e < s->event_count; e++) {
        if (s->events[e].step < 0)
            now = s->events[e].row;
        else if (now == p->push)
            work[s->events[e].step] += plan_event_cost(s, costs, &s->events[e]);
    }
    return work;
}

static void refuse_row(const chooser *c, const needs *n) {
    const op_schedule *s = n->candidate->program->schedule;
    int32_t rows = s->storages[s->storage_of[c->graph->inputs[0]->id]].height;
    int is_last = n->candidate->push == rows - 1;
    fail(STATUS_REFUSED,
         "the push of row %d%s takes %lld instructions%s, %lld more than --row-limit %lld; %s: %s",
         n->candidate->push, is_last ? ", the last," : "", (long long)n->row_instructions,
         n->row_is_estimated ? " (estimated)" : "",
         (long long)n->row_instructions - c->o->row_limit, c->o->row_limit,
         is_last ? "most of what waits for it" : "most of what it makes",
         largest_steps(n->candidate->program, work_of_push(c, n->candidate), "instructions"));
}

_Noreturn static void refuse(const chooser *c, needs *n) {
    const model_options *o = c->o;
    if (is_over(least_flash(n), o->flash_limit))
        refuse_flash(n, o);
    if (is_over(n->ram_bytes, o->ram_limit))
        refuse_ram(c, n);
    refuse_row(c, n);
    CHECK(0);
}

/* ---- the choice ---- */

/* Which of two that do not meet the limits comes closer: in constants and code, then in RAM. */
static int comes_closer(const needs *a, const needs *b, const model_options *o) {
    int64_t flash_a = is_over(a->flash_bytes, o->flash_limit) ? a->flash_bytes : 0;
    int64_t flash_b = is_over(b->flash_bytes, o->flash_limit) ? b->flash_bytes : 0;
    if (flash_a != flash_b)
        return flash_a < flash_b;
    int64_t ram_a = is_over(a->ram_bytes, o->ram_limit) ? a->ram_bytes : 0;
    int64_t ram_b = is_over(b->ram_bytes, o->ram_limit) ? b->ram_bytes : 0;
    if (ram_a != ram_b)
        return ram_a < ram_b;
    return a->row_instructions < b->row_instructions;
}

/* Winograd's convolutions make a row at the price of several. */
static int wastes_rows(const op_program *p) {
    for (int i = 0; i < p->step_count; i++)
        if (strcmp(p->steps[i].kernel.name, "conv2d_winograd_s8") == 0 &&
            p->steps[i].rows_per_call < p->steps[i].kernel.best_rows)
            return 1;
    return 0;
}

/* The first that meets the limits, NULL: none; then `closest` is the one that comes closest. */
static op_program *first_that_fits(const chooser *c, needs *closest) {
    plan_candidates *all = NEW(plan_candidates); /* `closest` points into it */
    *all = plan_all(c->graph, &c->goal);
    for (int i = 0; i < all->count; i++) {
        if (wastes_rows(all->list[i].program))
            continue;
        needs n = needs_of(c, &all->list[i]);
        if (meets_limits(&n, c->o))
            return all->list[i].program;
        if (!closest->candidate || comes_closer(&n, closest, c->o))
            *closest = n;
    }
    return NULL;
}

/* NULL: none meets the limits; `closest` is as above. */
static op_program *choose_for_target(chooser *c, needs *closest) {
    const model_options *o = c->o;
    if (o->row_limit > 0 && o->rows) {
        c->goal.op_costs = measure_ops(c);
        c->goal.most_per_push = o->row_limit;
        if (!c->goal.op_costs)
            diag_note("--row-limit is not held against anything: %s does not count instructions",
                      o->target);
    }
    for (int round = 0; round < ROW_ROUNDS; round++) {
        op_program *p = first_that_fits(c, closest);
        if (p)
            return p;
        int64_t measured = closest->row_instructions, wanted = closest->candidate->most_per_push;
        if (!is_over(measured, o->row_limit) || wanted > c->goal.most_per_push)
            break; /* it is something else, or no plan is as smooth as that */
        c->goal.most_per_push = c->goal.most_per_push * o->row_limit / measured * 99 / 100;
    }
    return NULL;
}

static op_program *choose_again(chooser *c, ir_target target, needs *closest) {
    ir_graph *g = NEW(ir_graph);
    *g = *c->graph;
    g->target = target;
    c->graph = g;
    return choose_for_target(c, closest);
}

/* Where kernels that like much flash or scratch do not fit, others may: Winograd's convolutions
 * only where they take fewer weights, or nowhere; then kernels that --optimize ram takes. */
static op_program *choose(chooser *c) {
    needs closest = {0};
    ir_target t = c->graph->target;
    op_program *p = choose_for_target(c, &closest);
    while (!p && t.winograd_bytes > 0) {
        int is_flash = is_over(least_flash(&closest), c->o->flash_limit);
        t.winograd_bytes =
            is_flash && t.winograd_bytes > WINOGRAD_LEAST_BYTES ? t.winograd_bytes / 4 : 0;
        closest = (needs){0}; /* what comes needs less of what is short */
        p = choose_again(c, t, &closest);
    }
    if (!p && t.dsp && !t.small && is_over(closest.ram_bytes, c->o->ram_limit)) {
        t.small = 1;
        p = choose_again(c, t, &closest);
    }
    if (!p)
        refuse(c, &closest);
    return p;
}

static op_program *limited_stream(chooser *c) {
    plan_candidate *p = NEW(plan_candidate);
    p->program = stream_program(c->graph);
    needs n = needs_of(c, p);
    if (!meets_limits(&n, c->o))
        refuse(c, &n);
    return p->program;
}

op_program *model_program(const ir_graph *g, const model_options *o) {
    chooser c = {.graph = g,
                 .o = o,
                 .goal = {.pushed = o->rows,
                          .smallest = o->optimize && strcmp(o->optimize, "ram") == 0,
                          .pointer_bytes = 4}};
    if (o->ram_limit <= 0 && o->flash_limit <= 0 && o->row_limit <= 0)
        return o->stream ? stream_program(g) : plan_all(g, &c.goal).list[0].program;
    c.target = model_target(o);
    c.goal.pointer_bytes = sim_pointer_bytes(c.target);
    c.goal.alternatives = 1;
    return o->stream ? limited_stream(&c) : choose(&c);
}
