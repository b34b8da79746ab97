/* The order of a schedule: the deepest step that has all the rows it needs makes its next ones, so
 * that rows die as early as they can; when no step can, or when the push has done what it may, the
 * next input row is taken. */
#include "base/diag.h"
#include "base/mem.h"
#include "plan/plan.h"

typedef struct progress {
    const plan_order *order;
    int32_t *made;      /* rows of every step so far */
    int32_t *available; /* rows of every storage so far */
    int32_t taken;      /* input rows */
    int64_t cost;       /* of this push so far */
} progress;

static int is_there(const op_schedule *s, const progress *p, int storage, int32_t last_row) {
    const op_storage *t = &s->storages[storage];
    if (p->order->complete_first && p->order->complete_first[storage] && !t->constant)
        last_row = t->height - 1;
    return last_row < p->available[storage];
}

static int can_make(const op_schedule *s, const progress *p, const op_row_step *step, int32_t row) {
    for (int i = 0; i < step->kernel.in_count; i++) {
        int32_t first, last;
        op_schedule_rows_read(s, step, i, row, &first, &last);
        if (!is_there(s, p, step->in[i], last))
            return 0;
    }
    return 1;
}

static int can_run(const op_schedule *s, const progress *p, int n) {
    const op_row_step *step = &s->steps[n];
    if (p->made[n] == op_schedule_rows_of(s, step))
        return 0;
    int32_t rows = op_schedule_rows_made(step, p->made[n]);
    for (int32_t k = 0; k < rows; k++)
        if (!can_make(s, p, step, p->made[n] + k))
            return 0;
    return 1;
}

int64_t plan_event_cost(const op_schedule *s, const plan_row_costs *costs, const op_event *e) {
    int64_t cost = 0;
    int32_t rows = e->step < 0 ? 0 : op_schedule_rows_made(&s->steps[e->step], e->row);
    for (int32_t k = 0; k < rows; k++)
        cost += costs->of[e->step][e->row + k];
    return cost;
}

/* May it run in this push? In the last one everything must. */
static int may_run(const op_schedule *s, const progress *p, int n, int32_t last_push) {
    const plan_order *o = p->order;
    if (!o->costs || o->most_per_push <= 0 || p->taken == last_push)
        return 1;
    op_event e = {n, p->made[n]};
    return p->cost + plan_event_cost(s, o->costs, &e) <= o->most_per_push;
}

static void add_event(op_schedule *s, int step, int32_t row) {
    size_t n = (size_t)s->event_count;
    if ((n & (n - 1)) == 0)
        s->events = mem_grow(s->events, n, n ? 2 * n : 1, sizeof *s->events);
    s->events[s->event_count++] = (op_event){step, row};
}

static void run(op_schedule *s, progress *p, int n) {
    const op_row_step *step = &s->steps[n];
    op_storage *out = &s->storages[step->out];
    add_event(s, n, p->made[n]);
    if (p->order->costs)
        p->cost += plan_event_cost(s, p->order->costs, &s->events[s->event_count - 1]);
    p->made[n] += op_schedule_rows_made(step, p->made[n]);
    int complete = p->made[n] == op_schedule_rows_of(s, step);
    if (!step->accumulates && step->kernel.out.height == out->height)
        p->available[step->out] = p->made[n];
    else if (complete)
        p->available[step->out] = out->height;
}

static void take(op_schedule *s, progress *p, int input) {
    add_event(s, OP_EVENT_TAKE, p->taken++);
    p->available[input] = p->taken;
    p->cost = 0;
}

/* Steps from the input to step n on the longest way; those before it are known. */
static int depth_of(const op_schedule *s, const int *depth, int n) {
    int most = 0;
    for (int before = 0; before < n; before++)
        for (int i = 0; i < s->steps[n].kernel.in_count; i++)
            if (s->steps[before].out == s->steps[n].in[i] && depth[before] > most)
                most = depth[before];
    return most + 1;
}

/* All steps, the deepest first. Where branches meet, the shorter one waits for the longer: of two
 * that are as deep the earlier one goes first. */
static int *deepest_first(const op_schedule *s) {
    int *order = NEW_ARRAY(int, (size_t)s->step_count);
    int *depth = NEW_ARRAY(int, (size_t)s->step_count);
    for (int n = 0; n < s->step_count; n++) {
        int k = n;
        depth[n] = depth_of(s, depth, n);
        for (; k > 0 && depth[order[k - 1]] < depth[n]; k--)
            order[k] = order[k - 1];
        order[k] = n;
    }
    mem_free(depth);
    return order;
}

static int deepest(const op_schedule *s, const progress *p, const int *order, int32_t last_push) {
    for (int i = 0; i < s->step_count; i++)
        if (can_run(s, p, order[i]) && may_run(s, p, order[i], last_push))
            return order[i];
    return -1;
}

void plan_events(op_schedule *s, const plan_order *order) {
    static const plan_order as_soon_as_possible = {0};
    progress p = {.order = order ? order : &as_soon_as_possible,
                  .made = NEW_ARRAY(int32_t, (size_t)s->step_count),
                  .available = NEW_ARRAY(int32_t, (size_t)s->storage_count)};
    int input = s->storage_of[s->graph->inputs[0]->id];
    int32_t pushes = s->pushed ? s->storages[input].height : 0;
    int *order_of_steps = deepest_first(s);
    s->event_count = 0;
    for (int i = 0; i < s->storage_count; i++)
        if (s->storages[i].constant || (s->storages[i].is_input && !s->pushed))
            p.available[i] = s->storages[i].height;
    /* A push begins with its row, also where the first steps need none. */
    if (s->pushed)
        take(s, &p, input);
    for (;;) {
        int n = deepest(s, &p, order_of_steps, pushes);
        if (n >= 0)
            run(s, &p, n);
        else if (p.taken < pushes)
            take(s, &p, input);
        else
            break;
    }
    for (int n = 0; n < s->step_count; n++)
        CHECK(p.made[n] == op_schedule_rows_of(s, &s->steps[n]));
    mem_free(order_of_steps);
    mem_free(p.made);
    mem_free(p.available);
}

/* ---- what rows cost ---- */

/* Rows of its first input that making a row reads: a row at the edge is cheaper. */
static int64_t share_of(const op_schedule *s, const op_row_step *step, int32_t row) {
    int32_t first, last;
    if (step->kernel.in_count == 0 || step->kernel.in[0].window < 2)
        return 1;
    op_schedule_rows_read(s, step, 0, row, &first, &last);
    return last < first ? 0 : (last - first) / step->kernel.in[0].dilation + 1;
}

/* A layer that accumulates has two steps; the second only finishes. */
static int only_finishes(const op_schedule *s, int n) {
    return n > 0 && s->steps[n - 1].op == s->steps[n].op;
}

plan_row_costs *plan_row_costs_new(const op_schedule *s, const int64_t *op_costs) {
    plan_row_costs *c = NEW(plan_row_costs);
    c->of = NEW_ARRAY(int64_t *, (size_t)s->step_count);
    for (int n = 0; n < s->step_count; n++) {
        const op_row_step *step = &s->steps[n];
        int32_t rows = op_schedule_rows_of(s, step);
        int64_t total = only_finishes(s, n) ? 0 : op_costs[step->op->output->id], shares = 0;
        if (step->rows_per_call == 1 && step->kernel.best_rows > 1)
            total = total * 5 / 4; /* rows made one by one take longer */
        c->of[n] = NEW_ARRAY(int64_t, (size_t)rows);
        for (int32_t y = 0; y < rows; y++)
            shares += share_of(s, step, y);
        for (int32_t y = 0; y < rows && shares > 0; y++)
            c->of[n][y] = total * share_of(s, step, y) / shares;
    }
    return c;
}

int64_t plan_most_per_push(const op_schedule *s, const plan_row_costs *costs, int32_t *push) {
    int64_t most = 0, cost = 0;
    int32_t now = -1;
    for (int e = 0; e < s->event_count; e++) {
        if (s->events[e].step == OP_EVENT_TAKE) {
            now = s->events[e].row;
            cost = 0;
        }
        cost += plan_event_cost(s, costs, &s->events[e]);
        if (cost > most) {
            most = cost;
            *push = now;
        }
    }
    return most;
}
