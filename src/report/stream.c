#include "report/stream.h"

#include "base/mem.h"
#include "report/facts.h"

const char *report_stream_summary(const op_program *p) {
    const op_schedule *s = p->schedule;
    return mem_printf("a result every %s, %s MAC each instead of %s for a whole window",
                      s->hop == 1 ? "row" : mem_printf("%d rows", s->hop),
                      report_number(op_slide_macs(s), " "),
                      report_number(op_graph_macs(p->graph), " "));
}

/* "the first 2 and the last 3" rows, that are others in each window. */
static const char *padded_rows(int32_t first, int32_t last) {
    const char *start = first == 1 ? "the first" : mem_printf("the first %d", first);
    const char *end = last == 1 ? "the last" : mem_printf("the last %d", last);
    return first && last ? mem_printf("%s and %s", start, end) : first ? start : end;
}

/* What is exact. */
static const char *remark(const op_schedule *s, const op_row_step *step) {
    const op_storage *out = &s->storages[step->out];
    const op_slide *x = &out->slide;
    int32_t behind = out->height - 1 - x->last;
    if (step->accumulates)
        return "takes the whole window";
    if (!x->period)
        return out->height == 1 ? "one row a window" : "all rows are others in each window";
    if (x->first || behind)
        return mem_printf("padding in time: %s %s in each window", padded_rows(x->first, behind),
                          x->first + behind == 1 ? "is another" : "are others");
    return "exact";
}

void report_stream_table(const op_program *p, text *out) {
    const op_schedule *s = p->schedule;
    text_add(out, "%4s %-20s %6s %6s %6s\n", "op", "name", "rows", "made", "held");
    for (int n = 0; n < s->step_count; n++) {
        const op_row_step *step = &s->steps[n];
        const op_storage *t = &s->storages[step->out];
        text_add(out, "%4d %-20s %6d %6d %6d  %s\n", step->op->index, step->op->kind->name,
                 op_schedule_rows_of(s, step), op_slide_calls(s, step),
                 t->whole && t->slide.period ? t->height : t->slide.ring, remark(s, step));
    }
}
