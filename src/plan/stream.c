/* The plan of a program whose rows slide: the order of events of one hop, how many slots the rings
 * have, and where everything lies. A hop makes the newest rows of every tensor that slides and
 * those rows that are others in each window, as soon as what they read is there. */
#include "base/diag.h"
#include "base/mem.h"
#include "plan/plan.h"

/* ---- the order ---- */

typedef struct progress {
    int32_t *next;         /* of every step: the row that it makes (or takes in) next */
    unsigned char **there; /* [storage][row]: in this hop's window, so far */
    int32_t taken;
} progress;

/* Steps over rows that the windows before have made. */
static int32_t not_kept(const op_schedule *s, const op_row_step *step, int32_t row) {
    const op_storage *out = &s->storages[step->out];
    while (!step->accumulates && row < out->height && op_slide_keeps(out, row))
        row++;
    return row;
}

/* Rows from one row that a call reads to the next. */
static int32_t rows_apart(const op_schedule *s, const op_row_step *step, int i) {
    const op_storage *t = &s->storages[step->in[i]];
    const op_rows *r = &step->kernel.in[i];
    return r->height == t->height && r->row_bytes == t->row_bytes ? r->dilation : 1;
}

static int can_run(const op_schedule *s, const progress *p, int n) {
    const op_row_step *step = &s->steps[n];
    if (p->next[n] >= op_schedule_rows_of(s, step))
        return 0;
    for (int i = 0; i < step->kernel.in_count; i++) {
        int32_t first, last;
        op_schedule_rows_read(s, step, i, p->next[n], &first, &last);
        for (int32_t y = first; y <= last; y += rows_apart(s, step, i))
            if (!p->there[step->in[i]][y])
                return 0;
    }
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
    int32_t row = p->next[n];
    add_event(s, n, row);
    p->next[n] = not_kept(s, step, row + 1);
    int complete = p->next[n] >= op_schedule_rows_of(s, step);
    if (!step->accumulates && step->kernel.out.height == out->height)
        p->there[step->out][row] = 1;
    for (int32_t y = 0; complete && y < out->height; y++)
        p->there[step->out][y] = 1;
}

static progress start(const op_schedule *s) {
    progress p = {.next = NEW_ARRAY(int32_t, (size_t)s->step_count),
                  .there = NEW_ARRAY(unsigned char *, (size_t)s->storage_count)};
    for (int i = 0; i < s->storage_count; i++) {
        const op_storage *t = &s->storages[i];
        p.there[i] = NEW_ARRAY(unsigned char, (size_t)t->height);
        for (int32_t y = 0; y < t->height; y++)
            p.there[i][y] = t->constant || op_slide_keeps(t, y);
    }
    for (int n = 0; n < s->step_count; n++)
        p.next[n] = not_kept(s, &s->steps[n], 0);
    return p;
}

static int deepest(const op_schedule *s, const progress *p) {
    for (int n = s->step_count - 1; n >= 0; n--)
        if (can_run(s, p, n))
            return n;
    return -1;
}

static void order_events(op_schedule *s) {
    progress p = start(s);
    int input = s->storage_of[s->graph->inputs[0]->id];
    int32_t window = s->storages[input].height;
    for (int32_t row = window - s->hop; row < window; row++) {
        add_event(s, OP_EVENT_TAKE, row);
        p.there[input][row] = 1;
        for (int n = deepest(s, &p); n >= 0; n = deepest(s, &p))
            run(s, &p, n);
    }
    for (int n = 0; n < s->step_count; n++)
        CHECK(p.next[n] >= op_schedule_rows_of(s, &s->steps[n]));
}

/* ---- when every row is written and read within a hop ---- */

typedef struct times {
    int **written; /* [storage][row]: event that makes it; of an input row, where its push ends */
    int **read;    /* last event that reads it from memory, -1: none */
} times;

static int **all_rows(const op_schedule *s) {
    int **list = NEW_ARRAY(int *, (size_t)s->storage_count);
    for (int i = 0; i < s->storage_count; i++) {
        list[i] = NEW_ARRAY(int, (size_t)s->storages[i].height);
        for (int32_t y = 0; y < s->storages[i].height; y++)
            list[i][y] = -1;
    }
    return list;
}

static void read_rows(const op_schedule *s, times *t, int event, int input, int32_t taken) {
    const op_row_step *step = &s->steps[s->events[event].step];
    for (int i = 0; i < step->kernel.in_count; i++) {
        int32_t first, last;
        op_schedule_rows_read(s, step, i, s->events[event].row, &first, &last);
        /* The row at hand is read where the caller has it. */
        for (int32_t y = first; y <= last; y += rows_apart(s, step, i))
            if (step->in[i] != input || y != taken || s->storages[input].whole)
                t->read[step->in[i]][y] = event;
    }
}

static void write_rows(const op_schedule *s, times *t, int event) {
    const op_row_step *step = &s->steps[s->events[event].step];
    const op_storage *out = &s->storages[step->out];
    if (!step->accumulates && step->kernel.out.height == out->height)
        t->written[step->out][s->events[event].row] = event;
    else
        for (int32_t y = 0; y < out->height; y++)
            if (t->written[step->out][y] < 0)
                t->written[step->out][y] = event;
    if (step->scratch >= 0)
        t->written[step->scratch][s->events[event].row] = event;
}

static times follow(const op_schedule *s) {
    times t = {all_rows(s), all_rows(s)};
    int input = s->storage_of[s->graph->inputs[0]->id];
    int32_t taken = -1;
    for (int e = 0; e < s->event_count; e++) {
        if (s->events[e].step >= 0) {
            read_rows(s, &t, e, input, taken);
            write_rows(s, &t, e);
        } else {
            if (taken >= 0)
                t.written[input][taken] = e;
            taken = s->events[e].row;
        }
    }
    t.written[input][taken] = s->event_count;
    return t;
}

/* ---- rings ---- */

/* The oldest row that slides and is read from memory; last + 1: none. */
static int32_t oldest_read(const op_storage *t, const int *read) {
    int32_t row = t->slide.first;
    while (row <= t->slide.last && read[row] < 0)
        row++;
    return row;
}

/* Is every row still there when it is read, if row r + slots overwrites row r? */
static int holds(const op_storage *t, const int *written, const int *read, int32_t slots) {
    const op_slide *x = &t->slide;
    for (int32_t y = x->first; y + slots <= x->last; y++)
        if (read[y] >= 0 && (op_slide_keeps(t, y + slots) || written[y + slots] <= read[y]))
            return 0;
    return 1;
}

static void choose_ring(op_storage *t, const int *written, const int *read) {
    op_slide *x = &t->slide;
    int32_t oldest = oldest_read(t, read);
    if (t->whole || oldest > x->last)
        return;
    if (oldest > x->last - x->advance + 1)
        oldest = x->last - x->advance + 1; /* the first that a hop writes */
    x->ring_first = oldest;
    x->ring = 1;
    while (!holds(t, written, read, x->ring))
        x->ring++;
}

/* ---- places ---- */

static int add_buffer(plan_buffers *b, int32_t bytes, int first, int last, const ir_tensor *t) {
    bytes = (bytes + OP_TENSOR_ALIGN - 1) / OP_TENSOR_ALIGN * OP_TENSOR_ALIGN;
    b->buffer[b->count] =
        (plan_buffer){.bytes = bytes, .first = first, .last = last, .offset = -1, .tensor = t};
    return b->count++;
}

/* From the first event that writes it to the last that reads it; what slides and outputs are in use
 * all the time, or to the end. */
static int whole_buffer(const op_schedule *s, const times *t, int storage, plan_buffers *b) {
    const op_storage *x = &s->storages[storage];
    int first = s->event_count, last = x->is_output || x->slide.period ? s->event_count : 0;
    for (int32_t y = 0; y < x->height; y++) {
        int written = t->written[storage][y], read = t->read[storage][y];
        first = written >= 0 && written < first ? written : first;
        last = written > last ? written : last;
        last = read > last ? read : last;
    }
    return add_buffer(b, x->height * x->row_bytes, x->slide.period ? 0 : first, last, x->tensor);
}

/* In use all the time, unless only the hop that makes a row reads it. Input rows outlive their
 * push.
 */
static int ring_buffer(const op_schedule *s, const times *t, int storage, plan_buffers *b) {
    const op_storage *x = &s->storages[storage];
    int32_t row = x->slide.last - x->slide.advance + 1;
    int first = t->written[storage][row], last = first;
    for (; row <= x->slide.last; row++) {
        int written = t->written[storage][row], read = t->read[storage][row];
        last = written > last ? written : last;
        last = read > last ? read : last;
    }
    if (x->is_input || op_slide_keeps(x, x->slide.ring_first)) {
        first = 0;
        last = s->event_count;
    }
    return add_buffer(b, x->slide.ring * x->row_bytes, first, last, x->tensor);
}

/* A row that every window makes anew. Input rows are in the ring or with the caller. */
static int row_buffer(const op_schedule *s, const times *t, int storage, int32_t row,
                      plan_buffers *b) {
    const op_storage *x = &s->storages[storage];
    int written = t->written[storage][row], read = t->read[storage][row];
    int in_ring = x->slide.ring && row >= x->slide.first && row <= x->slide.last;
    if (written < 0 || in_ring || x->is_input)
        return -1;
    return add_buffer(b, x->row_bytes, written, read > written ? read : written, x->tensor);
}

typedef struct places {
    plan_buffers *buffers;
    int *ring; /* [storage]: buffer */
    int **row; /* [storage][row]: buffer, all the same for a whole storage; -1: none */
} places;

static places list_buffers(const op_schedule *s, const times *t) {
    size_t most = 0, count = (size_t)s->storage_count;
    for (size_t i = 0; i < count; i++)
        most += (size_t)s->storages[i].height + 1;
    places p = {NEW(plan_buffers), NEW_ARRAY(int, count), all_rows(s)};
    p.buffers->buffer = NEW_ARRAY(plan_buffer, most);
    for (int i = 0; i < s->storage_count; i++) {
        const op_storage *x = &s->storages[i];
        if (x->constant)
            continue;
        int whole = x->whole ? whole_buffer(s, t, i, p.buffers) : -1;
        if (x->slide.ring)
            p.ring[i] = ring_buffer(s, t, i, p.buffers);
        for (int32_t y = 0; y < x->height; y++)
            p.row[i][y] = x->whole ? whole : row_buffer(s, t, i, y, p.buffers);
    }
    return p;
}

static void set_offsets(op_schedule *s, const places *p) {
    for (int i = 0; i < s->storage_count; i++) {
        op_storage *x = &s->storages[i];
        if (x->slide.ring)
            x->slide.ring_offset = p->buffers->buffer[p->ring[i]].offset;
        x->offset = NEW_ARRAY(int32_t, (size_t)x->height);
        for (int32_t y = 0; y < x->height; y++) {
            int buffer = p->row[i][y];
            x->offset[y] =
                buffer < 0 ? -1
                           : p->buffers->buffer[buffer].offset + (x->whole ? y * x->row_bytes : 0);
        }
    }
}

void plan_stream(op_schedule *s) {
    order_events(s);
    times t = follow(s);
    for (int i = 0; i < s->storage_count; i++)
        if (s->storages[i].slide.period)
            choose_ring(&s->storages[i], t.written[i], t.read[i]);
    places p = list_buffers(s, &t);
    int32_t bytes = plan_place(p.buffers);
    set_offsets(s, &p);
    s->data_bytes = (bytes + 7) / 8 * 8;
    s->bound_bytes = plan_lower_bound(p.buffers, NULL);
    plan_check_stream(s);
}
