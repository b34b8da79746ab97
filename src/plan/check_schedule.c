/* The proof of a row schedule. It knows nothing of lifetimes: it keeps a record of which row lies
 * on which bytes, destroys what is written over, and asks at every read whether the rows meant are
 * there. */
#include "base/diag.h"
#include "base/mem.h"
#include "plan/plan.h"

typedef struct held {
    int storage;
    int32_t row;
    int64_t begin, end;
} held;

typedef struct record {
    const op_schedule *s;
    held *list;
    int count, capacity;
    int **place;   /* [storage][row]: where it is in the list, counted from 1; 0: nowhere */
    int32_t taken; /* the input row at hand belongs to the caller, -1: none */
    int32_t *sums; /* rows in every storage of accumulators */
} record;

static held place_of(const op_schedule *s, int storage, int32_t row) {
    const op_storage *t = &s->storages[storage];
    int64_t at = t->whole ? t->offset[0] + (int64_t)row * t->row_bytes : t->offset[row];
    return (held){storage, row, at, at + t->row_bytes};
}

static int find(const record *r, int storage, int32_t row) {
    return r->place[storage][row] - 1;
}

static void set_held(record *r, int i, held h) {
    r->list[i] = h;
    r->place[h.storage][h.row] = i + 1;
}

static void destroy(record *r, held h) {
    for (int i = 0; i < r->count; i++) {
        held old = r->list[i];
        if (old.begin >= h.end || h.begin >= old.end)
            continue;
        set_held(r, i--, r->list[--r->count]);
        r->place[old.storage][old.row] = 0;
    }
}

static void check_place(const record *r, held h) {
    const op_storage *t = &r->s->storages[h.storage];
    int aligned = t->offset[t->whole ? 0 : h.row] % OP_TENSOR_ALIGN == 0;
    if (h.begin < 0 || h.end > r->s->data_bytes || !aligned)
        fail(STATUS_BUG,
             "schedule: row %d of storage %d lies at %lld: outside the arena of %d or "
             "not aligned",
             h.row, h.storage, (long long)h.begin, r->s->data_bytes);
}

static void write_row(record *r, int storage, int32_t row) {
    held h = place_of(r->s, storage, row);
    check_place(r, h);
    destroy(r, h);
    if (r->count == r->capacity) {
        int more = r->capacity ? 2 * r->capacity : 64;
        r->list = mem_grow(r->list, (size_t)r->capacity, (size_t)more, sizeof *r->list);
        r->capacity = more;
    }
    set_held(r, r->count++, h);
}

static int is_callers(const record *r, int storage, int32_t row) {
    const op_storage *t = &r->s->storages[storage];
    return t->is_input && r->s->pushed && !t->whole && row == r->taken;
}

static void check_read(const record *r, const op_row_step *step, int i, int32_t row) {
    int storage = step->in[i];
    if (!r->s->storages[storage].constant && !is_callers(r, storage, row) &&
        find(r, storage, row) < 0)
        fail(STATUS_BUG, "schedule: %s reads row %d of '%s', which is not there",
             step->op->kind->name, row,
             r->s->storages[storage].tensor ? r->s->storages[storage].tensor->name
                                            : "accumulators");
}

/* Rows that a call writes: of its output as the storage counts them. */
static void rows_written(const op_schedule *s, const op_row_step *step, int32_t row, int32_t *first,
                         int32_t *last) {
    const op_storage *out = &s->storages[step->out];
    *first = row;
    *last = row + op_schedule_rows_made(step, row) - 1;
    if (step->accumulates || step->kernel.out.height != out->height) {
        *first = 0;
        *last = out->height - 1;
    }
}

/* An output row may lie on an input row only where the operator works in place, and exactly on the
 * row that it is made of; or where the kernel does, on the first row of its window. */
static void check_apart(const record *r, const op_row_step *step, int i, int32_t in_row,
                        int32_t out_row) {
    const op_storage *in = &r->s->storages[step->in[i]];
    if (in->constant || is_callers(r, step->in[i], in_row))
        return;
    held a = place_of(r->s, step->in[i], in_row), b = place_of(r->s, step->out, out_row);
    const op_rows *w = &step->kernel.in[i];
    int is_first = step->kernel.over_input && in_row == out_row * w->stride - w->pad_top;
    int is_same = op_memory_of(step->op, i) == OP_MEMORY_IN_PLACE && in_row == out_row;
    int in_place =
        !step->accumulates && (is_first || is_same) && a.begin == b.begin && a.end == b.end;
    if (a.begin < b.end && b.begin < a.end && !in_place)
        fail(STATUS_BUG, "schedule: %s writes over the row that it reads", step->op->kind->name);
}

static void check_scratch(const record *r, const op_row_step *step, held scratch, int storage,
                          int32_t row) {
    const op_storage *t = &r->s->storages[storage];
    if (t->constant || is_callers(r, storage, row))
        return;
    held h = place_of(r->s, storage, row);
    if (h.begin < scratch.end && scratch.begin < h.end)
        fail(STATUS_BUG, "schedule: the scratch of %s lies on a row that it needs",
             step->op->kind->name);
}

/* Scratch may lie on nothing that the call reads or writes, and destroys what else is there. */
static void use_scratch(record *r, const op_row_step *step, int32_t row, int32_t first_out,
                        int32_t last_out) {
    const op_schedule *s = r->s;
    held h = place_of(s, step->scratch, row);
    check_place(r, h);
    if (s->storages[step->scratch].row_bytes != step->kernel.scratch_bytes)
        fail(STATUS_BUG, "schedule: %s has too little scratch", step->op->kind->name);
    int32_t n = op_schedule_rows_made(step, row), first, last;
    for (int i = 0; i < step->kernel.in_count; i++)
        for (int32_t k = 0; k < n; k++) {
            op_schedule_rows_read(s, step, i, row + k, &first, &last);
            for (int32_t y = first; y <= last; y += op_schedule_rows_apart(s, step, i))
                check_scratch(r, step, h, step->in[i], y);
        }
    for (int32_t y = first_out; y <= last_out; y++)
        check_scratch(r, step, h, step->out, y);
    destroy(r, h);
}

static void read_rows(record *r, const op_row_step *step, int32_t row, int32_t first_out,
                      int32_t last_out) {
    int32_t first, last;
    for (int i = 0; i < step->kernel.in_count; i++) {
        op_schedule_rows_read(r->s, step, i, row, &first, &last);
        for (int32_t y = first; y <= last; y += op_schedule_rows_apart(r->s, step, i)) {
            check_read(r, step, i, y);
            for (int32_t out = first_out; out <= last_out; out++)
                check_apart(r, step, i, y, out);
        }
    }
}

/* Accumulators take row after row, are not overwritten, and are read when all rows are in. */
static void check_sums(record *r, const op_row_step *step, int32_t row) {
    const op_schedule *s = r->s;
    const char *name = step->op->kind->name;
    for (int n = 0; n < s->step_count; n++) {
        const op_row_step *add = &s->steps[n];
        if (add->accumulates && add->out == step->in[0] &&
            r->sums[add->out] != op_schedule_rows_of(s, add))
            fail(STATUS_BUG, "schedule: the accumulators of %s are read too early", name);
    }
    if (!step->accumulates)
        return;
    if (r->sums[step->out]++ != row)
        fail(STATUS_BUG, "schedule: %s takes row %d out of order", name, row);
    if (row > 0 && find(r, step->out, 0) < 0)
        fail(STATUS_BUG, "schedule: the accumulators of %s were overwritten", name);
}

static void run_event(record *r, const op_event *e) {
    const op_schedule *s = r->s;
    const op_row_step *step = &s->steps[e->step];
    int32_t first_out, last_out, n = op_schedule_rows_made(step, e->row);
    rows_written(s, step, e->row, &first_out, &last_out);
    if (n > step->rows_per_call)
        fail(STATUS_BUG, "schedule: a call of %s makes %d rows, of at most %d",
             step->op->kind->name, n, step->rows_per_call);
    for (int32_t k = 0; k < n; k++)
        read_rows(r, step, e->row + k, first_out, last_out);
    if (step->scratch >= 0)
        use_scratch(r, step, e->row, first_out, last_out);
    check_sums(r, step, e->row);
    for (int32_t y = first_out; y <= last_out; y++)
        write_row(r, step->out, y);
}

/* The caller's row is copied when its push ends, if it has a place. */
static void end_push(record *r, int input) {
    if (r->taken >= 0 && r->s->storages[input].offset[r->taken] >= 0 &&
        !r->s->storages[input].whole)
        write_row(r, input, r->taken);
}

static void take_row(record *r, int input, int32_t row) {
    end_push(r, input);
    if (row != r->taken + 1)
        fail(STATUS_BUG, "schedule: row %d is taken after row %d", row, r->taken);
    if (r->s->storages[input].whole)
        write_row(r, input, row);
    r->taken = row;
}

void plan_check_schedule(const op_schedule *s) {
    record r = {.s = s,
                .taken = -1,
                .sums = NEW_ARRAY(int32_t, (size_t)s->storage_count),
                .place = NEW_ARRAY(int *, (size_t)s->storage_count)};
    int input = s->storage_of[s->graph->inputs[0]->id];
    for (int i = 0; i < s->storage_count; i++)
        if (!s->storages[i].constant)
            r.place[i] = NEW_ARRAY(int, (size_t)s->storages[i].height);
    for (int i = 0; i < s->storage_count && !s->pushed; i++)
        for (int32_t y = 0; s->storages[i].is_input && y < s->storages[i].height; y++)
            write_row(&r, i, y);
    for (int e = 0; e < s->event_count; e++) {
        if (s->events[e].step < 0)
            take_row(&r, input, s->events[e].row);
        else if (s->pushed && r.taken < 0)
            fail(STATUS_BUG, "schedule: a push begins without its row");
        else
            run_event(&r, &s->events[e]);
    }
    if (s->pushed && r.taken + 1 != s->storages[input].height)
        fail(STATUS_BUG, "schedule: %d rows are taken, of %d", r.taken + 1,
             s->storages[input].height);
    r.taken = -1;
    for (int k = 0; k < s->graph->output_count; k++) {
        int storage = s->storage_of[s->graph->outputs[k]->id];
        for (int32_t y = 0; y < s->storages[storage].height; y++)
            if (!s->storages[storage].constant && find(&r, storage, y) < 0)
                fail(STATUS_BUG, "schedule: output row %d is not there at the end", y);
    }
}
