/* Memory over time: time runs down, one row an operator, addresses run across. */
#include "base/mem.h"
#include "report/html.h"
#include "report/page.h"

#define MARGIN 38 /* at the left, for the operators' numbers */
#define GAP 2     /* between a buffer and the row's edge */
#define COLOURS 6
#define THINNEST 0.6 /* per cent of the width: what is smaller is drawn so wide */

/* Position of the graph's operator that is step `step`, op_count for the one behind the last. */
static int position_of_step(const op_program *p, const report_op *ops, int step) {
    int i = 0;
    while (i < p->graph->op_count && (ops[i].step_count == 0 || ops[i].step != step))
        i++;
    return i;
}

void report_buffer_rows(const op_program *p, const report_op *ops, const plan_buffer *b, int *first,
                        int *last) {
    int is_input = b->tensor && ir_is_graph_input(p->graph, b->tensor);
    *first = is_input ? 0 : position_of_step(p, ops, b->first) + 1;
    *last = position_of_step(p, ops, b->last) + 1;
}

/* Distance of at most four marks behind the first: 1, 2 or 5 times a power of ten. */
static int32_t tick_distance(int32_t bytes) {
    int32_t step = 1;
    for (int i = 0; bytes / step > 4 && step < 500000000; i++)
        step = i % 3 == 1 ? step / 2 * 5 : step * 2;
    return step;
}

void report_axis_svg(int32_t bytes, int height, text *out) {
    int32_t step = tick_distance(bytes);
    for (int64_t at = 0; at <= bytes && bytes > 0; at += step) {
        double x = 100.0 * (double)at / bytes;
        const char *anchor = at == 0 ? "start" : x > 88 ? "end" : "middle";
        text_add(out,
                 "<line class=\"grid\" x1=\"%.3f%%\" x2=\"%.3f%%\" y1=\"%d\" y2=\"%d\"/>"
                 "<text class=\"soft\" x=\"%.3f%%\" y=\"14\" text-anchor=\"%s\">",
                 x, x, REPORT_HEAD_HEIGHT - 6, height, x, anchor);
        html_number(out, at);
        text_add(out, "%s</text>\n", at == 0 ? " B" : "");
    }
}

static void row_label(const char *label, int row, int is_peak, text *out) {
    int y = REPORT_HEAD_HEIGHT + row * REPORT_ROW_HEIGHT + REPORT_ROW_HEIGHT / 2;
    text_add(out, "<text class=\"soft\" x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>",
             MARGIN - 8, y + (is_peak ? -2 : 4), label);
    if (is_peak)
        text_add(out, "<text class=\"mark\" x=\"%d\" y=\"%d\" text-anchor=\"end\">peak</text>",
                 MARGIN - 8, y + 12);
    text_add_string(out, "\n");
}

/* Text only where there is room for it: `width` is in per cent of the figure's. */
static void buffer_label(const plan_buffer *b, const ir_op *producer, double width, text *out) {
    if (width < 6)
        return;
    text_add_string(out, "<text class=\"h\" x=\"6\" y=\"17\">");
    if (!b->tensor)
        text_add_string(out, width < 24 ? "s" : "scratch");
    else if (!producer)
        text_add_string(out, width < 24 ? "in" : "input");
    else
        text_add(out, width < 40 ? "%d" : "%d %s", producer->index, producer->kind->name);
    text_add_string(out, "</text>");
    if (width < 20)
        return;
    text_add_string(out, "<text class=\"s\" x=\"6\" y=\"32\">");
    html_number(out, b->bytes);
    text_add_string(out, "</text>");
}

static void buffer_svg(const op_program *p, const report_op *ops, const plan_buffer *b, int number,
                       text *out) {
    int first, last;
    report_buffer_rows(p, ops, b, &first, &last);
    double scale = 100.0 / p->data_bytes, width = scale * b->bytes;
    int thin = width < 2;
    width = width < THINNEST ? THINNEST : width;
    const ir_op *producer = b->tensor ? ir_producer(p->graph, b->tensor) : NULL;
    text_add(out, "<svg x=\"%.3f%%\" y=\"%d\" width=\"%.3f%%\" height=\"%d\"><title>",
             scale * b->offset, REPORT_HEAD_HEIGHT + first * REPORT_ROW_HEIGHT + GAP, width,
             (last - first + 1) * REPORT_ROW_HEIGHT - 2 * GAP);
    html_text(out, report_buffer_name(p, b));
    text_add(out, ": %d bytes at %d</title><rect class=\"%s", b->bytes, b->offset,
             thin ? "thin " : "buffer ");
    text_add(out, b->tensor ? "b%d" : "scratch", number % COLOURS);
    text_add_string(out, "\" width=\"100%\" height=\"100%\" rx=\"3\"/>");
    buffer_label(b, producer, width, out);
    text_add_string(out, "</svg>\n");
}

void report_memory_svg(const op_program *p, const report_op *ops, const plan_buffers *b,
                       text *out) {
    int rows = p->graph->op_count + 2;
    int height = REPORT_HEAD_HEIGHT + rows * REPORT_ROW_HEIGHT;
    const plan_buffer **in_use = NEW_ARRAY(const plan_buffer *, (size_t)b->count);
    const ir_op *peak;
    report_peak(p, b, in_use, &peak);
    text_add(out,
             "<svg role=\"img\" aria-label=\"memory over time\" height=\"%d\" "
             "style=\"width:calc(100%% - %dpx)\">\n",
             height, MARGIN);
    row_label("in", 0, 0, out);
    for (int i = 0; i < p->graph->op_count; i++)
        row_label(mem_printf("%d", ops[i].op->index), i + 1, ops[i].op == peak, out);
    row_label("out", rows - 1, 0, out);
    text_add(out, "<svg x=\"%d\" width=\"100%%\" height=\"%d\" style=\"overflow:visible\">\n",
             MARGIN, height);
    report_axis_svg(p->data_bytes, height, out);
    for (int i = 0; i < b->count; i++)
        buffer_svg(p, ops, &b->buffer[i], i, out);
    text_add_string(out, "</svg>\n</svg>\n");
}
