#include "row_replay.h"

#include "base/diag.h"
#include "base/mem.h"

#define JUNK (-1)

typedef struct replay {
    const op_schedule *s;
    int64_t *label; /* of every byte of the arena */
    int32_t *sums;  /* rows that every storage of accumulators has taken; 0 elsewhere */
    int32_t taken;  /* the input row that is the caller's, -1: none */
    int is_broken;
} replay;

/* Some bytes of a storage that lie one after the other, from `first` on. */
typedef struct chunk {
    int storage;
    int32_t first, count;
} chunk;

static int64_t label_of(const replay *m, chunk c, int32_t i) {
    return ((int64_t)c.storage << 48 | (int64_t)m->sums[c.storage] << 32) + c.first + i;
}

/* Where it lies; -1: nowhere, or outside of the arena. */
static int64_t address_of(const replay *m, chunk c) {
    const op_storage *t = &m->s->storages[c.storage];
    int32_t row = c.first / t->row_bytes, base = t->offset[t->whole ? 0 : row];
    int64_t at = (int64_t)base + (t->whole ? c.first : c.first % t->row_bytes);
    return base < 0 || at + c.count > m->s->data_bytes ? -1 : at;
}

static void fill(replay *m, chunk c, int is_junk) {
    const op_storage *t = &m->s->storages[c.storage];
    int64_t at = address_of(m, c);
    m->is_broken |= at < 0 || t->offset[t->whole ? 0 : c.first / t->row_bytes] % OP_TENSOR_ALIGN;
    for (int32_t i = 0; at >= 0 && i < c.count; i++)
        m->label[at + i] = is_junk ? JUNK : label_of(m, c, i);
}

/* Is it a constant, or the row that the caller has? */
static int is_elsewhere(const replay *m, chunk c) {
    const op_storage *t = &m->s->storages[c.storage];
    return t->constant ||
           (t->is_input && m->s->pushed && !t->whole && c.first / t->row_bytes == m->taken);
}

static void check(replay *m, chunk c) {
    int64_t at = address_of(m, c);
    if (is_elsewhere(m, c))
        return;
    m->is_broken |= at < 0;
    for (int32_t i = 0; at >= 0 && i < c.count; i++)
        m->is_broken |= m->label[at + i] != label_of(m, c, i);
}

static int overlap(const replay *m, chunk a, chunk b) {
    int64_t at = address_of(m, a), bt = address_of(m, b);
    return !is_elsewhere(m, a) && !is_elsewhere(m, b) && at < bt + b.count && bt < at + a.count;
}

/* ---- events ---- */

/* Row k of the window in which a step sees its input i; count 0: padding. Returns 0 when the window
 * is over. */
static int input_chunk(const op_row_step *step, int i, int32_t row, int32_t k, chunk *c) {
    const op_rows *r = &step->kernel.in[i];
    int32_t y = row * r->stride - r->pad_top + k * r->dilation;
    int is_there = y >= 0 && y < r->height;
    *c = (chunk){step->in[i], y * r->row_bytes, is_there ? r->row_bytes : 0};
    return k < r->window;
}

static int coincide(const replay *m, const op_row_step *step, int i, chunk in, chunk out) {
    return !step->accumulates && op_memory_of(step->op, i) == OP_MEMORY_IN_PLACE &&
           in.count == out.count && address_of(m, in) == address_of(m, out);
}

/* Is this the first row of output row y's window, and does the kernel let that row lie on it? */
static int takes_over(const replay *m, const op_row_step *step, int i, chunk in, int32_t y) {
    chunk first, out = {step->out, y * step->kernel.out.row_bytes, step->kernel.out.row_bytes};
    input_chunk(step, i, y, 0, &first);
    return step->kernel.over_input && !step->accumulates && first.first == in.first &&
           in.count == out.count && address_of(m, in) == address_of(m, out);
}

static chunk output_chunk(const op_row_step *step, int32_t row) {
    int32_t size = step->kernel.out.row_bytes;
    return (chunk){step->out, step->accumulates ? 0 : row * size, size};
}

/* The input that row `row` is made of, when rows `first` .. `end` - 1 are made in one call. */
static void check_inputs(replay *m, const op_row_step *step, int32_t row, int32_t first,
                         int32_t end) {
    chunk c;
    for (int i = 0; i < step->kernel.in_count; i++)
        for (int32_t k = 0; input_chunk(step, i, row, k, &c); k++) {
            if (c.count)
                check(m, c);
            for (int32_t y = first; y < end && c.count; y++) {
                chunk out = output_chunk(step, y);
                m->is_broken |= overlap(m, c, out) && !(y == row && coincide(m, step, i, c, out)) &&
                                !takes_over(m, step, i, c, y);
            }
        }
}

static void use_scratch(replay *m, const op_row_step *step, int32_t row, int32_t end) {
    int32_t size = step->kernel.scratch_bytes;
    m->is_broken |= (size > 0) != (step->scratch >= 0);
    if (step->scratch < 0)
        return;
    m->is_broken |= m->s->storages[step->scratch].row_bytes < size;
    chunk scratch = {step->scratch, row * m->s->storages[step->scratch].row_bytes, size};
    fill(m, scratch, 1);
    for (int32_t y = row; y < end; y++)
        m->is_broken |= overlap(m, scratch, output_chunk(step, y));
}

/* Accumulators take one row after the other. */
static void check_sums(replay *m, const op_row_step *step, int32_t row) {
    m->is_broken |= row != m->sums[step->out];
    if (row > 0)
        check(m, output_chunk(step, row));
    m->sums[step->out]++;
}

/* A kernel may use its scratch at any time, and write its output before it reads those inputs that
 * do not coincide with the row made of them. */
static void make_rows(replay *m, const op_row_step *step, int32_t row) {
    int32_t end = row + op_schedule_rows_made(step, row);
    m->is_broken |= end - row > step->rows_per_call; /* its pointers have no place */
    use_scratch(m, step, row, end);
    for (int32_t y = row; y < end; y++)
        check_inputs(m, step, y, row, end);
    if (step->accumulates)
        check_sums(m, step, row);
    for (int32_t y = row; y < end; y++)
        fill(m, output_chunk(step, y), 0);
}

static chunk whole_row(const replay *m, int storage, int32_t row) {
    int32_t size = m->s->storages[storage].row_bytes;
    return (chunk){storage, row * size, size};
}

/* What mote_rows_push does before and after the events of a push. */
static void take_row(replay *m, int input, int32_t row) {
    const op_storage *t = &m->s->storages[input];
    if (m->taken >= 0 && !t->whole && t->offset[m->taken] >= 0)
        fill(m, whole_row(m, input, m->taken), 0);
    m->is_broken |= row != m->taken + 1;
    m->taken = row;
    if (t->whole)
        fill(m, whole_row(m, input, row), 0);
}

/* Accumulators are finished when all rows are in. */
static void check_complete(replay *m, const op_row_step *step) {
    for (int i = 0; i < m->s->step_count; i++) {
        const op_row_step *add = &m->s->steps[i];
        if (add->accumulates && step->in[0] == add->out)
            m->is_broken |= m->sums[add->out] != m->s->storages[add->in[0]].height;
    }
}

int row_replay_is_broken(const op_schedule *s) {
    replay m = {s, NEW_ARRAY(int64_t, (size_t)s->data_bytes),
                NEW_ARRAY(int32_t, (size_t)s->storage_count), -1, 0};
    int input = s->storage_of[s->graph->inputs[0]->id];
    for (int32_t i = 0; i < s->data_bytes; i++)
        m.label[i] = JUNK;
    for (int i = 0; i < s->storage_count && !s->pushed; i++)
        for (int32_t y = 0; s->storages[i].is_input && y < s->storages[i].height; y++)
            fill(&m, whole_row(&m, i, y), 0);
    m.is_broken |= s->pushed && (s->event_count == 0 || s->events[0].step >= 0);
    for (int e = 0; e < s->event_count && !m.is_broken; e++) {
        if (s->events[e].step < 0) {
            take_row(&m, input, s->events[e].row);
            continue;
        }
        check_complete(&m, &s->steps[s->events[e].step]);
        make_rows(&m, &s->steps[s->events[e].step], s->events[e].row);
    }
    m.is_broken |= s->pushed && m.taken + 1 != s->storages[input].height;
    m.taken = -1;
    for (int i = 0; i < s->graph->output_count; i++) {
        int storage = s->storage_of[s->graph->outputs[i]->id];
        for (int32_t y = 0; y < s->storages[storage].height; y++)
            check(&m, whole_row(&m, storage, y));
    }
    return m.is_broken;
}
