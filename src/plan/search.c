/* Orders of a schedule with a smaller arena: where a tensor is made complete before anything reads
 * it, the layers before and behind it do not hold rows at the same time. Which tensors pays to make
 * so is searched from the best sets of few to sets of one more. */
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/mem.h"
#include "plan/plan.h"

#define MOST_COMPLETE 3 /* tensors in a set */
#define BEAM 4          /* sets that one more tensor is added to */
#define MOST_PLACED 24  /* sets that are placed */
#define WORK 150000000  /* events times steps, in all: some seconds */

typedef struct tensor_set {
    unsigned char *complete; /* by storage */
    int count;
    int32_t bound_bytes;
    int64_t excess; /* per push, above the limit */
} tensor_set;

typedef struct search {
    op_schedule *s;
    plan_order order; /* all of it but complete_first */
    int64_t work;
    tensor_set *list;
    int count;
} search;

static int is_better(const tensor_set *a, const tensor_set *b) {
    if (a->excess != b->excess)
        return a->excess < b->excess;
    if (a->bound_bytes != b->bound_bytes)
        return a->bound_bytes < b->bound_bytes;
    return a->count < b->count;
}

/* The list is sorted, best first; of equals the earlier stays in front. */
static void add(search *x, tensor_set set) {
    x->list = mem_grow(x->list, (size_t)x->count, (size_t)x->count + 1, sizeof *x->list);
    int k = x->count++;
    for (; k > 0 && is_better(&set, &x->list[k - 1]); k--)
        x->list[k] = x->list[k - 1];
    x->list[k] = set;
}

static plan_order order_of(const search *x, const tensor_set *set) {
    plan_order o = x->order;
    o.complete_first = set->complete;
    return o;
}

static void try_set(search *x, const unsigned char *complete, int count) {
    op_schedule *s = x->s;
    tensor_set set = {.complete = NEW_ARRAY(unsigned char, (size_t)s->storage_count),
                      .count = count};
    memcpy(set.complete, complete, (size_t)s->storage_count);
    plan_order order = order_of(x, &set);
    set.bound_bytes = plan_schedule_bound(s, &order);
    if (order.costs && order.most_per_push > 0) {
        int32_t push;
        int64_t most = plan_most_per_push(s, order.costs, &push);
        set.excess = most > order.most_per_push ? most - order.most_per_push : 0;
    }
    x->work += (int64_t)s->event_count * s->step_count;
    add(x, set);
}

static int already_tried(const search *x, const unsigned char *complete) {
    for (int i = 0; i < x->count; i++)
        if (memcmp(x->list[i].complete, complete, (size_t)x->s->storage_count) == 0)
            return 1;
    return 0;
}

/* Only what is made in rows and read again. */
static int may_be_complete(const op_storage *t) {
    return t->tensor && !t->constant && !t->is_input && !t->is_output && t->height > 1;
}

static void extend(search *x, const unsigned char *parent, int count) {
    size_t size = (size_t)x->s->storage_count;
    unsigned char *complete = NEW_ARRAY(unsigned char, size);
    memcpy(complete, parent, size);
    for (size_t i = 0; i < size && x->work < WORK; i++) {
        if (complete[i] || !may_be_complete(&x->s->storages[i]))
            continue;
        complete[i] = 1;
        if (!already_tried(x, complete))
            try_set(x, complete, count + 1);
        complete[i] = 0;
    }
    mem_free(complete);
}

static void extend_best(search *x, int count) {
    int parents = 0;
    const unsigned char *parent[BEAM];
    for (int i = 0; i < x->count && parents < BEAM; i++)
        if (x->list[i].count == count)
            parent[parents++] = x->list[i].complete;
    for (int i = 0; i < parents; i++)
        extend(x, parent[i], count);
}

/* No arena is smaller than its bound: what comes later in the list cannot be better then. */
static const tensor_set *place_best(search *x) {
    const tensor_set *best = &x->list[0];
    int32_t best_bytes = INT32_MAX;
    for (int i = 0; i < x->count && i < MOST_PLACED; i++) {
        const tensor_set *set = &x->list[i];
        if (set->bound_bytes >= best_bytes || set->excess > best->excess)
            break;
        plan_order order = order_of(x, set);
        plan_schedule_in_order(x->s, &order);
        if (x->s->data_bytes < best_bytes) {
            best_bytes = x->s->data_bytes;
            best = set;
        }
    }
    return best;
}

static int32_t calls(const op_schedule *s, const op_row_step *step) {
    int32_t n = 0;
    for (int32_t y = 0; y < op_schedule_rows_of(s, step); y += op_schedule_rows_made(step, y))
        n++;
    return n;
}

/* A first call of fewer rows can be one call more. */
void plan_spare_calls(op_schedule *s, const plan_order *order, int32_t most_bytes) {
    for (int n = s->step_count - 1; n >= 0; n--) {
        op_row_step *step = &s->steps[n];
        int32_t with = calls(s, step), before = step->first_rows;
        step->first_rows = step->rows_per_call;
        int fits = calls(s, step) < with && plan_schedule_bound(s, order) <= most_bytes;
        if (fits) {
            plan_schedule_in_order(s, order);
            fits = s->data_bytes <= most_bytes;
        }
        if (!fits)
            step->first_rows = before;
    }
    plan_schedule_in_order(s, order);
}

plan_order plan_search(op_schedule *s, const plan_row_costs *costs, int64_t most_per_push) {
    search x = {.s = s, .order = {NULL, costs, most_per_push}};
    unsigned char *none = NEW_ARRAY(unsigned char, (size_t)s->storage_count);
    try_set(&x, none, 0);
    for (int count = 0; count < MOST_COMPLETE; count++)
        extend_best(&x, count);
    const tensor_set *best = place_best(&x);
    plan_order order = order_of(&x, best);
    plan_schedule_in_order(s, &order);
    if (most_per_push == 0)
        plan_spare_calls(s, &order, s->data_bytes);
    for (int i = 0; i < x.count; i++)
        if (&x.list[i] != best)
            mem_free(x.list[i].complete);
    mem_free(x.list);
    mem_free(none);
    return order;
}
