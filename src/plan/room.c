/* The smallest plan is as large as its fullest moment. Elsewhere there is room: for kernels that
 * make more rows a call, or expand more of their input at once, and are faster by that. */
#include <string.h>

#include "base/diag.h"
#include "base/mem.h"
#include "plan/plan.h"

#define WORK 100000000 /* squares of events, in all: a second or so */

/* What layers may take in one round after the other: most is gained by the second row of a call,
 * and less and less by more. */
static const struct {
    int32_t rows, scratch_bytes;
} rounds[] = {{2, 256}, {4, 256}, {4, 512}, {8, 512}, {8, 1024}, {8, 2048}};

typedef struct room {
    op_schedule *s;
    const plan_order *order;
    int32_t most_bytes, pointer_bytes;
    int64_t work;
} room;

/* Row pointers of the largest call. */
static int32_t table_bytes(const room *r) {
    int32_t most = 0;
    for (const op_row_step *step = r->s->steps; step < r->s->steps + r->s->step_count; step++) {
        int32_t entries = op_kernel_table_entries(&step->kernel, step->rows_per_call);
        most = entries > most ? entries : most;
    }
    return most * r->pointer_bytes;
}

static int fits(room *r) {
    op_schedule *s = r->s;
    int32_t most = r->most_bytes - table_bytes(r);
    op_schedule_align(s);
    if (plan_schedule_bound(s, r->order) > most)
        return 0;
    r->work += (int64_t)s->event_count * s->event_count;
    plan_schedule_in_order(s, r->order);
    return s->data_bytes <= most;
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

/* A kernel that makes up to `rows` rows a call; if that does not fit, half as many. */
static int improve(room *r, op_row_step *step, int32_t rows, int32_t scratch_bytes) {
    op_row_step old = *step;
    ir_target target = r->s->graph->target;
    target.small = target.whole = 0;
    target.scratch_bytes = scratch_bytes;
    for (int32_t failed = 0; rows >= old.rows_per_call && r->work < WORK; rows /= 2) {
        target.rows = rows;
        if (!op_schedule_lower_again(r->s, step, target))
            return 0;
        int is_new = step->rows_per_call >= old.rows_per_call && step->rows_per_call != failed;
        if (is_new && is_another(step, &old) && fits(r))
            return 1;
        failed = step->rows_per_call;
        put_back(r->s, step, old);
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
                  int32_t pointer_bytes) {
    room r = {s, order, most_bytes, pointer_bytes, 0};
    unsigned char *tried = NEW_ARRAY(unsigned char, (size_t)s->step_count);
    int improved = 0;
    for (size_t i = 0; i < sizeof rounds / sizeof rounds[0]; i++) {
        for (op_row_step *step; (step = take_largest(s, tried));)
            improved += improve(&r, step, rounds[i].rows, rounds[i].scratch_bytes);
        memset(tried, 0, (size_t)s->step_count);
    }
    mem_free(tried);
    if (improved) {
        op_schedule_align(s);
        plan_schedule_in_order(s, order);
        if (order->most_per_push == 0)
            plan_spare_calls(s, order, most_bytes - table_bytes(&r));
    }
    return improved;
}
