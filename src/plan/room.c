/* The smallest plan is as large as its fullest moment. Elsewhere there is room: for kernels that
 * make more rows a call, or expand more of their input at once, and are faster by that. */
#include "base/diag.h"
#include "base/mem.h"
#include "plan/plan.h"

#define MOST_ROWS 2   /* a call */
#define WORK 60000000 /* events times steps, in all: a second or so */
#define SCRATCH_LEVELS 4

static const int32_t scratch_bytes[SCRATCH_LEVELS] = {2048, 1024, 512, 256};

typedef struct room {
    op_schedule *s;
    const plan_order *order;
    int32_t most_bytes, spare_bytes;
    int64_t work;
} room;

/* More scratch is in use in the step's own calls alone: gaps are left to spare there. */
static int fits(room *r, const op_row_step *step, int has_more_rows) {
    int32_t during_step;
    op_schedule_align(r->s);
    r->work += (int64_t)r->s->event_count * r->s->step_count;
    int32_t bytes = plan_schedule_bound_at(r->s, r->order, (int)(step - r->s->steps), &during_step);
    return bytes <= r->most_bytes &&
           (has_more_rows ? bytes : during_step) <= r->most_bytes - r->spare_bytes;
}

static void put_back(op_schedule *s, op_row_step *step, op_row_step old) {
    s->storage_count -= step->scratch >= 0 && old.scratch < 0; /* the last one */
    *step = old;
    if (step->scratch >= 0)
        s->storages[step->scratch].row_bytes = old.kernel.scratch_bytes;
}

static int is_another(const op_row_step *a, const op_row_step *b) {
    return a->rows_per_call != b->rows_per_call ||
           a->kernel.scratch_bytes > b->kernel.scratch_bytes || a->kernel.name != b->kernel.name;
}

/* More rows count for more than scratch does. */
static int improve(room *r, op_row_step *step) {
    op_row_step old = *step;
    ir_target target = r->s->graph->target;
    target.small = target.whole = 0;
    for (target.rows = MOST_ROWS; target.rows >= old.rows_per_call; target.rows--)
        for (int i = 0; i < SCRATCH_LEVELS && r->work < WORK; i++) {
            target.scratch_bytes = scratch_bytes[i];
            if (!op_schedule_lower_again(r->s, step, target))
                return 0;
            int makes_fewer = step->rows_per_call < target.rows;
            if (!makes_fewer && is_another(step, &old) &&
                fits(r, step, target.rows > old.rows_per_call))
                return 1;
            put_back(r->s, step, old);
            if (makes_fewer)
                break;
        }
    return 0;
}

/* The largest layer that was not tried yet; NULL: all were. */
static op_row_step *take_largest(op_schedule *s, unsigned char *tried) {
    op_row_step *largest = NULL;
    for (op_row_step *step = s->steps; step < s->steps + s->step_count; step++)
        if (!tried[step - s->steps] && op_macs(step->op) > 0 &&
            (!largest || op_macs(step->op) > op_macs(largest->op)))
            largest = step;
    if (largest)
        tried[largest - s->steps] = 1;
    return largest;
}

int plan_use_room(op_schedule *s, const plan_order *order, int32_t most_bytes,
                  int32_t spare_bytes) {
    room r = {.s = s, .order = order, .most_bytes = most_bytes, .spare_bytes = spare_bytes};
    unsigned char *tried = NEW_ARRAY(unsigned char, (size_t)s->step_count);
    int improved = 0;
    for (op_row_step *step; (step = take_largest(s, tried));)
        improved += improve(&r, step);
    mem_free(tried);
    if (improved) {
        op_schedule_align(s);
        plan_schedule_in_order(s, order);
        if (order->most_per_push == 0)
            plan_spare_calls(s, order);
    }
    return improved;
}
