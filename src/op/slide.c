/* Which rows of a model's tensors are the same in the next window, only further up. A row is, if it
 * is made of such rows alone, in the same way, and of no padding. */
#include "base/diag.h"
#include "base/mem.h"
#include "op/schedule.h"

/* ---- one row ---- */

/* Does row `row` read this input as row `row` + 1 will do, one step further down? */
static int reads_sliding(const op_storage *in, const op_rows *r, int32_t row) {
    if (in->constant)
        return in->height == 1 || r->stride == 0;
    if (!in->slide.period || r->height != in->height || r->row_bytes != in->row_bytes)
        return 0;
    int32_t first = row * r->stride - r->pad_top;
    return first >= in->slide.first && first + (r->window - 1) * r->dilation <= in->slide.last;
}

static int slides(const op_schedule *s, const op_row_step *step, int32_t row) {
    for (int i = 0; i < step->kernel.in_count; i++)
        if (!reads_sliding(&s->storages[step->in[i]], &step->kernel.in[i], row))
            return 0;
    return 1;
}

/* ---- one step ---- */

/* Frames per row of the output; 0 where the inputs do not agree. */
static int32_t period_of(const op_schedule *s, const op_row_step *step) {
    int64_t period = 0;
    for (int i = 0; i < step->kernel.in_count; i++) {
        const op_storage *in = &s->storages[step->in[i]];
        int64_t mine = (int64_t)in->slide.period * step->kernel.in[i].stride;
        if (in->constant)
            continue;
        if (mine == 0 || mine > INT32_MAX || (period && mine != period))
            return 0;
        period = mine;
    }
    return (int32_t)period;
}

static void slide_step(const op_schedule *s, const op_row_step *step) {
    op_storage *out = &s->storages[step->out];
    out->slide = (op_slide){0};
    if (step->accumulates || step->kernel.out.height != out->height)
        return;
    int32_t first = 0, last = out->height - 1;
    while (first <= last && !slides(s, step, first))
        first++;
    while (last >= first && !slides(s, step, last))
        last--;
    if (first <= last)
        out->slide = (op_slide){.period = period_of(s, step), .first = first, .last = last};
}

/* ---- all of them ---- */

static int64_t common_multiple(int64_t a, int64_t b) {
    int64_t x = a, y = b;
    while (y) {
        int64_t rest = x % y;
        x = y;
        y = rest;
    }
    return a / x * b;
}

/* A hop has a whole number of rows of every tensor that slides. */
static int64_t hop_of(const op_schedule *s, int32_t window) {
    int64_t hop = 1;
    for (int i = 0; i < s->storage_count && hop <= window; i++)
        if (s->storages[i].slide.period)
            hop = common_multiple(hop, s->storages[i].slide.period);
    return hop;
}

/* Tensors of which a hop makes all rows that slide need no memory of the last window. Returns how
 * many there were. */
static int drop_new(op_schedule *s, int64_t hop) {
    int dropped = 0;
    for (int i = 0; i < s->storage_count; i++) {
        op_slide *x = &s->storages[i].slide;
        if (x->period && (int64_t)(x->last - x->first + 1) * x->period <= hop) {
            *x = (op_slide){0};
            dropped++;
        }
    }
    return dropped;
}

static int makes_sliding_rows(const op_schedule *s) {
    for (int n = 0; n < s->step_count; n++)
        if (s->storages[s->steps[n].out].slide.period)
            return 1;
    return 0;
}

/* Of the first operator that reads the input. */
static const char *obstacle(const op_schedule *s, int input, const ir_op **op) {
    for (int n = 0; n < s->step_count; n++) {
        const op_row_step *step = &s->steps[n];
        const op_rows *r = &step->kernel.in[0];
        if (step->in[0] != input)
            continue;
        *op = step->op;
        const op_storage *in = &s->storages[input];
        if (step->accumulates || r->height != in->height || r->row_bytes != in->row_bytes ||
            step->kernel.out.height == 1)
            return "the operator takes all of the window at once; convolutions along time in front "
                   "of it would help";
        return mem_printf("the operator's padding along time is in all rows that it makes, or all "
                          "but one (window of %d rows, %d made), so they are others in each "
                          "window; VALID padding along time helps",
                          (r->window - 1) * r->dilation + 1, step->kernel.out.height);
    }
    return "no operator reads the input row by row";
}

const char *op_slide_rows(op_schedule *s, const ir_op **op) {
    int index = s->storage_of[s->graph->inputs[0]->id];
    op_storage *input = &s->storages[index];
    if (input->height < 2)
        return mem_printf("a row is an index along the height of [1,h,w,c], and the input %s has "
                          "one row",
                          ir_shape_text(&input->tensor->shape));
    input->slide = (op_slide){.period = 1, .first = 0, .last = input->height - 1};
    for (int n = 0; n < s->step_count; n++)
        slide_step(s, &s->steps[n]);
    int64_t hop;
    do
        hop = hop_of(s, input->height);
    while (drop_new(s, hop));
    if (!makes_sliding_rows(s))
        return obstacle(s, index, op);
    s->hop = (int32_t)hop;
    for (int i = 0; i < s->storage_count; i++)
        if (s->storages[i].slide.period)
            s->storages[i].slide.advance = s->hop / s->storages[i].slide.period;
    return NULL;
}

/* ---- what follows from it ---- */

int op_slide_keeps(const op_storage *t, int32_t row) {
    const op_slide *x = &t->slide;
    return x->period && row >= x->first && row <= x->last - x->advance;
}

int32_t op_slide_calls(const op_schedule *s, const op_row_step *step) {
    const op_storage *out = &s->storages[step->out];
    const op_slide *x = &out->slide;
    int32_t kept = x->period ? x->last - x->first + 1 - x->advance : 0;
    return op_schedule_rows_of(s, step) - (step->accumulates ? 0 : kept);
}

int64_t op_slide_macs(const op_schedule *s) {
    int64_t macs = 0;
    for (int n = 0; n < s->step_count; n++) {
        const op_row_step *step = &s->steps[n];
        int last_of_op = n + 1 == s->step_count || s->steps[n + 1].op != step->op;
        if (last_of_op)
            macs += op_macs(step->op) / step->kernel.out.height * op_slide_calls(s, step);
    }
    return macs;
}
