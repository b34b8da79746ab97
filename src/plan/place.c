#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/mem.h"
#include "plan/plan.h"

/* How often an order of placing is improved; less often where it is much work, which grows with the
 * square of the buffers. */
#define ROUNDS 30
#define WORK 50000000

/* No part has more; and offsets stay far from the end of int32_t in any order of placement. */
#define MOST_BYTES ((int64_t)128 << 20)

static int overlap_in_time(const plan_buffer *a, const plan_buffer *b) {
    return a->first <= b->last && b->first <= a->last;
}

int32_t plan_lower_bound(const plan_buffers *b, int *at_step) {
    int64_t most = 0, in_use = 0;
    int end = 0;
    for (int n = 0; n < b->count; n++)
        end = b->buffer[n].last > end ? b->buffer[n].last : end;
    int64_t *change = NEW_ARRAY(int64_t, (size_t)end + 2); /* of the bytes in use, by step */
    for (int n = 0; n < b->count; n++) {
        change[b->buffer[n].first] += b->buffer[n].bytes;
        change[b->buffer[n].last + 1] -= b->buffer[n].bytes;
    }
    for (int step = 0; step <= end; step++) {
        in_use += change[step];
        if (in_use > most) {
            most = in_use;
            if (at_step)
                *at_step = step;
        }
    }
    mem_free(change);
    if (most > MOST_BYTES)
        fail(STATUS_REFUSED, "the model needs %lld bytes of RAM at once", (long long)most);
    return (int32_t)most;
}

#define SPANS 64

/* Buffers placed so far. Time is cut into spans no shorter than a buffer is in use on average, and
 * each has a list, lowest first, of what is in use in it: most buffers are in the lists of one or
 * two. */
typedef struct placed {
    const plan_buffer **list[SPANS];
    int count[SPANS];
    int span;     /* steps */
    int32_t grid; /* buffers begin at multiples of it */
} placed;

static placed *new_placed(const plan_buffers *b) {
    placed *p = NEW(placed);
    int64_t in_use = 0;
    int end = 0;
    for (int n = 0; n < b->count; n++) {
        const plan_buffer *buffer = &b->buffer[n];
        end = buffer->last > end ? buffer->last : end;
        in_use += buffer->last - buffer->first + 1;
    }
    int mean = b->count ? (int)(in_use / b->count) : 0;
    p->span = (end / SPANS > mean ? end / SPANS : mean) + 1;
    for (int i = 0; i < SPANS; i++)
        p->list[i] = NEW_ARRAY(const plan_buffer *, (size_t)b->count);
    return p;
}

static void free_placed(placed *p) {
    for (int i = 0; i < SPANS; i++)
        mem_free(p->list[i]);
    mem_free(p);
}

static int32_t aligned(int32_t offset, int32_t grid) {
    return (offset + grid - 1) / grid * grid;
}

/* The lowest offset, from `offset` on, at which it clashes with nothing of one span. */
static int32_t fit_span(const placed *p, int span, const plan_buffer *mine, int32_t offset) {
    const plan_buffer *const *list = p->list[span];
    for (int i = 0; i < p->count[span] && list[i]->offset < offset + mine->bytes; i++)
        if (offset < list[i]->offset + list[i]->bytes && overlap_in_time(mine, list[i]))
            offset = aligned(list[i]->offset + list[i]->bytes, p->grid);
    return offset;
}

/* The lowest offset at which it clashes with none of those placed before. */
static int32_t first_fit(const placed *p, const plan_buffer *mine) {
    int first = mine->first / p->span, last = mine->last / p->span, agree = 0;
    int32_t offset = 0;
    for (int i = first; agree <= last - first; i = i < last ? i + 1 : first) {
        int32_t here = fit_span(p, i, mine, offset);
        agree = here == offset ? agree + 1 : 1;
        offset = here;
    }
    return offset;
}

static void add_placed(placed *p, const plan_buffer *b) {
    for (int i = b->first / p->span; i <= b->last / p->span; i++) {
        int k = p->count[i]++;
        for (; k > 0 && p->list[i][k - 1]->offset > b->offset; k--)
            p->list[i][k] = p->list[i][k - 1];
        p->list[i][k] = b;
    }
}

static int32_t place_in_order(plan_buffers *b, placed *p, const int *order) {
    int32_t total = 0;
    memset(p->count, 0, sizeof p->count);
    for (int i = 0; i < b->count; i++) {
        plan_buffer *buffer = &b->buffer[order[i]];
        if (!buffer->fixed)
            buffer->offset = first_fit(p, buffer);
        add_placed(p, buffer);
        if (buffer->offset + buffer->bytes > total)
            total = buffer->offset + buffer->bytes;
    }
    return total;
}

/* What comes first: what is fixed, then what has the larger key. Ties go by number, so the result
 * is the same everywhere. */
static int64_t key_size(const plan_buffer *b) {
    return b->bytes;
}

static int64_t key_size_and_span(const plan_buffer *b) {
    return (int64_t)b->bytes * (b->last - b->first + 1);
}

static int64_t key_span(const plan_buffer *b) {
    return b->last - b->first;
}

static int64_t key_start(const plan_buffer *b) {
    return -(int64_t)b->first;
}

static int64_t key_end(const plan_buffer *b) {
    return b->last;
}

typedef struct ranked {
    int64_t key;
    int fixed, number;
} ranked;

static int compare_ranked(const void *a, const void *b) {
    const ranked *x = a, *y = b;
    if (x->fixed != y->fixed)
        return y->fixed - x->fixed;
    return x->key != y->key ? (x->key < y->key) - (x->key > y->key) : x->number - y->number;
}

static void sort_order(const plan_buffers *b, int64_t (*key)(const plan_buffer *), int *order) {
    ranked *list = NEW_ARRAY(ranked, (size_t)b->count);
    for (int i = 0; i < b->count; i++)
        list[i] = (ranked){key(&b->buffer[i]), b->buffer[i].fixed, i};
    qsort(list, (size_t)b->count, sizeof *list, compare_ranked);
    for (int i = 0; i < b->count; i++)
        order[i] = list[i].number;
    mem_free(list);
}

static void keep_offsets(const plan_buffers *b, int32_t *offsets) {
    for (int i = 0; i < b->count; i++)
        offsets[i] = b->buffer[i].offset;
}

/* Buffers that end at the top come first: they are in the way there. Returns how many moved. */
static int lower_the_top(const plan_buffers *b, int32_t total, int *order) {
    int front = 0, moved = 0;
    while (front < b->count && b->buffer[order[front]].fixed)
        front++;
    for (int i = front; i < b->count; i++) {
        const plan_buffer *x = &b->buffer[order[i]];
        if (x->offset + x->bytes < total)
            continue;
        int top = order[i];
        memmove(order + front + 1, order + front, (size_t)(i - front) * sizeof *order);
        order[front++] = top;
        moved += i >= front;
    }
    return moved;
}

/* From one order on; returns the best total, whose offsets are kept. */
static int32_t improve(plan_buffers *b, placed *p, int *order, int32_t bound, int32_t best,
                       int32_t *best_offsets) {
    int64_t work = (int64_t)b->count * b->count;
    for (int round = 0; round < ROUNDS && round * work < WORK && best > bound; round++) {
        int32_t total = place_in_order(b, p, order);
        if (total < best) {
            best = total;
            keep_offsets(b, best_offsets);
        }
        if (!lower_the_top(b, total, order))
            break;
    }
    return best;
}

/* A coarser grid leaves gaps, yet fewer that nothing fits: often less memory in all. */
int32_t plan_place(plan_buffers *b) {
    static const int32_t grids[] = {OP_TENSOR_ALIGN, 2 * OP_TENSOR_ALIGN};
    static int64_t (*const keys[])(const plan_buffer *) = {key_size, key_size_and_span, key_span,
                                                           key_start, key_end};
    int32_t bound = plan_lower_bound(b, NULL), best = INT32_MAX;
    int *order = NEW_ARRAY(int, (size_t)b->count);
    int32_t *best_offsets = NEW_ARRAY(int32_t, (size_t)b->count);
    placed *p = new_placed(b);
    for (size_t g = 0; g < sizeof grids / sizeof grids[0]; g++)
        for (size_t i = 0; i < sizeof keys / sizeof keys[0] && best > bound; i++) {
            p->grid = grids[g];
            sort_order(b, keys[i], order);
            best = improve(b, p, order, bound, best, best_offsets);
        }
    for (int i = 0; i < b->count; i++)
        b->buffer[i].offset = best_offsets[i];
    free_placed(p);
    return best;
}

void plan_program(op_program *p) {
    plan_buffers *b = plan_lifetimes(p);
    int32_t bytes = plan_place(b);
    for (int i = 0; i < p->graph->tensor_count; i++)
        p->offset[i] = b->of_tensor[i] < 0 ? -1 : b->buffer[b->of_tensor[i]].offset;
    for (int i = 0; i < p->step_count; i++)
        p->steps[i].scratch_offset = b->of_scratch[i] < 0 ? 0 : b->buffer[b->of_scratch[i]].offset;
    p->data_bytes = (bytes + 7) / 8 * 8; /* the table of pointers follows */
    plan_check(p);
}
