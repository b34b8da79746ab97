#include "report/timeline.h"

#include <stdlib.h>

#include "base/mem.h"
#include "report/facts.h"

/* ---- programs that run tensor by tensor ---- */

static void add_block(report_timeline *t, report_block b) {
    t->blocks[t->block_count++] = b;
}

static void follow_steps(report_timeline *t) {
    const op_program *p = t->program;
    const plan_buffers *b = report_buffers(p);
    t->moment_count = p->step_count;
    t->owners = NEW_ARRAY(report_owner, (size_t)b->count);
    t->blocks = NEW_ARRAY(report_block, (size_t)b->count);
    for (int i = 0; i < b->count; i++) {
        const plan_buffer *x = &b->buffer[i];
        t->owners[t->owner_count++] = (report_owner){
            .name = report_buffer_name(p, x), .rows = 1, .row_bytes = x->bytes, .whole = 1};
        add_block(t, (report_block){i, -1, x->offset, x->bytes, x->first, x->last});
    }
}

/* ---- programs that run row by row ---- */

typedef struct span {
    int first, last; /* events; first < 0: never there */
} span;

/* A whole storage is there at once, other rows come and go; a pushed program's whole input comes
 * row by row into one piece. */
static int is_one_piece(const op_schedule *s, const op_storage *t) {
    return t->whole && (!t->is_input || s->pushed);
}

static void extend(const op_schedule *s, span **spans, int storage, int32_t row, int event) {
    span *x = &spans[storage][is_one_piece(s, &s->storages[storage]) ? 0 : row];
    if (x->first < 0)
        x->first = event;
    x->last = event;
}

static void follow_event(const op_schedule *s, span **spans, int e) {
    const op_row_step *step = &s->steps[s->events[e].step];
    int32_t row = s->events[e].row, n = op_schedule_rows_made(step, row), first, last;
    int matches = step->kernel.out.height == s->storages[step->out].height;
    for (int32_t k = row; k < row + n; k++) {
        extend(s, spans, step->out, matches ? k : 0, e);
        for (int i = 0; i < step->kernel.in_count; i++) {
            op_schedule_rows_read(s, step, i, k, &first, &last);
            for (int32_t y = first; y <= last; y += op_schedule_rows_apart(s, step, i))
                extend(s, spans, step->in[i], y, e);
        }
    }
    if (step->scratch >= 0)
        extend(s, spans, step->scratch, row, e);
}

static span **spans_of(const op_schedule *s) {
    span **spans = NEW_ARRAY(span *, (size_t)s->storage_count);
    for (int i = 0; i < s->storage_count; i++) {
        const op_storage *t = &s->storages[i];
        spans[i] = NEW_ARRAY(span, (size_t)t->height);
        for (int32_t y = 0; y < t->height; y++)
            spans[i][y].first = t->is_input && !s->pushed ? 0 : -1;
    }
    for (int e = 0; e < s->event_count; e++) {
        if (s->events[e].step >= 0)
            follow_event(s, spans, e);
        else
            extend(s, spans, s->storage_of[s->graph->inputs[0]->id], s->events[e].row, e);
    }
    for (int i = 0; i < s->storage_count; i++)
        for (int32_t y = 0; s->storages[i].is_output && y < s->storages[i].height; y++)
            extend(s, spans, i, y, s->event_count - 1);
    return spans;
}

static const char *storage_name(const op_schedule *s, int storage) {
    const op_storage *t = &s->storages[storage];
    const ir_op *op = t->tensor ? ir_producer(s->graph, t->tensor) : NULL;
    if (op)
        return mem_printf("output of %d %s", op->index, op->kind->name);
    if (t->is_input)
        return "input";
    for (int i = 0; i < s->step_count; i++)
        if (s->steps[i].out == storage || s->steps[i].scratch == storage)
            return mem_printf("%s of %d %s", s->steps[i].out == storage ? "sums" : "scratch",
                              s->steps[i].op->index, s->steps[i].op->kind->name);
    return "constant";
}

/* A pushed row that is needed later is copied when its push ends: when the next row is taken. */
static int copied_at(const op_schedule *s, int32_t row) {
    int e = 0;
    while (e < s->event_count && !(s->events[e].step < 0 && s->events[e].row > row))
        e++;
    return e;
}

/* A ring that windows to come need is in use all the time. */
static span ring_span(const op_schedule *s, const op_storage *t, const span *rows) {
    const op_slide *x = &t->slide;
    span all = {0, s->event_count - 1};
    if (t->is_input || op_slide_keeps(t, x->ring_first))
        return all;
    all = rows[x->last - x->advance + 1];
    for (int32_t y = x->last - x->advance + 1; y <= x->last; y++)
        all.last = rows[y].last > all.last ? rows[y].last : all.last;
    return all;
}

static void add_storage(report_timeline *t, const op_schedule *s, span *const *spans, int i) {
    const op_storage *x = &s->storages[i];
    int one = is_one_piece(s, x), callers = x->is_input && s->pushed && !x->whole;
    int32_t count = one ? 1 : x->height, bytes = one ? x->height * x->row_bytes : x->row_bytes;
    t->owners[i] = (report_owner){.name = storage_name(s, i),
                                  .rows = x->height,
                                  .row_bytes = x->row_bytes,
                                  .whole = x->whole,
                                  .ring = x->slide.ring,
                                  .callers = callers};
    if (x->slide.ring) {
        span ring = ring_span(s, x, spans[i]);
        add_block(t, (report_block){i, -1, x->slide.ring_offset, x->slide.ring * x->row_bytes,
                                    ring.first, ring.last});
    }
    for (int32_t y = 0; y < count && !x->constant; y++) {
        span used = spans[i][y];
        if (x->offset[y] < 0 || used.first < 0)
            continue;
        if (callers)
            used.first = copied_at(s, y);
        if (x->slide.period && x->whole) /* kept from window to window */
            used = (span){0, s->event_count - 1};
        add_block(t, (report_block){i, one ? -1 : y, x->offset[y], bytes, used.first, used.last});
    }
}

static void follow_schedule(report_timeline *t) {
    const op_schedule *s = t->program->schedule;
    span **spans = spans_of(s);
    size_t rows = 0;
    for (int i = 0; i < s->storage_count; i++)
        rows += (size_t)s->storages[i].height;
    t->moment_count = s->event_count;
    t->owner_count = s->storage_count;
    t->owners = NEW_ARRAY(report_owner, (size_t)s->storage_count);
    t->blocks = NEW_ARRAY(report_block, rows + (size_t)s->storage_count); /* and rings */
    for (int i = 0; i < s->storage_count; i++)
        add_storage(t, s, spans, i);
}

/* ---- both ---- */

static int by_offset(const void *a, const void *b) {
    const report_block *x = *(const report_block *const *)a, *y = *(const report_block *const *)b;
    return x->offset != y->offset ? (x->offset > y->offset) - (x->offset < y->offset)
                                  : (x->owner > y->owner) - (x->owner < y->owner);
}

int report_blocks_at(const report_timeline *t, int moment, const report_block **in_use) {
    int count = 0;
    for (int i = 0; i < t->block_count; i++)
        if (t->blocks[i].first <= moment && moment <= t->blocks[i].last)
            in_use[count++] = &t->blocks[i];
    qsort(in_use, (size_t)count, sizeof *in_use, by_offset);
    return count;
}

/* What is made in place of something lies on the same bytes at that moment. */
static int32_t bytes_of(const report_block *const *in_use, int count) {
    int32_t sum = 0, end = 0;
    for (int i = 0; i < count; i++) {
        int32_t begin = in_use[i]->offset > end ? in_use[i]->offset : end;
        int32_t stop = in_use[i]->offset + in_use[i]->bytes;
        sum += stop > begin ? stop - begin : 0;
        end = stop > end ? stop : end;
    }
    return sum;
}

static void count_rows(report_timeline *t, const report_block *const *in_use, int count) {
    int32_t *rows = NEW_ARRAY(int32_t, (size_t)t->owner_count);
    for (int i = 0; i < count; i++) {
        report_owner *o = &t->owners[in_use[i]->owner];
        int32_t n = rows[in_use[i]->owner] += in_use[i]->row >= 0 ? 1 : o->ring ? o->ring : o->rows;
        o->at_once = n > o->at_once ? n : o->at_once;
    }
    mem_free(rows);
}

static void find_peak(report_timeline *t) {
    const report_block **in_use = NEW_ARRAY(const report_block *, (size_t)t->block_count);
    int32_t most = 0;
    for (int moment = 0; moment < t->moment_count; moment++) {
        int count = report_blocks_at(t, moment, in_use);
        int32_t bytes = bytes_of(in_use, count);
        count_rows(t, in_use, count);
        if (bytes > most) {
            most = bytes;
            t->peak = moment;
        }
    }
    t->bound_bytes = most;
    mem_free(in_use);
}

report_timeline *report_timeline_new(const op_program *p) {
    report_timeline *t = NEW(report_timeline);
    t->program = p;
    t->bytes = p->schedule ? p->schedule->data_bytes : p->data_bytes;
    if (p->schedule)
        follow_schedule(t);
    else
        follow_steps(t);
    find_peak(t);
    return t;
}

double report_above_bound(const report_timeline *t) {
    return t->bound_bytes ? 100.0 * (t->bytes - t->bound_bytes) / t->bound_bytes : 0;
}

const char *report_work_at(const report_timeline *t, int moment) {
    const op_schedule *s = t->program->schedule;
    if (moment >= t->moment_count || (s && s->events[moment].step < 0))
        return "";
    const ir_op *op = s ? s->steps[s->events[moment].step].op : t->program->steps[moment].op;
    return mem_printf("%d %s", op->index, op->kind->name);
}

void report_peak_text(const report_timeline *t, text *out) {
    const report_block **in_use = NEW_ARRAY(const report_block *, (size_t)t->block_count);
    int count = report_blocks_at(t, t->peak, in_use), shown = 0;
    int32_t *bytes = NEW_ARRAY(int32_t, (size_t)t->owner_count);
    int *rows = NEW_ARRAY(int, (size_t)t->owner_count);
    for (int i = 0; i < count; i++) {
        bytes[in_use[i]->owner] += in_use[i]->bytes;
        rows[in_use[i]->owner]++;
    }
    for (;; shown++) {
        int best = -1;
        for (int i = 0; i < t->owner_count; i++)
            if (bytes[i] && (best < 0 || bytes[i] > bytes[best]))
                best = i;
        if (best < 0)
            break;
        const report_owner *o = &t->owners[best];
        text_add_string(out, shown ? ", " : "");
        if (o->rows > 1 && rows[best] < o->rows && !(rows[best] == 1 && bytes[best] > o->row_bytes))
            text_add(out, "%d row%s of ", rows[best], rows[best] > 1 ? "s" : "");
        text_add(out, "%s (%d bytes)", o->name, bytes[best]);
        bytes[best] = 0;
    }
    mem_free(in_use);
    mem_free(bytes);
    mem_free(rows);
}
