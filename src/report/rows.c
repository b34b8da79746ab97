/* Memory over time of a program that runs row by row: time runs down by events, addresses across;
 * every block is one row, from the event that makes it to the last that reads it. */
#include "base/mem.h"
#include "report/html.h"
#include "report/page.h"

#define COLOURS 6
#define THINNEST 0.4 /* per cent of the width: what is smaller is drawn so wide */

typedef struct span {
    int first, last; /* events; first < 0: never there */
} span;

/* A whole storage has one span, else each row has one. */
static int32_t span_count(const op_storage *t) {
    return t->whole ? 1 : t->height;
}

static void extend(const op_schedule *s, span **spans, int storage, int32_t row, int event) {
    span *x = &spans[storage][s->storages[storage].whole ? 0 : row];
    if (x->first < 0)
        x->first = event;
    x->last = event;
}

static void follow_step(const op_schedule *s, span **spans, int e) {
    const op_row_step *step = &s->steps[s->events[e].step];
    extend(s, spans, step->out, s->events[e].row, e);
    for (int i = 0; i < step->kernel.in_count; i++) {
        int32_t first, last;
        op_schedule_rows_read(s, step, i, s->events[e].row, &first, &last);
        for (int32_t y = first; y <= last; y++)
            extend(s, spans, step->in[i], y, e);
    }
}

static span **spans_of(const op_schedule *s) {
    span **spans = NEW_ARRAY(span *, (size_t)s->storage_count);
    for (int i = 0; i < s->storage_count; i++) {
        const op_storage *t = &s->storages[i];
        spans[i] = NEW_ARRAY(span, (size_t)span_count(t));
        for (int32_t y = 0; y < span_count(t); y++)
            spans[i][y].first = t->is_input && !s->pushed ? 0 : -1;
    }
    for (int e = 0; e < s->event_count; e++) {
        if (s->events[e].step >= 0)
            follow_step(s, spans, e);
        else
            extend(s, spans, s->storage_of[s->graph->inputs[0]->id], s->events[e].row, e);
    }
    for (int i = 0; i < s->storage_count; i++)
        if (s->storages[i].is_output)
            extend(s, spans, i, s->storages[i].height - 1, s->event_count - 1);
    return spans;
}

static void block_svg(const op_schedule *s, int storage, int32_t at, int32_t bytes, span x,
                      double height, text *out) {
    double across = 100.0 / s->data_bytes, down = height / s->event_count;
    double width = across * bytes;
    text_add(out,
             "<rect class=\"b%d\" x=\"%.3f%%\" y=\"%.1f\" width=\"%.3f%%\" height=\"%.1f\"/>\n",
             storage % COLOURS, across * at, REPORT_HEAD_HEIGHT + down * x.first,
             width < THINNEST ? THINNEST : width, down * (x.last - x.first + 1));
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

static void storage_svg(const op_schedule *s, int storage, const span *rows, int height,
                        text *out) {
    const op_storage *t = &s->storages[storage];
    const op_slide *x = &t->slide;
    span always = {0, s->event_count - 1};
    if (x->ring)
        block_svg(s, storage, x->ring_offset, x->ring * t->row_bytes, ring_span(s, t, rows), height,
                  out);
    for (int32_t y = 0; y < span_count(t); y++)
        if (!t->constant && t->offset[y] >= 0 && rows[y].first >= 0)
            block_svg(s, storage, t->offset[y], (t->whole ? t->height : 1) * t->row_bytes,
                      x->period && t->whole ? always : rows[y], height, out);
}

void report_rows_svg(const op_program *p, text *out) {
    const op_schedule *s = p->schedule;
    int height = (p->graph->op_count + 2) * REPORT_ROW_HEIGHT;
    span **spans = spans_of(s);
    text_add(out,
             "<svg role=\"img\" aria-label=\"memory over time, row by row\" height=\"%d\" "
             "style=\"width:100%%\">\n",
             REPORT_HEAD_HEIGHT + height);
    report_axis_svg(s->data_bytes, REPORT_HEAD_HEIGHT + height, out);
    text_add_string(out, "<g>\n");
    for (int i = 0; i < s->storage_count; i++)
        storage_svg(s, i, spans[i], height, out);
    text_add_string(out, "</g>\n</svg>\n");
}

/* The most spans of a storage that meet in one event. */
static int most_at_once(const span *spans, int32_t count) {
    int most = 0;
    for (int32_t i = 0; i < count; i++) {
        int n = 0;
        for (int32_t k = 0; k < count; k++)
            n += spans[k].first >= 0 && spans[k].first <= spans[i].first &&
                 spans[i].first <= spans[k].last;
        most = n > most ? n : most;
    }
    return most;
}

static void storage_name(const op_schedule *s, const op_storage *t, int storage, text *out) {
    const ir_op *op = t->tensor ? ir_producer(s->graph, t->tensor) : NULL;
    if (t->is_input) {
        text_add_string(out, "input");
    } else if (op) {
        text_add(out, "output of %d %s", op->index, op->kind->name);
    } else {
        for (int i = 0; i < s->step_count; i++)
            if (s->steps[i].out == storage)
                text_add(out, "sums of %d %s", s->steps[i].op->index, s->steps[i].op->kind->name);
    }
}

static void storage_row(const op_schedule *s, span **spans, int i, text *out) {
    const op_storage *t = &s->storages[i];
    int pushed = t->is_input && s->pushed;
    text_add(out,
             "<tr><td class=\"wide\"><svg class=\"key\"><rect class=\"b%d\" width=\"100%%\" "
             "height=\"100%%\"/></svg> ",
             i % COLOURS);
    storage_name(s, t, i, out);
    text_add_string(out, "</td>");
    html_number_cell(out, "rows", t->height);
    html_number_cell(out, "bytes of a row", t->row_bytes);
    html_number_cell(out, "rows held at once",
                     t->whole        ? t->height
                     : t->slide.ring ? t->slide.ring
                                     : most_at_once(spans[i], span_count(t)));
    html_cell_begin(out, "kept", "");
    text_add_string(out, t->whole        ? "as one piece"
                         : t->slide.ring ? "in a ring"
                         : pushed        ? "by the caller"
                                         : "row by row");
    text_add_string(out, "</td></tr>\n");
}

void report_rows_table(const op_program *p, text *out) {
    const op_schedule *s = p->schedule;
    span **spans = spans_of(s);
    text_add_string(out,
                    "<h2>What is held</h2>\n<table class=\"cards\">\n<thead><tr>"
                    "<th>rows of</th><th class=\"n\">rows</th><th class=\"n\">bytes of a row</th>"
                    "<th class=\"n\">rows held at once</th><th>kept</th></tr></thead>\n<tbody>\n");
    for (int i = 0; i < s->storage_count; i++)
        if (!s->storages[i].constant)
            storage_row(s, spans, i, out);
    text_add_string(out, "</tbody>\n</table>\n");
}
