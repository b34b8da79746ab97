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
    if (step->kernel.out.height > MOST_ROWS)
        return mem_printf("%s makes %d rows", step->op->kind->name, step->kernel.out.height);
    for (int i = 0; i < step->kernel.in_count; i++) {
        const op_rows *r = &step->kernel.in[i];
        if ((int64_t)(r->window - 1) * r->dilation > MOST_ROWS)
            return mem_printf("a window of %s spans more than %d rows", step->op->kind->name,
                              MOST_ROWS);
        if (r->window > MOST_ROWS || r->stride > MOST_ROWS || r->dilation > MOST_ROWS ||
            r->pad_top > MOST_ROWS)
            return mem_printf("%s has a window of %d rows", step->op->kind->name, r->window);
    }
    return NULL;
}

const char *plan_row_obstacle(const op_schedule *s) {
    if (s->step_count > MOTE_TAKE_LONG)
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

/* Are there kernels that make several rows a call because that is faster? */
static int makes_several_rows(const op_program *p) {
    for (int i = 0; i < p->step_count; i++)
        if (p->steps[i].rows_per_call > 1 && p->steps[i].kernel.best_rows > 1)
            return 1;
    return 0;
}

static void add_whole(plan_candidates *c, const ir_graph *g, int single_rows) {
    op_program *p = op_program_new(g);
    if (single_rows)
        op_program_single_rows(p);
    plan_program(p);
    c->list[c->count++] = (plan_candidate){.program = p};
}

static const ir_graph *with_staged(const ir_graph *g, int64_t bytes) {
    ir_graph *other = NEW(ir_graph);
    *other = *g;
    other->target.staged_bytes = bytes;
    return other;
}

/* With weights staged in RAM, each in half as much as the one before. Returns the graph without. */
static const ir_graph *add_staged(plan_candidates *c, const ir_graph *g, int most) {
    for (int i = 0; i < most && g->target.staged_bytes > 0; i++) {
        add_whole(c, g, 0);
        g = with_staged(g, g->target.staged_bytes / 2);
    }
    return with_staged(g, 0);
}

/* In time before planning, which takes long for what is too large; and after it. */
static int fits(const op_schedule *s, const plan_goal *goal) {
    const char *obstacle = plan_row_obstacle(s);
    if (obstacle && goal->pushed)
        fail(STATUS_REFUSED, "the model is too large to run row by row: %s", obstacle);
    return !obstacle;
}

/* What a planned schedule takes, if it fits the tables of the device. */
static void add_schedule(plan_candidates *c, op_schedule *s, const plan_goal *goal,
                         plan_candidate x) {
    if (x.order.costs && goal->pushed)
        x.most_per_push = plan_most_per_push(s, x.order.costs, &x.push);
    if (!fits(s, goal))
        return;
    x.program = op_program_of_schedule(s);
    c->list[c->count++] = x;
}

static void add_by_rows(plan_candidates *c, const ir_graph *g, const plan_goal *goal,
                        int single_rows, int search) {
    op_schedule *s = op_schedule_new(g, goal->pushed);
    if (!fits(s, goal))
        return;
    if (single_rows)
        op_schedule_single_rows(s);
    plan_order order = {.costs = goal->op_costs ? plan_row_costs_new(s, goal->op_costs) : NULL,
                        .most_per_push = goal->pushed ? goal->most_per_push : 0};
    int32_t push;
    if (search)
        order = plan_search(s, order.costs, order.most_per_push);
    else
        plan_schedule_in_order(s, &order);
    if (!search && order.costs && order.most_per_push > 0 &&
        plan_most_per_push(s, order.costs, &push) > order.most_per_push) {
        order.most_per_push = 0; /* nothing is gained by waiting, then */
        plan_schedule_in_order(s, &order);
    }
    add_schedule(c, s, goal, (plan_candidate){.order = order});
}

static int64_t excess(const plan_candidate *c, const plan_goal *goal) {
    int64_t over = c->most_per_push - goal->most_per_push;
    return goal->most_per_push > 0 && over > 0 ? over : 0;
}

static int32_t arena(const plan_candidate *c, const plan_goal *goal) {
    return op_program_arena_bytes(c->program, goal->pointer_bytes);
}

/* What a plan's memory counts for. Kernels that make several rows in a call are faster by up to a
 * third; a fifth more memory they may take, and that much in any case. */
#define LEAST_MORE 1600
static int64_t more(int64_t bytes) {
    return bytes + (bytes / 5 > LEAST_MORE ? bytes / 5 : LEAST_MORE);
}

static int64_t weighed_bytes(const plan_candidate *c, const plan_goal *goal) {
    int64_t bytes = arena(c, goal);
    return makes_several_rows(c->program) ? bytes : more(bytes);
}

static int is_better(const plan_candidate *a, const plan_candidate *b, const plan_goal *goal) {
    if (excess(a, goal) != excess(b, goal))
        return excess(a, goal) < excess(b, goal);
    if (a->uses_room != b->uses_room)
        return a->uses_room;
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

/* Does the graph's smallest plan make rows one by one that would be much faster together? */
static int wants_rows(const op_program *p) {
    int wants = makes_several_rows(p);
    for (int i = 0; i < p->step_count; i++)
        wants |= p->steps[i].kernel.loses_alone || p->steps[i].kernel.best_rows > 1;
    return wants;
}

/* The best plan with faster kernels where it has room, and, if that makes more rows a call, in up
 * to a fifth more than the smallest plan takes. */
static void add_with_room(plan_candidates *c, const ir_graph *g, const plan_goal *goal) {
    plan_candidate start = c->list[0];
    const op_schedule *from = start.program->schedule;
    int64_t smallest = arena(&start, goal);
    if (!from)
        return;
    for (int i = 1; i < c->count; i++)
        smallest = arena(&c->list[i], goal) < smallest ? arena(&c->list[i], goal) : smallest;
    if (wants_rows(start.program))
        smallest = more(smallest);
    op_schedule *s = op_schedule_new(g, goal->pushed);
    int32_t most = (int32_t)smallest - op_schedule_state_bytes(s);
    if (!makes_several_rows(start.program))
        op_schedule_single_rows(s);
    if (plan_use_room(s, &start.order, most, goal->pointer_bytes))
        add_schedule(c, s, goal, (plan_candidate){.order = start.order, .uses_room = 1});
}

plan_candidates plan_all(const ir_graph *g, const plan_goal *goal) {
    plan_candidates c = {0};
    int only_first = !goal->smallest && !goal->alternatives;
    g = add_staged(&c, g, goal->pushed ? 0 : only_first ? 1 : PLAN_STAGED);
    const op_program *fastest = op_program_new(g);
    int64_t rows = op_schedule_rows_in(g);
    int most_single = makes_several_rows(fastest);
    int by_rows = goal->pushed || (!has_batches(fastest) && rows <= OP_MOST_ROWS);
    int most_search = rows <= MOST_SEARCHED;
    for (int single = 0; !goal->pushed && single <= most_single && !(c.count && only_first);
         single++)
        add_whole(&c, g, single);
    for (int search = 0; by_rows && search <= most_search; search++)
        for (int single = 0; single <= most_single && !(c.count && only_first); single++)
            add_by_rows(&c, g, goal, single, search);
    sort(&c, goal);
    if (goal->smallest && by_rows) {
        add_with_room(&c, g, goal);
        sort(&c, goal);
    }
    return c;
}
