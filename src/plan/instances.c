/* Where the rows of a schedule lie. Every row (or whole storage) is in use from the event that
 * makes it to the last event that reads it; a row made in place shares the memory of the row it is
 * made of. The placement itself is that of place.c. */
#include "base/diag.h"
#include "base/mem.h"
#include "plan/plan.h"

/* The buffer of every row of every storage; rows of a whole storage share one. */
typedef struct rows {
    plan_buffers *buffers;
    int **of; /* [storage][row]: index of a buffer, -1: none */
} rows;

static int new_buffer(plan_buffers *b, int32_t bytes, int event, const ir_tensor *t) {
    bytes = (bytes + OP_TENSOR_ALIGN - 1) / OP_TENSOR_ALIGN * OP_TENSOR_ALIGN;
    b->buffer[b->count] =
        (plan_buffer){.bytes = bytes, .first = event, .last = event, .offset = -1, .tensor = t};
    return b->count++;
}

static rows new_rows(const op_schedule *s) {
    size_t total = 0;
    rows r = {.buffers = NEW(plan_buffers), .of = NEW_ARRAY(int *, (size_t)s->storage_count)};
    for (int i = 0; i < s->storage_count; i++) {
        size_t height = (size_t)s->storages[i].height;
        total += height;
        r.of[i] = NEW_ARRAY(int, height);
        for (size_t y = 0; y < height; y++)
            r.of[i][y] = -1;
    }
    r.buffers->buffer = NEW_ARRAY(plan_buffer, total);
    return r;
}

static void set_all(const op_schedule *s, rows *r, int storage, int buffer) {
    for (int32_t y = 0; y < s->storages[storage].height; y++)
        r->of[storage][y] = buffer;
}

static void open_whole(const op_schedule *s, rows *r, int storage, int event) {
    const op_storage *t = &s->storages[storage];
    if (r->of[storage][0] < 0)
        set_all(s, r, storage, new_buffer(r->buffers, t->height * t->row_bytes, event, t->tensor));
}

static void read_until(rows *r, int storage, int32_t row, int event) {
    int buffer = r->of[storage][row];
    if (buffer >= 0 && r->buffers->buffer[buffer].last < event)
        r->buffers->buffer[buffer].last = event;
}

/* ---- lifetimes ---- */

static void mark_reads(const op_schedule *s, const op_row_step *step, int32_t row, int event,
                       int **last) {
    for (int i = 0; i < step->kernel.in_count; i++) {
        int32_t first, end;
        op_schedule_rows_read(s, step, i, row, &first, &end);
        for (int32_t y = first; y <= end; y += op_schedule_rows_apart(s, step, i))
            last[step->in[i]][y] = event;
    }
}

/* The last event that reads each row of a storage that lies in rows; -1: none. */
static int **last_reads(const op_schedule *s) {
    int **last = NEW_ARRAY(int *, (size_t)s->storage_count);
    for (int i = 0; i < s->storage_count; i++) {
        last[i] = NEW_ARRAY(int, (size_t)s->storages[i].height);
        for (int32_t y = 0; y < s->storages[i].height; y++)
            last[i][y] = -1;
    }
    for (int e = 0; e < s->event_count; e++) {
        if (s->events[e].step < 0)
            continue;
        const op_row_step *step = &s->steps[s->events[e].step];
        int32_t row = s->events[e].row, n = op_schedule_rows_made(step, row);
        for (int32_t k = 0; k < n; k++)
            mark_reads(s, step, row + k, e, last);
    }
    return last;
}

/* May an output row lie on the first row of its window in input i? */
static int can_take_over(const op_row_step *step, int i) {
    return step->kernel.over_input ||
           (op_memory_of(step->op, i) == OP_MEMORY_IN_PLACE && step->kernel.in[i].window == 1);
}

/* The row whose memory a new row can take over: made in place of it, and never read again. */
static int buffer_to_share(const op_schedule *s, const rows *r, int **last, const op_row_step *step,
                           int32_t row, int event) {
    const op_storage *out = &s->storages[step->out];
    if (step->accumulates || out->whole)
        return -1;
    for (int i = 0; i < step->kernel.in_count; i++) {
        const op_storage *in = &s->storages[step->in[i]];
        int32_t first = row * step->kernel.in[i].stride - step->kernel.in[i].pad_top;
        if (!step->kernel.in_tensors[i] || in->constant || in->whole ||
            in->row_bytes != out->row_bytes || !can_take_over(step, i) || first < 0 ||
            first >= in->height)
            continue;
        if (last[step->in[i]][first] == event && r->of[step->in[i]][first] >= 0)
            return r->of[step->in[i]][first];
    }
    return -1;
}

static void make_row(const op_schedule *s, rows *r, int **last, int e, int32_t row) {
    const op_row_step *step = &s->steps[s->events[e].step];
    const op_storage *out = &s->storages[step->out];
    if (out->whole) {
        open_whole(s, r, step->out, e);
        read_until(r, step->out, 0, e);
        return;
    }
    int shared = buffer_to_share(s, r, last, step, row, e);
    r->of[step->out][row] =
        shared >= 0 ? shared : new_buffer(r->buffers, out->row_bytes, e, out->tensor);
    read_until(r, step->out, row, last[step->out][row]);
}

static void make_rows(const op_schedule *s, rows *r, int **last, int e) {
    const op_row_step *step = &s->steps[s->events[e].step];
    int32_t row = s->events[e].row, n = op_schedule_rows_made(step, row);
    for (int32_t y = row; y < row + n; y++) {
        make_row(s, r, last, e, y);
        if (step->scratch >= 0) /* the call has one, and so have its rows */
            r->of[step->scratch][y] =
                y == row ? new_buffer(r->buffers, step->kernel.scratch_bytes, e, NULL)
                         : r->of[step->scratch][row];
    }
}

/* An input row that is read after its own push is copied when that push ends: its memory is needed
 * from the next TAKE on. */
static void take_row(const op_schedule *s, rows *r, int **last, int e) {
    int input = s->storage_of[s->graph->inputs[0]->id];
    int32_t row = s->events[e].row;
    if (s->storages[input].whole) {
        open_whole(s, r, input, e);
        return;
    }
    int next = e + 1;
    while (next < s->event_count && s->events[next].step >= 0)
        next++;
    if (last[input][row] > next) {
        r->of[input][row] =
            new_buffer(r->buffers, s->storages[input].row_bytes, next, s->storages[input].tensor);
        read_until(r, input, row, last[input][row]);
    }
}

static void free_last_reads(const op_schedule *s, int **last) {
    for (int i = 0; i < s->storage_count; i++)
        mem_free(last[i]);
    mem_free(last);
}

static void free_rows(const op_schedule *s, rows *r) {
    for (int i = 0; i < s->storage_count; i++)
        mem_free(r->of[i]);
    mem_free(r->of);
    mem_free(r->buffers->buffer);
    mem_free(r->buffers);
}

/* Inputs that the caller writes before a run: each row is in use until it was read for the last
 * time, and then its bytes are free. */
static void open_inputs(const op_schedule *s, rows *r, int **last) {
    int32_t offset = 0;
    for (int k = 0; k < s->graph->input_count; k++) {
        int i = s->storage_of[s->graph->inputs[k]->id];
        const op_storage *t = &s->storages[i];
        for (int32_t y = 0; y < t->height; y++) {
            int n = r->of[i][y] = new_buffer(r->buffers, t->row_bytes, 0, t->tensor);
            plan_buffer *buffer = &r->buffers->buffer[n];
            buffer->bytes = t->row_bytes;
            buffer->fixed = 1;
            buffer->offset = offset + y * t->row_bytes;
            buffer->last = last[i][y] > 0 ? last[i][y] : 0;
        }
        offset +=
            (t->height * t->row_bytes + OP_TENSOR_ALIGN - 1) / OP_TENSOR_ALIGN * OP_TENSOR_ALIGN;
    }
}

static rows lifetimes(const op_schedule *s) {
    rows r = new_rows(s);
    int **last = last_reads(s);
    if (!s->pushed)
        open_inputs(s, &r, last);
    for (int e = 0; e < s->event_count; e++) {
        if (s->events[e].step < 0)
            take_row(s, &r, last, e);
        else
            make_rows(s, &r, last, e);
    }
    for (int i = 0; i < s->storage_count; i++) {
        if (s->storages[i].constant)
            continue;
        for (int32_t y = 0; y < s->storages[i].height && s->storages[i].whole; y++)
            read_until(&r, i, y, s->storages[i].is_output ? s->event_count : last[i][y]);
    }
    free_last_reads(s, last);
    return r;
}

int32_t plan_schedule_bound(op_schedule *s, const plan_order *order) {
    plan_events(s, order);
    rows r = lifetimes(s);
    int32_t bound = plan_lower_bound(r.buffers, NULL);
    free_rows(s, &r);
    return bound;
}

void plan_schedule(op_schedule *s) {
    plan_schedule_in_order(s, NULL);
}

void plan_schedule_in_order(op_schedule *s, const plan_order *order) {
    plan_events(s, order);
    rows r = lifetimes(s);
    int32_t bytes = plan_place(r.buffers);
    for (int i = 0; i < s->storage_count; i++) {
        op_storage *t = &s->storages[i];
        mem_free(t->offset);
        t->offset = NEW_ARRAY(int32_t, (size_t)t->height);
        for (int32_t y = 0; y < t->height; y++) {
            const plan_buffer *b = r.of[i][y] < 0 ? NULL : &r.buffers->buffer[r.of[i][y]];
            t->offset[y] = !b ? -1 : b->offset + (t->whole && !b->fixed ? y * t->row_bytes : 0);
        }
    }
    s->data_bytes = (bytes + 7) / 8 * 8;
    s->bound_bytes = plan_lower_bound(r.buffers, NULL);
    free_rows(s, &r);
    plan_check_schedule(s);
}
