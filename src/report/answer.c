#include "report/answer.h"

#include <string.h>

#include "base/mem.h"
#include "cost/value.h"
#include "report/html.h"

static int will_do(const cost_row *row) {
    const cost_result *r = &row->result;
    int lasts = !row->solution.asked || row->solution.possible;
    return r->point && !r->problem && lasts && (row->use.every_s <= 0 || r->in_time);
}

/* ---- head ---- */

/* Titles are words of files. */
static void named(text *out, const char *before, const char *title) {
    text_add_string(out, before);
    html_text(out, title);
}

static void use_text(const cost_answer *a, text *out) {
    const cost_use *u = &a->use;
    if (u->every_s > 0)
        text_add(out, "A window every %s", cost_seconds_text(u->every_s));
    else if (a->for_days > 0)
        text_add(out, "As often as %g days allow", a->for_days);
    else
        text_add_string(out, "One inference at a time");
    if (u->sensor)
        named(out, "; ", u->sensor->title);
    if (a->has_gate)
        text_add(out, "; a gate of %g &#181;W lets %g %% of the windows through", u->gate.uw,
                 100 * u->gate.share);
    if (u->radio)
        named(out,
              mem_printf("; every %s a message of %d bytes by ", cost_seconds_text(u->report_s),
                         u->payload_bytes),
              u->radio->title);
    if (a->front_end)
        named(out,
              mem_printf("; %d frame%s of sound for an inference by the front end ", a->frames,
                         a->frames == 1 ? "" : "s"),
              a->front_end);
    if (u->battery)
        named(out, "; fed by ", u->battery->title);
    text_add_string(out, ".");
}

static void figure(text *out, const char *what, const char *value, const char *unit) {
    text_add(out, "<div><span>%s</span><b>%s</b><i>%s</i></div>\n", what, value, unit);
}

static void best_figures(const cost_answer *a, text *out) {
    const cost_row *best = a->row_count && will_do(&a->row[0]) ? &a->row[0] : NULL;
    html_figures_begin(out);
    figure(out, "work", mem_printf("%.4g million", (double)a->macs / 1e6), "MAC");
    if (best) {
        const cost_result *r = &best->result;
        text name = {0};
        html_text(&name, best->part->name);
        figure(out, "best part", text_string(&name),
               mem_printf("at %g MHz", r->point->clock_mhz->figure.value));
        figure(out, "time", cost_value_text(r->latency_ms),
               mem_printf("ms &#177; %.0f %%", 100 * r->latency_ms.error));
        figure(out, "energy", cost_value_text(r->energy_uj),
               mem_printf("&#181;J &#177; %.0f %%", 100 * r->energy_uj.error));
        if (a->front_end)
            figure(out, "front end", cost_value_text(r->front_end_uj),
                   mem_printf("&#181;J &#177; %.0f %%", 100 * r->front_end_uj.error));
        if (r->average_uw.value > 0)
            figure(out, "average power", cost_value_text(r->average_uw),
                   mem_printf("&#181;W &#177; %.0f %%", 100 * r->average_uw.error));
        if (r->limited_by)
            figure(
                out, "life", cost_value_text(r->life_days),
                mem_printf("days &#177; %.0f %%, by %s", 100 * r->life_days.error, r->limited_by));
    }
    html_figures_end(out);
}

static void head(const cost_answer *a, text *out) {
    text_add_string(out, "<h1>What ");
    html_text(out, a->model);
    text_add_string(out, " costs</h1>\n<p class=\"soft\">From <code>");
    html_text(out, a->source_name);
    text_add(out, "</code> (SHA-256 <code>%.16s</code>), optimised for %s%s, by mote %s.</p>\n<p>",
             a->source_sha256, a->optimize,
             a->stream ? ", streaming"
             : a->rows ? ", row by row"
                       : "",
             MOTE_VERSION);
    use_text(a, out);
    text_add_string(out, "</p>\n");
    best_figures(a, out);
    text_add_string(out,
                    "<p class=\"soft\">&#177; holds the truth in 8 of 10 cases. A ? rests on a "
                    "figure that nobody has verified.</p>\n");
}

/* ---- figures ---- */

/* Figures of so many pixels fit on a page of paper. */
#define PAPER_HEIGHT 800

static void figure_begin(int height, text *out) {
    text_add(out, "<figure class=\"fit\" style=\"--fit:%.3f\">",
             height > PAPER_HEIGHT ? (double)PAPER_HEIGHT / height : 1);
}

static void energy(const cost_answer *a, text *out) {
    text_add_string(out, "<section class=\"whole\"><h2>Energy per inference</h2>\n<p>At the best "
                         "operating point of each "
                         "part, on a logarithmic scale; the thin line is the error.</p>\n");
    figure_begin(report_rows_height(a, 0), out);
    report_energy_svg(a, out);
    text_add_string(out, "</figure></section>\n");
}

static void key_begin(int colour, text *out) {
    text_add(out,
             "<span><svg class=\"key\" aria-hidden=\"true\"><rect class=\"area k%d\" "
             "width=\"100%%\" height=\"100%%\"/></svg> ",
             colour);
}

static void curves(const cost_answer *a, text *out) {
    const cost_row *rows[REPORT_CURVES];
    int count = report_curve_rows(a, rows);
    const cost_battery *b = a->use.battery;
    if (count == 0)
        return;
    text_add(
        out,
        "<section class=\"whole\"><h2>%s</h2>\n<p>Across, the time from one window to the next; ",
        b ? "Battery life against duty cycle" : "Average power against duty cycle");
    if (b) {
        text_add_string(out, "up, how long the energy of ");
        html_text(out, b->title);
        text_add_string(out, " lasts. Broken lines: a year");
        if (b->chemistry_days)
            text_add(out, ", and the %.0f days that such a cell lives, whatever it gives",
                     b->chemistry_days->figure.value);
    } else {
        text_add_string(out, "up, what the device takes on average");
    }
    text_add(out, ". The band is the error of the first curve.</p>\n<figure>");
    report_curves_svg(a, out);
    text_add_string(out, "</figure>\n<div class=\"legend\">");
    for (int i = 0; i < count; i++) {
        key_begin(i, out);
        html_text(out, rows[i]->part->name);
        text_add_string(out, "</span>\n");
    }
    text_add_string(out, "</div></section>\n");
}

static void shares(const cost_answer *a, text *out) {
    int used[COST_SHARE_COUNT] = {0}, any = 0;
    for (int i = 0; i < a->row_count; i++)
        for (int k = 0; k < COST_SHARE_COUNT; k++)
            if (will_do(&a->row[i]) && a->row[i].result.share_uw[k].value > 0)
                used[k] = any = 1;
    if (!any)
        return;
    text_add_string(
        out, "<section class=\"whole\"><h2>Where the energy goes</h2>\n<div class=\"legend\">");
    for (int k = 0; k < COST_SHARE_COUNT; k++)
        if (used[k]) {
            key_begin(k, out);
            text_add(out, "%s</span>\n", cost_share_name((cost_share)k));
        }
    text_add_string(out, "</div>\n");
    figure_begin(report_rows_height(a, 1), out);
    report_shares_svg(a, out);
    text_add_string(out, "</figure></section>\n");
}

/* ---- tables ---- */

static void value_cell(text *out, const char *label, cost_value v) {
    html_cell_begin(out, label, "n");
    if (v.value != 0)
        text_add(out, "%s <small>&#177; %.0f %%</small>", cost_value_text(v), 100 * v.error);
    html_cell_end(out);
}

/* What --for finds. */
static const char *solution_label(const cost_answer *a) {
    return mem_printf("%s for %g days", a->use.every_s > 0 ? "gate" : "every", a->for_days);
}

static void life_cells(const cost_answer *a, const cost_row *row, text *out) {
    const cost_result *r = &row->result;
    value_cell(out, "average &#181;W", r->average_uw);
    if (!a->use.battery)
        return;
    value_cell(out, "peak mA", r->peak_ma);
    value_cell(out, "days", r->life_days);
    html_cell_begin(out, "limited by", "");
    text_add_string(out, r->limited_by ? r->limited_by : "");
    if (r->capacitor_uf.value > 0 && r->capacitor_uf.value <= COST_CAPACITOR_LIMIT_UF)
        text_add(out, "<small>with %s mF</small>",
                 cost_value_text(cost_scaled(r->capacitor_uf, 1e-3)));
    html_cell_end(out);
    if (a->for_days <= 0)
        return;
    const char *mark = r->average_uw.mark == COST_UNVERIFIED ? "?" : "";
    html_cell_begin(out, solution_label(a), "n");
    if (a->use.every_s > 0)
        text_add(out, "%.3g%s %%", 100 * row->solution.gate_share, mark);
    else
        text_add(out, "%s%s", cost_seconds_text(row->solution.every_s), mark);
    text_add(out, " <small>&#177; %.0f %%</small>", 100 * row->solution.relative_error);
    html_cell_end(out);
}

/* NULL, or why there is nothing to say about a duty cycle. */
static const char *obstacle(const cost_answer *a, const cost_row *row) {
    if (row->result.problem)
        return row->result.problem;
    if (a->for_days > 0 && !row->solution.possible)
        return "even seldom it takes more than the cell has";
    return will_do(row) ? NULL : "too slow for this duty cycle";
}

static void part_row(const cost_answer *a, const cost_row *row, text *out) {
    const cost_result *r = &row->result;
    const cost_work *w = &row->work;
    text_add_string(out, "<tr><td class=\"wide\">");
    html_text(out, report_part_name(row));
    text_add_string(out, "<small>");
    html_text(out, row->part->title);
    text_add(out, ", %s</small></td>", row->part->target);
    html_number_cell(out, "flash", r->fits ? w->weights_bytes + w->code_bytes : -1);
    html_number_cell(out, "RAM", r->fits ? w->arena_bytes + w->stack_bytes : -1);
    value_cell(out, "ms", r->latency_ms);
    value_cell(out, "mW", cost_scaled(r->power_uw, 1e-3));
    value_cell(out, "&#181;J", r->energy_uj);
    if (a->front_end)
        value_cell(out, "front end &#181;J", r->front_end_uj);
    const char *why = obstacle(a, row);
    if (why) {
        int duty = a->use.every_s > 0 || a->for_days > 0;
        int columns = duty + (a->use.battery ? 3 : 0) + (a->for_days > 0);
        text_add(out, "<td class=\"wide\" colspan=\"%d\">", columns ? columns : 1);
        html_text(out, why);
        html_cell_end(out);
    } else if (row->use.every_s > 0) {
        life_cells(a, row, out);
    }
    text_add_string(out, "</tr>\n");
}

static void parts(const cost_answer *a, text *out) {
    text_add_string(out, "<h2>Every part</h2>\n<table class=\"cards\">\n<thead><tr><th>part</th>"
                         "<th class=\"n\">flash</th><th class=\"n\">RAM</th><th class=\"n\">ms</th>"
                         "<th class=\"n\">mW</th><th class=\"n\">&#181;J</th>");
    if (a->front_end)
        text_add_string(out, "<th class=\"n\">front end &#181;J</th>");
    if (a->use.every_s > 0 || a->for_days > 0)
        text_add_string(out, "<th class=\"n\">average &#181;W</th>");
    if (a->use.battery)
        text_add_string(out, "<th class=\"n\">peak mA</th><th class=\"n\">days</th>"
                             "<th>limited by</th>");
    if (a->for_days > 0)
        text_add(out, "<th class=\"n\">%s</th>", solution_label(a));
    text_add_string(out, "</tr></thead>\n<tbody>\n");
    for (int i = 0; i < a->row_count; i++)
        part_row(a, &a->row[i], out);
    text_add_string(out, "</tbody>\n</table>\n");
}

static void operators(const report_answer *page, text *out) {
    const cost_answer *a = page->answer;
    if (!page->step || a->row_count == 0 || !a->row[0].result.point)
        return;
    const op_program *p = page->program;
    const report_op *ops = report_ops(p);
    double total = 0, most = 1;
    double *cycles = NEW_ARRAY(double, (size_t)p->graph->op_count);
    for (int i = 0; i < p->graph->op_count; i++) {
        for (int k = ops[i].step; k < ops[i].step + ops[i].step_count; k++)
            cycles[i] += (double)page->step[k].cycles;
        total += cycles[i];
        most = cycles[i] > most ? cycles[i] : most;
    }
    text_add_string(out, "<h2>Time by operator</h2>\n<p>On ");
    html_text(out, report_part_name(&a->row[0]));
    text_add_string(out, ".</p>\n<table class=\"cards\">\n<thead><tr><th>operator</th>"
                         "<th class=\"n\">MAC</th><th class=\"n\">ms</th><th class=\"n\">&#181;J"
                         "</th><th>share</th></tr></thead>\n<tbody>\n");
    for (int i = 0; i < p->graph->op_count; i++) {
        double share = total > 0 ? cycles[i] / total : 0;
        if (cycles[i] == 0)
            continue;
        const cost_result *r = &a->row[0].result;
        text_add(out, "<tr><td class=\"wide\"><span class=\"q\">%d %s</span><small>%s</small></td>",
                 ops[i].op->index, ops[i].op->kind->name, ops[i].detail);
        html_number_cell(out, "MAC", ops[i].macs ? ops[i].macs : -1);
        html_cell_begin(out, "ms", "n");
        text_add_string(out, cost_value_text(cost_scaled(r->latency_ms, share)));
        html_cell_end(out);
        html_cell_begin(out, "&#181;J", "n");
        text_add_string(out, cost_value_text(cost_scaled(r->energy_uj, share)));
        html_cell_end(out);
        html_bar_cell(out, "share", cycles[i] / most, mem_printf("%.1f %%", 100 * share));
        text_add_string(out, "</tr>\n");
    }
    text_add_string(out, "</tbody>\n</table>\n");
}

/* ---- what it rests on ---- */

static void assumptions(const cost_answer *a, text *out) {
    text_add_string(
        out, "<h2>Assumptions</h2>\n<p>Cycles are those of the generated code on an emulated core, "
             "times a factor of the part for memory that waits. An M7 and an M55 have no model of "
             "their cycles: their instructions are taken at the cycles per instruction of the "
             "nearest core, with a larger error. Power while inferring does not depend on the "
             "model. Errors of different figures are independent. ");
    text_add_string(out, a->front_end ? "The front end is counted like the model, a frame at a "
                                        "time; its memory is not.</p>\n"
                                      : "What turns a sensor's signal into the model's input is "
                                        "not counted.</p>\n");
    if (a->use.every_s > 0 || a->for_days > 0)
        text_add_string(
            out, "<p>Between windows the part sleeps as deeply as what it must keep allows, and "
                 "waits with its clock on while a sensor needs that. Operating point and sleep are "
                 "those of the least average power. Start-up, leaks of the board and temperature "
                 "are left out.</p>\n");
    if (a->use.battery)
        text_add_string(
            out, "<p>Life is the shorter of two: of the cell's energy, and of its chemistry. Where "
                 "the peak is more than the cell can give, a capacitor must help it.</p>\n");
}

static void source_row(const cost_entry *e, text *out) {
    text_add_string(out, "<tr><td>");
    html_text(out, e->section);
    text_add_string(out, ", ");
    html_text(out, e->key);
    text_add(out, " <b class=\"q\">%.10g", e->figure.value);
    if (e->figure.error > 0)
        text_add(out, " &#177; %.3g %%", 100 * e->figure.error);
    text_add(out, "</b></td><td>%s: ", cost_mark_name(e->figure.mark));
    html_text(out, e->source);
    text_add_string(out, "</td></tr>\n");
}

/* Every figure once, however many parts use it. Returns how many. */
static size_t all_figures(const cost_answer *a, const cost_entry ***list) {
    size_t count = 0;
    for (int i = 0; i < a->row_count; i++)
        for (int k = 0; k < a->row[i].result.used_count; k++) {
            const cost_entry *e = a->row[i].result.used[k];
            size_t at = 0;
            while (at < count && (*list)[at] != e)
                at++;
            if (at < count)
                continue;
            *list = mem_grow(*list, count, count + 1, sizeof **list);
            (*list)[count++] = e;
        }
    return count;
}

/* Owner by owner, in the order in which they first occur. */
static void sources(const cost_answer *a, text *out) {
    const cost_entry **list = NULL;
    size_t count = all_figures(a, &list);
    text_add_string(out,
                    "<h2>Figures and their sources</h2>\n<table class=\"sources\">\n<tbody>\n");
    for (size_t i = 0; i < count; i++) {
        if (!list[i])
            continue;
        const char *owner = list[i]->owner;
        text_add_string(out, "<tr><th colspan=\"2\">");
        html_text(out, owner);
        text_add_string(out, "</th></tr>\n");
        for (size_t k = i; k < count; k++)
            if (list[k] && strcmp(list[k]->owner, owner) == 0) {
                source_row(list[k], out);
                list[k] = NULL;
            }
    }
    text_add_string(out, "</tbody>\n</table>\n");
}

void report_answer_html(const report_answer *page, text *out) {
    const cost_answer *a = page->answer;
    html_begin(out, mem_printf("What %s costs", a->model));
    head(a, out);
    energy(a, out);
    curves(a, out);
    shares(a, out);
    parts(a, out);
    operators(page, out);
    assumptions(a, out);
    sources(a, out);
    html_end(out);
}
