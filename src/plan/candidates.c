/* The programs that a graph can become, and which suits a goal best. */
#include "base/diag.h"
#include "base/mem.h"
#include "device/rows.h"
#include "plan/plan.h"

/* Only models of one picture at a time can run row by row. */
static int has_batches(const op_program *p) {
    for (int i = 0; i < p->step_count; i++)
        if (p->steps[i].kernel.batches != 1)
            return 1;
    return 0;
}

int plan_can_push(const ir_graph *g) {
    return g->input_count == 1 && !has_batches(op_program_new(g));
}

#define MOST_ROWS INT16_MAX /* they are counted down to padding, too */

static const char *step_obstacle(const op_row_step *step) {
    for (int i = 0; i < step->kernel.in_count; i++) {
        const op_rows *r = &step->kernel.in[i];
        if (r->window > MOST_ROWS || r->stride > MOST_ROWS || r->dilation > MOST_ROWS ||
            r->pad_top > MOST_ROWS)
            return mem_printf("%s has a window of %d rows", step->op->kind->name, r->window);
    }
    return NULL;
}

const char *plan_row_obstacle(const op_schedule *s) {
    if (s->step_count >= (int)MOTE_TAKE)
        return mem_printf("it has %d steps", s->step_count);
    for (int i = 0; i < s->storage_count; i++) {
        const op_storage *t = &s->storages[i];
        if (t->height > MOST_ROWS)
            return mem_printf("a tensor has %d rows", t->height);
        for (int32_t y = 0; y < t->height && !t->whole && t->offset; y++)
            if (t->offset[y] / OP_TENSOR_ALIGN >= (int32_t)MOTE_NO_PLACE)
                return mem_printf("its arena has %d bytes", s->data_bytes);
    }
    const char *obstacle = NULL;
    for (int n = 0; n < s->step_count && !obstacle; n++)
        obstacle = step_obstacle(&s->steps[n]);
    return obstacle;
}

/* An order of more rows than this is not searched for. */
#define MOST_SEARCHED 4096

static int makes_several_rows(const op_program *p) {
    for (int i = 0; i < p->step_count; i++)
        if (p->steps[i].rows_per_call > 1)
            return 1;
    return 0;
}

static void add(plan_candidates *c, op_program *p, int64_t most_per_push, int32_t push) {
    c->list[c->count++] = (plan_candidate){p, most_per_push, push};
}

static void add_whole(plan_candidates *c, const ir_graph *g, int single_rows) {
    op_program *p = op_program_new(g);
    if (single_rows)
        op_program_single_rows(p);
    plan_program(p);
    add(c, p, 0, 0);
}

/* In time before planning, which takes long for what is too large; and after it. */
static int fits(const op_schedule *s, const plan_goal *goal) {
    const char *obstacle = plan_row_obstacle(s);
    if (obstacle && goal->pushed)
        fail(STATUS_REFUSED, "the model is too large to run row by row: %s", obstacle);
    return !obstacle;
}

static void add_by_rows(plan_candidates *c, const ir_graph *g, const plan_goal *goal,
                        int single_rows, int search) {
    op_schedule *s = op_schedule_new(g, goal->pushed);
    if (!fits(s, goal))
        return;
    if (single_rows)
        op_schedule_single_rows(s);
    plan_row_costs *costs = goal->op_costs ? plan_row_costs_new(s, goal->op_costs) : NULL;
    int64_t limit = goal->pushed ? goal->most_per_push : 0, most = 0;
    plan_order order = {.costs = costs, .most_per_push = limit};
    int32_t push = 0;
    if (search)
        plan_search(s, costs, limit);
    else
        plan_schedule_in_order(s, &order);
    if (costs && goal->pushed)
        most = plan_most_per_push(s, costs, &push);
    if (!search && limit > 0 && most > limit) { /* nothing is gained by waiting, then */
        plan_schedule(s);
        most = plan_most_per_push(s, costs, &push);
    }
    if (fits(s, goal))
        add(c, op_program_of_schedule(s), most, push);
}

static int64_t excess(const plan_candidate *c, const plan_goal *goal) {
    int64_t over = c->most_per_push - goal->most_per_push;
    return goal->most_per_push > 0 && over > 0 ? over : 0;
}

/* What a plan's memory counts for. Kernels that make several rows in a call are faster by up to a
 * third, so much more memory they may take. */
static int64_t weighed_bytes(const plan_candidate *c, const plan_goal *goal) {
    int64_t bytes = op_program_arena_bytes(c->program, goal->pointer_bytes);
    return makes_several_rows(c->program) ? bytes * 3 / 4 : bytes;
}

static int is_better(const plan_candidate *a, const plan_candidate *b, const plan_goal *goal) {
    if (excess(a, goal) != excess(b, goal))
        return excess(a, goal) < excess(b, goal);
    return goal->smallest && weighed_bytes(a, goal) < weighed_bytes(b, goal);
}

/* Fastest first where nothing else decides: that is how they were added. */
static void sort(plan_candidates *c, const plan_goal *goal) {
    for (int i = 1; i < c->count; i++) {
        plan_candidate x = c->list[i];
        int k = i;
        for (; k > 0 && is_better(&x, &c->list[k - 1], goal); k--)
            c->list[k] = c->list[k - 1];
        c->list[k] = x;
    }
    int kept = 1; /* those that meet the limit; if none does, the one that comes closest */
    while (kept < c->count && excess(&c->list[kept], goal) == 0)
        kept++;
    c->count = kept;
}

plan_candidates plan_all(const ir_graph *g, const plan_goal *goal) {
    plan_candidates c = {0};
    const op_program *fastest = op_program_new(g);
    int64_t rows = op_schedule_rows_in(g);
    int most_single = makes_several_rows(fastest);
    int by_rows = goal->pushed || (!has_batches(fastest) && rows <= OP_MOST_ROWS);
    int most_search = rows <= MOST_SEARCHED;
    int only_first = !goal->smallest && !goal->alternatives;
    for (int single = 0; !goal->pushed && single <= most_single && !(c.count && only_first);
         single++)
        add_whole(&c, g, single);
    for (int search = 0; by_rows && search <= most_search; search++)
        for (int single = 0; single <= most_single && !(c.count && only_first); single++)
            add_by_rows(&c, g, goal, single, search);
    sort(&c, goal);
    return c;
}
