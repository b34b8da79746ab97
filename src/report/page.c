#include "report/page.h"

#include "base/mem.h"
#include "report/html.h"

/* Figures are made smaller on paper to fit a page of so many CSS pixels, down to what can be read.
 */
#define PAPER_HEIGHT 780
#define SMALLEST_FIT 0.45

/* What the bars show: the best measure that there is. */
typedef enum measure { BY_CYCLES, BY_INSTRUCTIONS, BY_MACS } measure;

static const char *const measure_names[] = {"cycles", "instructions", "MAC"};

static measure measure_of(const report_page *r) {
    if (!r->step)
        return BY_MACS;
    return r->measured.total.cycles >= 0 ? BY_CYCLES : BY_INSTRUCTIONS;
}

static report_cost cost_of(const report_page *r, const report_op *op) {
    report_cost sum = {0, 0};
    for (int i = op->step; i < op->step + op->step_count && r->step; i++) {
        sum.instructions += r->step[i].instructions;
        sum.cycles += r->step[i].cycles;
    }
    return sum;
}

static double *shares(const report_page *r, const report_op *ops) {
    int count = r->program->graph->op_count;
    double *share = NEW_ARRAY(double, (size_t)count), sum = 0;
    measure by = measure_of(r);
    for (int i = 0; i < count; i++) {
        report_cost c = cost_of(r, &ops[i]);
        int64_t v = by == BY_CYCLES         ? c.cycles
                    : by == BY_INSTRUCTIONS ? c.instructions
                                            : ops[i].macs;
        share[i] = (double)(v > 0 ? v : 0);
        sum += share[i];
    }
    for (int i = 0; i < count; i++)
        share[i] = sum > 0 ? share[i] / sum : 0;
    return share;
}

static void head(const report_page *r, text *out) {
    const op_program *p = r->program;
    text_add_string(out, "<h1>");
    html_text(out, p->graph->name);
    text_add_string(out, "</h1>\n<p class=\"soft\">From <code>");
    html_text(out, r->source_name);
    text_add(
        out,
        "</code> (SHA-256 <code>%.16s</code>) for <b>%s</b>, optimised for %s, by mote %s.</p>\n",
        r->source_sha256, r->target, r->optimize, MOTE_VERSION);
    html_figures_begin(out);
    html_figure(out, "constants", op_program_weights_bytes(p), "bytes of flash");
    html_figure(out, "code", r->measured.code_bytes, "bytes of flash");
    html_figure(out, "arena", r->arena_bytes, "bytes of RAM");
    html_figure(out, "stack", r->measured.stack_bytes, "bytes of RAM");
    html_figure(out, "work", op_graph_macs(p->graph), "MAC");
    if (op_graph_macs(p->graph) != op_graph_macs(ir_shipped(p->graph))) {
        html_figure(out, "constants as shipped", op_program_shipped_weights_bytes(p), "bytes");
        html_figure(out, "work as shipped", op_graph_macs(ir_shipped(p->graph)), "MAC");
    }
    html_figure(out, "instructions", r->measured.total.instructions, "");
    html_figure(out, "time, modelled", r->measured.total.cycles, "cycles");
    html_figure(out, "loads from flash", r->measured.flash_reads, "words");
    html_figures_end(out);
}

/* ---- the table of operators ---- */

static void operator_row(const report_page *r, const report_op *op, double share, double most,
                         text *out) {
    const ir_op *o = op->op;
    text_add(out, "<tr><td class=\"wide\"><span class=\"q\">%d %s</span><small>%s</small></td>",
             o->index, o->kind->name, op->detail);
    html_cell_begin(out, "output", "");
    text_add_string(out, report_shape(o->output));
    html_cell_end(out);
    html_cell_begin(out, "scale, zero point", "q");
    if (*op->scale)
        text_add(out, "%s, zero %s", op->scale, op->zero);
    if (*op->weights_scale)
        text_add(out, "<small>weights %s</small>", op->weights_scale);
    html_cell_end(out);
    html_number_cell(out, "MAC", op->macs ? op->macs : -1);
    html_number_cell(out, "constants", op->weights_bytes ? op->weights_bytes : -1);
    if (r->step) {
        report_cost c = cost_of(r, op);
        html_number_cell(out, "instructions", c.instructions);
        html_number_cell(out, "cycles", measure_of(r) == BY_CYCLES ? c.cycles : -1);
    }
    html_bar_cell(out, mem_printf("share of %s", measure_names[measure_of(r)]), share / most,
                  mem_printf("%.1f %%", 100 * share));
    text_add_string(out, "</tr>\n");
}

static void operators(const report_page *r, const report_op *ops, const double *share, text *out) {
    const op_program *p = r->program;
    const char *by = measure_names[measure_of(r)];
    text_add(out, "<h2>Operators</h2>\n<p>In the order in which they run. ");
    if (r->step)
        text_add(out, "Instructions and cycles were counted on an emulated %s, during one run.",
                 r->target);
    else
        text_add_string(out, "Instructions and cycles were not counted.");
    text_add_string(out, " A view only renames bytes and takes no time.</p>\n"
                         "<table class=\"cards\">\n<thead><tr>"
                         "<th>operator</th><th>output</th><th>scale, zero point</th>"
                         "<th class=\"n\">MAC</th><th class=\"n\">constants</th>");
    if (r->step)
        text_add_string(out, "<th class=\"n\">instructions</th><th class=\"n\">cycles</th>");
    text_add(out, "<th>share of %s</th></tr></thead>\n<tbody>\n", by);
    double most = 1e-9;
    for (int i = 0; i < p->graph->op_count; i++)
        most = share[i] > most ? share[i] : most;
    for (int i = 0; i < p->graph->op_count; i++)
        operator_row(r, &ops[i], share[i], most, out);
    text_add_string(out, "</tbody>\n</table>\n");
}

/* ---- cores ---- */

static void cores(const report_page *r, text *out) {
    int64_t most = 1;
    for (int i = 0; i < r->core_count; i++)
        most = r->cores[i].total.cycles > most ? r->cores[i].total.cycles : most;
    text_add_string(out,
                    "<h2>On every core</h2>\n<p>One run of the same model; the results are the "
                    "same bytes everywhere.</p>\n<table class=\"cards\">\n<thead><tr>"
                    "<th>core</th><th class=\"n\">code</th><th class=\"n\">stack</th>"
                    "<th class=\"n\">instructions</th><th class=\"n\">cycles</th>"
                    "<th></th></tr></thead>\n<tbody>\n");
    for (int i = 0; i < r->core_count; i++) {
        const report_core *c = &r->cores[i];
        text_add(out, "<tr><td class=\"wide\">%s</td>", c->name);
        html_number_cell(out, "code", c->code_bytes);
        html_number_cell(out, "stack", c->stack_bytes);
        html_number_cell(out, "instructions", c->total.instructions);
        html_number_cell(out, "cycles", c->total.cycles);
        if (c->total.cycles >= 0)
            html_bar_cell(out, "", (double)c->total.cycles / (double)most, "");
        else
            text_add_string(out, "<td class=\"soft wide\">no model of its cycles</td>");
        text_add_string(out, "</tr>\n");
    }
    text_add_string(out, "</tbody>\n</table>\n");
}

/* ---- memory ---- */

static void rows_text(const op_program *p, const report_op *ops, const plan_buffer *b, text *out) {
    int ends[2];
    report_buffer_rows(p, ops, b, &ends[0], &ends[1]);
    for (int i = 0; i < 2; i++) {
        text_add_string(out, i ? " to " : "");
        if (ends[i] == 0)
            text_add_string(out, "input");
        else if (ends[i] > p->graph->op_count)
            text_add_string(out, "output");
        else
            text_add(out, "%d", ops[ends[i] - 1].op->index);
    }
}

void report_buffers_table(const op_program *p, const report_op *ops, const plan_buffers *b,
                          text *out) {
    text_add_string(out, "<h2>What lies where</h2>\n<table class=\"cards\">\n<thead><tr>"
                         "<th>buffer</th><th>shape</th><th class=\"n\">bytes</th><th class=\"n\">"
                         "offset</th><th>in use from operator</th></tr></thead>\n<tbody>\n");
    for (int i = 0; i < b->count; i++) {
        const plan_buffer *x = &b->buffer[i];
        text_add_string(out, "<tr><td class=\"wide\">");
        html_text(out, report_buffer_name(p, x));
        text_add_string(out, "<small>");
        html_text(out, x->tensor && ir_producer(p->graph, x->tensor) ? report_short_name(x->tensor)
                                                                     : "");
        text_add_string(out, "</small></td>");
        html_cell_begin(out, "shape", "");
        text_add_string(out, x->tensor ? report_shape(x->tensor) : "");
        html_cell_end(out);
        html_number_cell(out, "bytes", x->bytes);
        html_number_cell(out, "offset", x->offset);
        html_cell_begin(out, "in use from operator", "");
        rows_text(p, ops, x, out);
        text_add_string(out, "</td></tr>\n");
    }
    text_add_string(out, "</tbody>\n</table>\n");
}

double report_paper_fit(const op_program *p) {
    int height = REPORT_HEAD_HEIGHT + (p->graph->op_count + 2) * REPORT_ROW_HEIGHT;
    double fit = (double)PAPER_HEIGHT / height;
    return fit > 1 ? 1.0 : fit < SMALLEST_FIT ? SMALLEST_FIT : fit;
}

static void figures(const op_program *p, const report_op *ops, const plan_buffers *b,
                    const double *share, const char *by, text *out) {
    text_add(out,
             "<div class=\"pair\" style=\"--fit:%.3f\">\n<section><h2>Network</h2>\n"
             "<p class=\"soft\">Time runs down. At the right shape, scale and zero point; a bar is "
             "the share of all %s.</p>\n"
             "<figure>",
             report_paper_fit(p), by);
    report_graph_svg(p, ops, share, out);
    text_add(out,
             "</figure></section>\n<section><h2>Memory over time</h2>\n"
             "<p class=\"soft\">%d bytes, across; each block is what an operator made%s, from then "
             "to its last use.%s</p>\n<figure>",
             p->data_bytes, p->schedule ? ", one row of it" : "",
             p->schedule && p->schedule->hop
                 ? mem_printf(" This is the work of one hop of %d rows of the input; rings hold "
                              "what the next windows use again.",
                              p->schedule->hop)
                 : "");
    if (p->schedule)
        report_rows_svg(p, out);
    else
        report_memory_svg(p, ops, b, out);
    text_add_string(out, "</figure></section>\n</div>\n");
}

void report_page_html(const report_page *r, text *out) {
    const op_program *p = r->program;
    const report_op *ops = report_ops(p);
    plan_buffers *b = p->schedule ? NULL : report_buffers(p);
    double *share = shares(r, ops);
    html_begin(out, mem_printf("%s on %s", p->graph->name, r->target));
    head(r, out);
    operators(r, ops, share, out);
    if (r->core_count)
        cores(r, out);
    figures(p, ops, b, share, measure_names[measure_of(r)], out);
    if (p->schedule)
        report_rows_table(p, out);
    else
        report_buffers_table(p, ops, b, out);
    text_add_string(
        out, "<h2>Words</h2>\n<p>An int8 value q means scale &#215; (q - zero point). A MAC is one "
             "multiplication and addition; constants are what belongs to one operator: weights, "
             "biases, scales, tables. All tensors share one arena: where two blocks do not meet "
             "in time, they may lie on the same bytes.</p>\n");
    html_end(out);
}
