#include "op/schedule.h"

#include "base/diag.h"
#include "base/mem.h"

/* ---- storages: a tensor and its views share one ---- */

static int add_storage(op_schedule *s, op_storage storage) {
    s->storages[s->storage_count] = storage;
    return s->storage_count++;
}

static int storage_for(op_schedule *s, const ir_tensor *t) {
    if (s->storage_of[t->id] >= 0)
        return s->storage_of[t->id];
    op_rows rows = op_kernel_plain_rows(t);
    return s->storage_of[t->id] = add_storage(s, (op_storage){.tensor = t,
                                                              .constant = t->data,
                                                              .height = rows.height,
                                                              .row_bytes = rows.row_bytes,
                                                              .whole = t->data != NULL});
}

/* Does a kernel that sees `rows` get along with the storage's own rows? */
static void need(op_storage *storage, const op_rows *rows, int batches) {
    if (batches != 1 || rows->height != storage->height || rows->row_bytes != storage->row_bytes)
        storage->whole = 1;
}

/* ---- steps ---- */

static void add_step(op_schedule *s, const ir_op *op, const op_kernel *k, int accumulates,
                     int accumulators, int out) {
    op_row_step *step = &s->steps[s->step_count++];
    *step = (op_row_step){.op = op,
                          .kernel = *k,
                          .accumulates = accumulates,
                          .rows_per_call = accumulates || k->best_rows < 1 ? 1 : k->best_rows,
                          .out = out,
                          .scratch = -1};
    step->first_rows = step->rows_per_call;
    step->in = NEW_ARRAY(int, (size_t)k->in_count);
    for (int i = 0; i < k->in_count; i++) {
        step->in[i] = k->in_tensors[i] ? storage_for(s, k->in_tensors[i]) : accumulators;
        need(&s->storages[step->in[i]], &k->in[i], k->batches);
    }
    if (!accumulates)
        need(&s->storages[out], &k->out, k->batches);
    if (k->scratch_bytes)
        step->scratch = add_storage(
            s, (op_storage){.height = op_schedule_rows_of(s, step), .row_bytes = k->scratch_bytes});
}

/* Rows that a window keeps, against accumulators. Where rows slide they are kept anyway, and
 * accumulators only spare a kernel that sees no rows the copy in one piece. */
static int accumulating_pays(const op_schedule *s, const op_kernel *k, const op_storage *in,
                             int32_t accumulator_bytes) {
    if (s->hop)
        return k->in[0].height != in->height || k->in[0].row_bytes != in->row_bytes;
    int64_t kept = k->in[0].height == in->height
                       ? (int64_t)(k->in[0].window - 1) * k->in[0].row_bytes
                       : (int64_t)(in->height - 1) * in->row_bytes;
    return kept > accumulator_bytes;
}

/* Tries the accumulating form of an operator; returns 0 if it has none or it does not pay. */
static int add_accumulating(op_schedule *s, const ir_op *op, const op_kernel *plain) {
    op_kernel add = {.target = s->graph->target}, finish = {.target = s->graph->target};
    op_storage *in = &s->storages[storage_for(s, op->inputs[0])];
    op_rows rows = {.height = in->height, .row_bytes = in->row_bytes};
    if (in->height < 2 || in->constant || !op_kind_of(op)->lower_accumulate ||
        !op_kind_of(op)->lower_accumulate(op, rows, &add, &finish) ||
        !accumulating_pays(s, plain, in, add.out.row_bytes))
        return 0;
    int sums =
        add_storage(s, (op_storage){.height = 1, .row_bytes = add.out.row_bytes, .whole = 1});
    add_step(s, op, &add, 1, -1, sums);
    add_step(s, op, &finish, 0, sums, storage_for(s, op->output));
    return 1;
}

/* In a plan of rows their number is not the kernel's affair. */
static void lower_for_rows(ir_target target, const ir_op *op, op_kernel *k) {
    op_lower_for(target, op, k);
    if (!k->fixed_rows)
        return;
    target.whole = 0;
    op_lower_for(target, op, k);
}

static void add_op(op_schedule *s, const ir_op *op) {
    op_kernel k;
    if (op_is_view(op)) {
        s->storage_of[op->output->id] = storage_for(s, op->inputs[0]);
    } else {
        lower_for_rows(s->graph->target, op, &k);
        diag_set_operator(op->index, op->kind->name);
        if (k.batches != 1)
            fail(STATUS_REFUSED, "a batch of %d cannot be run row by row", k.batches);
        if (!add_accumulating(s, op, &k))
            add_step(s, op, &k, 0, -1, storage_for(s, op->output));
    }
    diag_set_operator(-1, NULL);
}

int32_t op_schedule_rows_of(const op_schedule *s, const op_row_step *step) {
    if (!step->accumulates)
        return step->kernel.out.height;
    int32_t stride = step->kernel.in[0].stride;
    return (s->storages[step->in[0]].height + stride - 1) / stride;
}

int32_t op_schedule_rows_made(const op_row_step *step, int32_t row) {
    if (step->accumulates)
        return 1;
    int32_t left = step->kernel.out.height - row;
    int32_t rows = row == 0 ? step->first_rows : step->rows_per_call;
    return left < rows ? left : rows;
}

int64_t op_schedule_rows_in(const ir_graph *g) {
    int64_t rows = 0;
    for (int i = 0; i < g->tensor_count; i++)
        if (!g->tensors[i]->data)
            rows += op_kernel_plain_rows(g->tensors[i]).height;
    return rows;
}

static op_schedule *new_schedule(const ir_graph *g, int pushed, int32_t hop) {
    op_schedule *s = NEW(op_schedule);
    int64_t rows = op_schedule_rows_in(g), most = hop ? OP_MOST_STREAM_ROWS : OP_MOST_ROWS;
    if (rows > most)
        fail(STATUS_REFUSED, "the model's tensors have %lld rows, at most %lld can be run %s",
             (long long)rows, (long long)most, hop ? "as a stream" : "row by row");
    s->graph = g;
    s->pushed = pushed;
    s->hop = hop;
    s->steps = NEW_ARRAY(op_row_step, 2 * (size_t)g->op_count);
    s->storages = NEW_ARRAY(op_storage, (size_t)g->tensor_count + 3 * (size_t)g->op_count);
    s->storage_of = NEW_ARRAY(int, (size_t)g->tensor_count);
    if (pushed && g->input_count != 1)
        fail(STATUS_REFUSED, "the model has %d inputs; rows can be pushed into one only",
             g->input_count);
    for (int i = 0; i < g->tensor_count; i++)
        s->storage_of[i] = -1;
    for (int i = 0; i < g->input_count; i++) {
        op_storage *in = &s->storages[storage_for(s, g->inputs[i])];
        in->is_input = 1;
        in->whole |= !pushed;
    }
    for (int i = 0; i < g->op_count; i++)
        add_op(s, g->ops[i]);
    for (int i = 0; i < g->output_count; i++) {
        op_storage *out = &s->storages[storage_for(s, g->outputs[i])];
        out->is_output = out->whole = 1;
    }
    return s;
}

void op_schedule_single_rows(op_schedule *s) {
    for (int i = 0; i < s->step_count; i++)
        s->steps[i].rows_per_call = s->steps[i].first_rows = 1;
}

/* Does the step see its input i in the rows in which it lies? */
static int is_read_in_rows(const op_schedule *s, const op_row_step *step, int i) {
    const op_storage *in = &s->storages[step->in[i]];
    const op_rows *r = &step->kernel.in[i];
    return r->height == in->height && r->row_bytes == in->row_bytes && step->kernel.batches == 1;
}

/* The input through which a later step reads the rows of `storage` one window after the other. */
static const op_rows *windows_on(const op_schedule *s, const op_row_step *reader, int storage) {
    for (int i = 0; i < reader->kernel.in_count; i++)
        if (reader->in[i] == storage && !reader->accumulates && is_read_in_rows(s, reader, i))
            return &reader->kernel.in[i];
    return NULL;
}

/* When what a step makes is read on: after row `row`, and so many rows further on again. */
typedef struct burst {
    int64_t row, period;
} burst;

/* The first step that reads what a step makes decides: the last row that is read by its burst
 * should be the last of an event, and then those of all its bursts are, if it makes as many rows a
 * call. What makes (0, 1), (2, 3) ... of rows 0 .. 2, 1 .. 4 ... has no use for row 3 in the first
 * one; made (0), (1, 2), (3, 4) ... a row less is held. A step of fewer rows a call than are read
 * on at once hands the burst on. */
static burst align(const op_schedule *s, op_row_step *step, const burst *bursts) {
    const op_row_step *reader = step + 1, *end = s->steps + s->step_count;
    const op_rows *r = NULL;
    while (reader < end && !(r = windows_on(s, reader, step->out)))
        reader++;
    step->first_rows = step->rows_per_call;
    burst own = {step->first_rows - 1, step->rows_per_call};
    if (!r)
        return own;
    burst next = bursts[reader - s->steps];
    int64_t last = next.row * r->stride - r->pad_top + (r->window - 1) * r->dilation;
    if (last < 0)
        return own;
    step->first_rows = (int32_t)(last % step->rows_per_call) + 1;
    own.row = step->first_rows - 1;
    return next.period * r->stride > own.period ? (burst){last, next.period * r->stride} : own;
}

void op_schedule_align(op_schedule *s) {
    burst *bursts = NEW_ARRAY(burst, (size_t)s->step_count);
    for (int n = s->step_count - 1; n >= 0; n--)
        bursts[n] = align(s, &s->steps[n], bursts);
    mem_free(bursts);
}

static int are_same_rows(const op_rows *a, const op_rows *b) {
    return a->height == b->height && a->row_bytes == b->row_bytes && a->window == b->window &&
           a->stride == b->stride && a->dilation == b->dilation && a->pad_top == b->pad_top;
}

static int sees_the_same_rows(const op_kernel *a, const op_kernel *b) {
    int same =
        a->in_count == b->in_count && a->batches == b->batches && are_same_rows(&a->out, &b->out);
    for (int i = 0; i < a->in_count && same; i++)
        same = a->in_tensors[i] == b->in_tensors[i] && are_same_rows(&a->in[i], &b->in[i]);
    return same;
}

/* Not the two steps of a layer that accumulates. */
int op_schedule_lower_again(op_schedule *s, op_row_step *step, ir_target target) {
    op_kernel k;
    int is_whole_layer = !step->accumulates;
    for (int i = 0; i < step->kernel.in_count; i++)
        is_whole_layer &= step->kernel.in_tensors[i] != NULL;
    if (!is_whole_layer)
        return 0;
    lower_for_rows(target, step->op, &k);
    if (!sees_the_same_rows(&k, &step->kernel))
        return 0;
    int32_t best = k.best_rows < 1 ? 1 : k.best_rows;
    step->kernel = k;
    step->rows_per_call = best < target.rows ? best : target.rows;
    if (step->scratch < 0 && k.scratch_bytes)
        step->scratch = add_storage(s, (op_storage){.height = op_schedule_rows_of(s, step)});
    if (step->scratch >= 0)
        s->storages[step->scratch].row_bytes = k.scratch_bytes;
    return 1;
}

op_schedule *op_schedule_new(const ir_graph *g, int pushed) {
    op_schedule *s = new_schedule(g, pushed, 0);
    op_schedule_align(s);
    return s;
}

int op_schedule_can_stream(const ir_graph *g) {
    const ir_op *op;
    return op_slide_rows(new_schedule(g, 1, 1), &op) == NULL;
}

op_schedule *op_schedule_new_stream(const ir_graph *g) {
    op_schedule *s = new_schedule(g, 1, 1);
    const ir_op *op = NULL;
    op_schedule_single_rows(s);
    const char *obstacle = op_slide_rows(s, &op);
    if (obstacle) {
        if (op)
            diag_set_operator(op->index, op->kind->name);
        fail(STATUS_REFUSED, "nothing can be used again in the next window: %s", obstacle);
    }
    return s;
}

int32_t op_schedule_rows_apart(const op_schedule *s, const op_row_step *step, int i) {
    return is_read_in_rows(s, step, i) ? step->kernel.in[i].dilation : 1;
}

void op_schedule_rows_read(const op_schedule *s, const op_row_step *step, int i, int32_t row,
                           int32_t *first, int32_t *last) {
    const op_storage *in = &s->storages[step->in[i]];
    const op_rows *r = &step->kernel.in[i];
    if (!is_read_in_rows(s, step, i)) {
        *first = 0; /* another view of the storage: all of it */
        *last = in->height - 1;
        return;
    }
    *first = row * r->stride - r->pad_top;
    *last = *first + (r->window - 1) * r->dilation;
    while (*first < 0)
        *first += r->dilation;
    while (*last >= in->height)
        *last -= r->dilation;
}

int32_t op_schedule_state_bytes(const op_schedule *s) {
    int32_t rings = 0;
    for (int i = 0; i < s->storage_count; i++)
        rings += s->storages[i].slide.ring > 0;
    return 8 + (2 * rings + 7) / 8 * 8;
}
