/* The order of a schedule: the deepest step that has all the rows it needs makes its next ones, so
 * that rows die as early as they can; when no step can, the next input row is taken. */
#include "base/diag.h"
#include "base/mem.h"
#include "plan/plan.h"

typedef struct progress {
    int32_t *made;      /* rows of every step so far */
    int32_t *available; /* rows of every storage so far */
    int32_t taken;      /* input rows */
} progress;

static int can_make(const op_schedule *s, const progress *p, const op_row_step *step, int32_t row) {
    for (int i = 0; i < step->kernel.in_count; i++) {
        int32_t first, last;
        op_schedule_rows_read(s, step, i, row, &first, &last);
        if (last >= p->available[step->in[i]])
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
}

static int deepest(const op_schedule *s, const progress *p) {
    for (int n = s->step_count - 1; n >= 0; n--)
        if (can_run(s, p, n))
            return n;
    return -1;
}

void plan_events(op_schedule *s) {
    progress p = {.made = NEW_ARRAY(int32_t, (size_t)s->step_count),
                  .available = NEW_ARRAY(int32_t, (size_t)s->storage_count)};
    int input = s->storage_of[s->graph->inputs[0]->id];
    for (int i = 0; i < s->storage_count; i++)
        if (s->storages[i].constant || (s->storages[i].is_input && !s->pushed))
            p.available[i] = s->storages[i].height;
    /* A push begins with its row, also where the first steps need none. */
    if (s->pushed)
        take(s, &p, input);
    for (;;) {
        int n = deepest(s, &p);
        if (n >= 0)
            run(s, &p, n);
        else if (s->pushed && p.taken < s->storages[input].height)
            take(s, &p, input);
        else
            break;
    }
    for (int n = 0; n < s->step_count; n++)
        CHECK(p.made[n] == op_schedule_rows_of(s, &s->steps[n]));
}
