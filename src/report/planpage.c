/* The page of `mote plan`, and its figures as a picture of their own. */
#include "base/mem.h"
#include "plan/plan.h"
#include "report/html.h"
#include "report/page.h"
#include "report/plan.h"

#define PICTURE_WIDTH 1000 /* of --svg, in pixels */
#define PICTURE_MARGIN 16

static int figure_height(const op_program *p) {
    return REPORT_HEAD_HEIGHT + (p->graph->op_count + 2) * REPORT_ROW_HEIGHT;
}

/* ---- which step makes rows when: time runs down as in the figure of memory, steps across ---- */

static void push_lines(const op_schedule *s, double down, text *out) {
    int32_t rows = s->storages[s->storage_of[s->graph->inputs[0]->id]].height;
    int32_t each = (rows + 11) / 12; /* labels: about twelve, and the last row's */
    for (int e = 0; e < s->event_count; e++) {
        double y = REPORT_HEAD_HEIGHT + down * e;
        int32_t row = s->events[e].row;
        if (s->events[e].step >= 0 || (row != rows - 1 && (row % each || row + each / 2 >= rows)))
            continue;
        text_add(out,
                 "<line class=\"grid\" x1=\"0\" x2=\"100%%\" y1=\"%.1f\" y2=\"%.1f\"/>"
                 "<text class=\"soft\" x=\"100%%\" dx=\"-2\" y=\"%.1f\" text-anchor=\"end\">row "
                 "%d</text>\n",
                 y, y, y + 12, row);
    }
}

/* Events of one step that follow each other are one mark. */
static void events_svg(const op_schedule *s, double down, text *out) {
    double across = 84.0 / s->step_count; /* per cent; at the right is room for labels */
    for (int e = 0, next; e < s->event_count; e = next) {
        int step = s->events[e].step;
        for (next = e + 1; next < s->event_count && s->events[next].step == step;)
            next++;
        if (step >= 0)
            text_add(out,
                     "<rect class=\"share\" x=\"%.2f%%\" y=\"%.1f\" width=\"%.2f%%\" "
                     "height=\"%.1f\"/>\n",
                     across * step, REPORT_HEAD_HEIGHT + down * e, across, down * (next - e));
    }
}

static void step_labels(const op_schedule *s, text *out) {
    int each = (s->step_count + 11) / 12;
    for (int n = 0; n < s->step_count; n += each)
        text_add(out,
                 "<text class=\"soft\" x=\"%.2f%%\" y=\"14\" text-anchor=\"middle\">%d</text>\n",
                 84.0 / s->step_count * (n + 0.5), s->steps[n].op->index);
}

static void schedule_svg(const op_program *p, text *out) {
    const op_schedule *s = p->schedule;
    int height = figure_height(p);
    double down = (double)(height - REPORT_HEAD_HEIGHT) / s->event_count;
    text_add(out,
             "<svg role=\"img\" aria-label=\"which operator makes rows when\" height=\"%d\" "
             "style=\"width:100%%\">\n",
             height);
    step_labels(s, out);
    if (s->pushed)
        push_lines(s, down, out);
    events_svg(s, down, out);
    text_add_string(out, "</svg>\n");
}

/* ---- both figures ---- */

static void network_svg(const op_program *p, text *out) {
    const report_op *ops = report_ops(p);
    double *share = NEW_ARRAY(double, (size_t)p->graph->op_count);
    int64_t all = op_graph_macs(p->graph);
    for (int i = 0; i < p->graph->op_count && all > 0; i++)
        share[i] = (double)ops[i].macs / (double)all;
    report_graph_svg(p, ops, share, out);
}

static void memory_svg(const op_program *p, text *out) {
    if (p->schedule)
        report_rows_svg(p, out);
    else
        report_memory_svg(p, report_ops(p), report_buffers(p), out);
}

static void order_svg(const op_program *p, text *out) {
    (p->schedule ? schedule_svg : network_svg)(p, out);
}

static const char *order_title(const op_program *p) {
    return p->schedule ? "Which operator makes rows" : "Network";
}

static const char *memory_note(const op_program *p) {
    return p->schedule ? "Time runs down, addresses across; each block is one row, from when it is "
                         "made to its last use."
                       : "Time runs down, addresses across; each block is what an operator made, "
                         "from then to its last use.";
}

static const char *order_note(const op_program *p) {
    if (!p->schedule)
        return "Time runs down. A bar is the share of all MAC.";
    return p->schedule->pushed ? "Operators across, by their number; lines are rows pushed."
                               : "Operators across, by their number.";
}

static void figures(const op_program *p, text *out) {
    text_add(out,
             "<div class=\"pair\" style=\"--fit:%.3f\">\n<section><h2>Memory over time</h2>\n<p "
             "class=\"soft\">%s</p>\n"
             "<figure>",
             report_paper_fit(p), memory_note(p));
    memory_svg(p, out);
    text_add(out, "</figure></section>\n<section><h2>%s</h2>\n<p class=\"soft\">%s</p>\n<figure>",
             order_title(p), order_note(p));
    order_svg(p, out);
    text_add_string(out, "</figure></section>\n</div>\n");
}

/* ---- the page ---- */

static void head(const report_plan *r, text *out) {
    const report_timeline *t = r->timeline;
    text_add_string(out, "<h1>");
    html_text(out, t->program->graph->name);
    text_add_string(out, "</h1>\n<p class=\"soft\">The plan of <code>");
    html_text(out, r->source_name);
    text_add(out, "</code> for <b>%s</b>, optimised for %s, by mote %s.</p>\n", r->target,
             r->optimize, MOTE_VERSION);
    int32_t row;
    int64_t most = report_most_macs(t->program, &row);
    html_figures_begin(out);
    html_figure(out, "arena", r->arena_bytes, "bytes of RAM");
    html_figure(out, "of it for tensors", t->bytes, "bytes");
    html_figure(out, "in use at once", t->bound_bytes, "bytes, at most");
    html_figure(out, "work", op_graph_macs(t->program->graph), "MAC");
    html_figure(out, "costliest push", most > 0 ? most : -1, mem_printf("MAC, row %d", row));
    html_figures_end(out);
    text peak = {0};
    report_peak_text(t, &peak);
    text_add(out,
             "<p>No placement in this order needs less than what is in use at once; the plan is "
             "%.1f %% above. Then there are: ",
             report_above_bound(t));
    html_text(out, text_string(&peak));
    text_add_string(out, ".</p>\n");
}

static void step_row(const op_program *p, int i, text *out) {
    const op_step *s = &p->steps[i];
    text_add(out, "<tr><td class=\"wide\">%d %s</td>", s->op->index, s->op->kind->name);
    html_cell_begin(out, "kernel", "");
    text_add_string(out, s->kernel.name);
    html_cell_end(out);
    html_number_cell(out, "rows",
                     p->schedule ? op_schedule_rows_of(p->schedule, &p->schedule->steps[i])
                                 : s->kernel.out.height);
    html_number_cell(out, "rows a call", s->rows_per_call);
    html_number_cell(out, "scratch", s->kernel.scratch_bytes ? s->kernel.scratch_bytes : -1);
    html_number_cell(out, "MAC", op_macs(s->op) ? op_macs(s->op) : -1);
    text_add_string(out, "</tr>\n");
}

static void steps(const op_program *p, text *out) {
    text_add_string(out, "<h2>Steps</h2>\n<table class=\"cards\">\n<thead><tr><th>operator</th>"
                         "<th>kernel</th><th class=\"n\">rows</th><th class=\"n\">rows a call</th>"
                         "<th class=\"n\">scratch</th><th class=\"n\">MAC</th></tr></thead>\n"
                         "<tbody>\n");
    for (int i = 0; i < p->step_count; i++)
        step_row(p, i, out);
    text_add_string(out, "</tbody>\n</table>\n");
}

void report_plan_html(const report_plan *r, text *out) {
    const op_program *p = r->timeline->program;
    html_begin(out, mem_printf("the plan of %s", p->graph->name));
    head(r, out);
    figures(p, out);
    if (p->schedule)
        report_rows_table(p, out);
    else
        report_buffers_table(p, report_ops(p), report_buffers(p), out);
    steps(p, out);
    html_end(out);
}

/* ---- the picture ---- */

static void place_svg(int x, int width, const char *title,
                      void (*figure)(const op_program *, text *), const op_program *p, text *out) {
    text_add(out,
             "<svg x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" style=\"overflow:visible\">"
             "<text class=\"h\" x=\"0\" y=\"0\">%s</text>\n<svg y=\"12\" width=\"100%%\" "
             "style=\"overflow:visible\">",
             x, 3 * PICTURE_MARGIN, width, figure_height(p), title);
    figure(p, out);
    text_add_string(out, "</svg>\n</svg>\n");
}

void report_plan_svg(const report_plan *r, text *out) {
    const report_timeline *t = r->timeline;
    const op_program *p = t->program;
    int inside = PICTURE_WIDTH - 3 * PICTURE_MARGIN, left = inside * 3 / 5;
    html_svg_begin(out, mem_printf("the plan of %s", p->graph->name), PICTURE_WIDTH,
                   figure_height(p) + 5 * PICTURE_MARGIN);
    text_add(out, "<text class=\"s\" x=\"%d\" y=\"20\">", PICTURE_MARGIN);
    html_text(out, mem_printf("%s: arena %d bytes, %d in use at once", p->graph->name,
                              r->arena_bytes, t->bound_bytes));
    text_add_string(out, "</text>\n");
    place_svg(PICTURE_MARGIN, left, "Memory over time", memory_svg, p, out);
    place_svg(2 * PICTURE_MARGIN + left, inside - left, order_title(p), order_svg, p, out);
    html_svg_end(out);
}
