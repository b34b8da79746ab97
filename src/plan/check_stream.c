/* The proof of a plan whose rows slide. It knows nothing of what slides: it runs hop after hop on
 * an arena of symbols. A symbol stands for how a row was computed, from which frames, by which step
 * and with which padding; equal symbols are equal bytes. In every window all symbols read must be
 * those that the whole window gives by definition. */
#include "base/diag.h"
#include "base/mem.h"
#include "plan/plan.h"

typedef uint64_t symbol; /* a hash of what it stands for */

#define PADDING 1
#define LOST 2 /* bytes that were never written or partly written over */

static symbol join(symbol a, uint64_t b) {
    a = (a ^ (b + 0x9E3779B97F4A7C15u)) * 0xFF51AFD7ED558CCDu;
    return a ^ a >> 32;
}

/* ---- memory ---- */

typedef struct held {
    int64_t begin, end;
    symbol value;
} held;

typedef struct machine {
    const op_schedule *s;
    int input;
    held *list;
    int count, capacity;
    int32_t *head; /* of every storage's ring */
    int32_t taken; /* the input row at hand belongs to the caller, -1: none */
    symbol taken_value;
    int64_t out_begin, out_end; /* what the call at hand writes */
    int64_t scratch_begin, scratch_end;
    symbol **meant; /* [storage][row] in the window at hand */
    int in_window;  /* the window at hand is full */
} machine;

static symbol load(const machine *m, int64_t begin, int64_t bytes) {
    for (int i = 0; i < m->count; i++)
        if (m->list[i].begin == begin && m->list[i].end == begin + bytes)
            return m->list[i].value;
    return LOST;
}

static void store(machine *m, int64_t begin, int64_t bytes, symbol value) {
    int64_t end = begin + bytes;
    if (begin < 0 || end > m->s->data_bytes)
        fail(STATUS_BUG, "stream: bytes %lld..%lld are outside the arena of %d", (long long)begin,
             (long long)end, m->s->data_bytes);
    for (int i = 0; i < m->count; i++)
        if (m->list[i].begin < end && begin < m->list[i].end)
            m->list[i--] = m->list[--m->count];
    if (m->count == m->capacity) {
        int more = m->capacity ? 2 * m->capacity : 64;
        m->list = mem_grow(m->list, (size_t)m->capacity, (size_t)more, sizeof *m->list);
        m->capacity = more;
    }
    m->list[m->count++] = (held){begin, end, value};
}

/* As device/stream.c finds it. */
static int64_t address(const machine *m, int storage, int32_t row) {
    const op_storage *t = &m->s->storages[storage];
    const op_slide *x = &t->slide;
    int64_t at = t->offset[row];
    if (at < 0 && x->ring) {
        int32_t slot = m->head[storage] + row - x->ring_first;
        while (slot >= x->ring)
            slot -= x->ring;
        if (slot < 0)
            fail(STATUS_BUG, "stream: row %d is not in the ring of storage %d", row, storage);
        at = x->ring_offset + (int64_t)slot * t->row_bytes;
    }
    if (at < 0)
        fail(STATUS_BUG, "stream: row %d of storage %d lies nowhere", row, storage);
    return at;
}

/* Aligned, and a tensor in one piece is. */
static void check_place(const op_storage *t, int storage) {
    int wrong = t->slide.ring && t->slide.ring_offset % OP_TENSOR_ALIGN != 0;
    for (int32_t y = 0; !t->constant && y < t->height; y++)
        wrong |= t->whole ? t->offset[0] % OP_TENSOR_ALIGN != 0 ||
                                t->offset[y] != t->offset[0] + y * t->row_bytes
                          : t->offset[y] >= 0 && t->offset[y] % OP_TENSOR_ALIGN != 0;
    if (wrong)
        fail(STATUS_BUG, "stream: storage %d is not aligned or not in one piece", storage);
}

static int is_callers(const machine *m, int storage, int32_t row) {
    return storage == m->input && row == m->taken && !m->s->storages[storage].whole;
}

static symbol constant_row(int storage, int32_t row) {
    return join(join(3, (uint64_t)storage), (uint64_t)row);
}

static symbol load_row(const machine *m, int storage, int32_t row) {
    return load(m, address(m, storage, row), m->s->storages[storage].row_bytes);
}

/* ---- what a row is ---- */

/* The symbol of a row of input `i`: `row` counts as the kernel sees the tensor. */
typedef symbol (*row_reader)(const machine *m, const op_row_step *step, int i, int32_t row);

static int sees_rows(const op_schedule *s, const op_row_step *step, int i) {
    const op_storage *t = &s->storages[step->in[i]];
    const op_rows *r = &step->kernel.in[i];
    return r->height == t->height && r->row_bytes == t->row_bytes;
}

/* Of one call: row `row` of the output, or what call `row` adds to accumulators. */
static symbol made_by(const machine *m, int n, int32_t row, row_reader read) {
    const op_row_step *step = &m->s->steps[n];
    symbol value = join(4, (uint64_t)n);
    for (int i = 0; i < step->kernel.in_count; i++) {
        const op_storage *t = &m->s->storages[step->in[i]];
        const op_rows *r = &step->kernel.in[i];
        if (!sees_rows(m->s, step, i)) { /* all of it, and which part does it matter */
            value = join(value, (uint64_t)row);
            for (int32_t y = 0; y < t->height; y++)
                value = join(value, read(m, step, i, y));
        } else {
            for (int32_t k = 0; k < r->window; k++) {
                int32_t y = row * r->stride - r->pad_top + k * r->dilation;
                value = join(value, y < 0 || y >= r->height ? PADDING : read(m, step, i, y));
            }
        }
    }
    return value;
}

/* A step that writes all of its output in each call (sums, or rows that others see otherwise). */
static int writes_all(const op_schedule *s, const op_row_step *step) {
    return step->accumulates || step->kernel.out.height != s->storages[step->out].height;
}

/* ---- as the whole window defines it ---- */

static symbol meant_row(const machine *m, const op_row_step *step, int i, int32_t row) {
    return m->meant[step->in[i]][row];
}

static void define_step(const machine *m, int n) {
    const op_row_step *step = &m->s->steps[n];
    symbol *to = m->meant[step->out];
    int all = writes_all(m->s, step);
    for (int32_t call = 0; call < op_schedule_rows_of(m->s, step); call++) {
        symbol value = made_by(m, n, call, meant_row);
        if (!all) {
            to[call] = value;
            continue;
        }
        value = join(call > 0 ? to[0] : 0, value);
        for (int32_t y = 0; y < m->s->storages[step->out].height; y++)
            to[y] = join(value, (uint64_t)y);
    }
}

static symbol frame(int64_t number) {
    return join(5, (uint64_t)number);
}

static void define_window(const machine *m, int64_t first_frame) {
    for (int i = 0; i < m->s->storage_count; i++)
        for (int32_t y = 0; y < m->s->storages[i].height; y++)
            m->meant[i][y] = i == m->input ? frame(first_frame + y) : constant_row(i, y);
    for (int n = 0; n < m->s->step_count; n++)
        define_step(m, n);
}

/* ---- as the plan does it ---- */

static symbol actual_row(const machine *m, const op_row_step *step, int i, int32_t row) {
    int storage = step->in[i];
    const op_storage *t = &m->s->storages[storage];
    symbol value = m->taken_value;
    if (t->constant)
        return constant_row(storage, row);
    if (!is_callers(m, storage, row)) {
        int64_t begin = address(m, storage, row);
        int64_t end = begin + t->row_bytes;
        if ((begin < m->out_end && m->out_begin < end) ||
            (begin < m->scratch_end && m->scratch_begin < end))
            fail(STATUS_BUG, "stream: %s writes over the row that it reads", step->op->kind->name);
        value = load(m, begin, t->row_bytes);
    }
    if (m->in_window && value != m->meant[storage][row])
        fail(STATUS_BUG, "stream: %s reads row %d of '%s', which is not there",
             step->op->kind->name, row, t->tensor ? t->tensor->name : "accumulators");
    return value;
}

/* Scratch destroys what lies there. */
static void take_scratch(machine *m, const op_row_step *step, int32_t row) {
    m->scratch_begin = m->scratch_end = 0;
    if (step->scratch < 0)
        return;
    int32_t bytes = m->s->storages[step->scratch].row_bytes;
    m->scratch_begin = address(m, step->scratch, row);
    m->scratch_end = m->scratch_begin + bytes;
    if (m->scratch_begin < m->out_end && m->out_begin < m->scratch_end)
        fail(STATUS_BUG, "stream: the scratch of %s lies on what it writes", step->op->kind->name);
    if (bytes != step->kernel.scratch_bytes)
        fail(STATUS_BUG, "stream: %s has too little scratch", step->op->kind->name);
}

static void run_event(machine *m, const op_event *e) {
    const op_row_step *step = &m->s->steps[e->step];
    const op_storage *out = &m->s->storages[step->out];
    int all = writes_all(m->s, step);
    m->out_begin = address(m, step->out, all ? 0 : e->row);
    m->out_end = m->out_begin + (int64_t)(all ? out->height : 1) * out->row_bytes;
    take_scratch(m, step, e->row);
    symbol value = made_by(m, e->step, e->row, actual_row);
    if (step->scratch >= 0)
        store(m, m->scratch_begin, m->scratch_end - m->scratch_begin, LOST);
    if (!all) {
        store(m, m->out_begin, out->row_bytes, value);
        return;
    }
    value = join(e->row > 0 ? load_row(m, step->out, 0) : 0, value);
    for (int32_t y = 0; y < out->height; y++)
        store(m, address(m, step->out, y), out->row_bytes, join(value, (uint64_t)y));
}

static void begin_hop(machine *m) {
    for (int i = 0; i < m->s->storage_count; i++) {
        const op_storage *t = &m->s->storages[i];
        const op_slide *x = &t->slide;
        if (x->ring) {
            m->head[i] = (m->head[i] + x->advance) % x->ring;
        } else if (x->period && t->whole) {
            for (int32_t y = 0; y + x->advance < t->height; y++)
                store(m, t->offset[y], t->row_bytes, load_row(m, i, y + x->advance));
        }
    }
}

static void end_push(machine *m) {
    if (m->taken >= 0 && m->s->storages[m->input].slide.ring)
        store(m, address(m, m->input, m->taken), m->s->storages[m->input].row_bytes,
              m->taken_value);
    m->taken = -1;
}

static void take(machine *m, int32_t row, int64_t first_frame) {
    end_push(m);
    m->taken = row;
    m->taken_value = frame(first_frame + row);
    if (m->s->storages[m->input].whole)
        store(m, address(m, m->input, row), m->s->storages[m->input].row_bytes, m->taken_value);
}

static void check_outputs(const machine *m) {
    const ir_graph *g = m->s->graph;
    for (int k = 0; k < g->output_count; k++) {
        int storage = m->s->storage_of[g->outputs[k]->id];
        const op_storage *t = &m->s->storages[storage];
        for (int32_t y = 0; !t->constant && y < t->height; y++)
            if (load_row(m, storage, y) != m->meant[storage][y])
                fail(STATUS_BUG, "stream: row %d of output '%s' is not there at the end", y,
                     g->outputs[k]->name);
    }
}

/* The window starts at `first_frame`; frames before 0 were never pushed. */
static void run_hop(machine *m, int64_t first_frame) {
    const op_schedule *s = m->s;
    int e = 0;
    m->in_window = first_frame >= 0;
    while (e < s->event_count && (s->events[e].step >= 0 || first_frame + s->events[e].row < 0))
        e++;
    if (e == 0)
        begin_hop(m);
    if (m->in_window)
        define_window(m, first_frame);
    for (; e < s->event_count; e++) {
        if (s->events[e].step < 0)
            take(m, s->events[e].row, first_frame);
        else
            run_event(m, &s->events[e]);
    }
    end_push(m);
    if (m->in_window)
        check_outputs(m);
}

/* Until every ring has come round twice after the first window: from there on all repeats. */
void plan_check_stream(const op_schedule *s) {
    machine m = {.s = s, .input = s->storage_of[s->graph->inputs[0]->id], .taken = -1};
    int32_t window = s->storages[m.input].height, hops = 2;
    m.head = NEW_ARRAY(int32_t, (size_t)s->storage_count);
    m.meant = NEW_ARRAY(symbol *, (size_t)s->storage_count);
    for (int i = 0; i < s->storage_count; i++) {
        check_place(&s->storages[i], i);
        m.meant[i] = NEW_ARRAY(symbol, (size_t)s->storages[i].height);
        hops = s->storages[i].slide.ring > hops ? s->storages[i].slide.ring : hops;
    }
    int64_t first_frame = (window + s->hop - 1) / s->hop * s->hop;
    for (first_frame = s->hop - first_frame; first_frame <= 2 * (int64_t)hops * s->hop;
         first_frame += s->hop)
        run_hop(&m, first_frame);
}
