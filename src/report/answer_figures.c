/* Figures of the page about cost. Positions across are in per cent, so that they fit any screen;
 * scales are logarithmic. */
#include <math.h>

#include "base/mem.h"
#include "report/answer.h"
#include "report/html.h"

#define HEAD 26
#define ROW 40 /* of bars: a line of text above each */
#define BAR 14

const char *report_part_name(const cost_row *row) {
    const cost_point *p = row->result.point;
    return p ? mem_printf("%s at %g MHz", row->part->name, p->clock_mhz->figure.value)
             : row->part->name;
}

/* A range of powers of ten. */
typedef struct decades {
    double low, high; /* logarithms */
} decades;

static double across(decades d, double value) {
    double x = 100 * (log10(value) - d.low) / (d.high - d.low);
    return x < 0 ? 0 : x > 100 ? 100 : x;
}

static const char *microjoules(double uj) {
    return uj >= 1e6    ? mem_printf("%g J", uj / 1e6)
           : uj >= 1000 ? mem_printf("%g mJ", uj / 1000)
                        : mem_printf("%g &#181;J", uj);
}

static int has_shares(const cost_row *row) {
    int lasts = !row->solution.asked || row->solution.possible;
    return lasts && row->result.average_uw.value > 0 && row->result.in_time;
}

int report_rows_height(const cost_answer *a, int with_shares) {
    int height = with_shares ? 0 : HEAD;
    for (int i = 0; i < a->row_count; i++) {
        const cost_row *row = &a->row[i];
        height += ROW * (with_shares ? has_shares(row) : row->result.point != NULL);
    }
    return height;
}

/* ---- bars with errors ---- */

static double low_end(cost_value v) {
    return v.value * (1 - fmin(v.error, 0.95));
}

static decades energy_range(const cost_answer *a) {
    decades d = {INFINITY, -INFINITY};
    for (int i = 0; i < a->row_count; i++) {
        const cost_result *r = &a->row[i].result;
        if (!r->point)
            continue;
        d.low = fmin(d.low, floor(log10(low_end(r->energy_uj))));
        d.high = fmax(d.high, ceil(log10(r->energy_uj.value * (1 + r->energy_uj.error))));
    }
    return d;
}

static void energy_axis(decades d, int height, text *out) {
    for (int k = (int)d.low; k <= (int)d.high; k++) {
        double x = across(d, pow(10, k));
        text_add(out,
                 "<line class=\"grid\" x1=\"%.2f%%\" x2=\"%.2f%%\" y1=\"%d\" y2=\"%d\"/>"
                 "<text class=\"soft\" x=\"%.2f%%\" y=\"14\" text-anchor=\"%s\">%s</text>\n",
                 x, x, HEAD - 6, height, x,
                 x < 1    ? "start"
                 : x > 99 ? "end"
                          : "middle",
                 microjoules(pow(10, k)));
    }
}

static void energy_bar(const cost_row *row, decades d, int y, text *out) {
    cost_value v = row->result.energy_uj;
    double left = across(d, low_end(v)), right = across(d, v.value * (1 + v.error));
    int middle = ROW - 6 - BAR / 2;
    text_add(out, "<svg y=\"%d\" width=\"100%%\" height=\"%d\"><text y=\"15\">", y, ROW);
    html_text(out, report_part_name(row));
    text_add(out,
             "</text><text class=\"s\" x=\"100%%\" y=\"15\" text-anchor=\"end\">%s &#181;J "
             "&#177; %.0f %%</text>",
             cost_value_text(v), 100 * v.error);
    text_add(out,
             "<svg><rect class=\"share\" y=\"%d\" width=\"%.2f%%\" height=\"%d\" rx=\"2\"/>"
             "<line class=\"whisker\" x1=\"%.2f%%\" x2=\"%.2f%%\" y1=\"%d\" y2=\"%d\"/>",
             ROW - 6 - BAR, across(d, v.value), BAR, left, right, middle, middle);
    for (int end = 0; end < 2; end++)
        text_add(out, "<line class=\"whisker\" x1=\"%.2f%%\" x2=\"%.2f%%\" y1=\"%d\" y2=\"%d\"/>",
                 end ? right : left, end ? right : left, middle - 4, middle + 4);
    text_add_string(out, "</svg></svg>\n");
}

void report_energy_svg(const cost_answer *a, text *out) {
    decades d = energy_range(a);
    int height = report_rows_height(a, 0), y = HEAD;
    if (height == HEAD)
        return;
    text_add(out,
             "<svg role=\"img\" aria-label=\"energy per inference by part\" width=\"100%%\" "
             "height=\"%d\">\n",
             height);
    energy_axis(d, height, out);
    for (int i = 0; i < a->row_count; i++)
        if (a->row[i].result.point) {
            energy_bar(&a->row[i], d, y, out);
            y += ROW;
        }
    text_add_string(out, "</svg>\n");
}

/* ---- curves ---- */

#define PLOT_HEIGHT 340
#define PLOT_LEFT 46
#define PLOT_POINTS 90

typedef struct mark {
    double at;
    const char *label;
} mark;

static const mark times[] = {{0.01, "10 ms"}, {0.1, "0.1 s"},  {1, "1 s"},    {10, "10 s"},
                             {60, "1 min"},   {600, "10 min"}, {3600, "1 h"}, {86400, "1 d"}};
static const mark lives[] = {
    {1, "1 day"}, {10, "10 d"}, {100, "100 d"}, {365.25, "1 year"}, {3652.5, "10 y"}};
static const mark powers[] = {{1, "1 &#181;W"}, {10, "10 &#181;W"}, {100, "0.1 mW"},
                              {1e3, "1 mW"},    {1e4, "10 mW"},     {1e5, "0.1 W"}};

static const decades time_range = {-2, 4.9365};
static const decades life_range = {0, 3.7}, power_range = {0, 5};

int report_curve_rows(const cost_answer *a, const cost_row **rows) {
    int count = 0;
    for (int i = 0; i < a->row_count && count < REPORT_CURVES; i++) {
        const cost_result *r = &a->row[i].result;
        if (!r->point || r->problem)
            continue;
        const cost_result *last = count ? &rows[count - 1]->result : NULL;
        if (last && last->energy_uj.value == r->energy_uj.value) /* a twin of the part before */
            continue;
        rows[count++] = &a->row[i];
    }
    return count;
}

static double down(decades d, double value) {
    return 100 - across(d, value);
}

static void plot_axes(int by_life, text *out) {
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        double x = across(time_range, times[i].at);
        text_add(out,
                 "<line class=\"grid\" x1=\"%.2f%%\" x2=\"%.2f%%\" y1=\"0\" y2=\"%d\"/>"
                 "<text class=\"soft\" x=\"%.2f%%\" y=\"%d\" text-anchor=\"%s\">%s</text>\n",
                 x, x, PLOT_HEIGHT, x, PLOT_HEIGHT + 17, x > 99 ? "end" : "middle", times[i].label);
    }
    size_t count = by_life ? sizeof lives / sizeof lives[0] : sizeof powers / sizeof powers[0];
    for (size_t i = 0; i < count; i++) {
        const mark *m = by_life ? &lives[i] : &powers[i];
        double y = down(by_life ? life_range : power_range, m->at) * PLOT_HEIGHT / 100;
        text_add(out,
                 "<line class=\"grid\" x1=\"0\" x2=\"100%%\" y1=\"%.1f\" y2=\"%.1f\"/>"
                 "<text class=\"soft\" x=\"-6\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n",
                 y, y, y + 4, m->label);
    }
}

/* Points of one curve at each time between windows that is long enough. */
typedef struct curve {
    int count;
    double x[PLOT_POINTS], y[PLOT_POINTS], low[PLOT_POINTS], high[PLOT_POINTS];
} curve;

static curve *trace(const cost_answer *a, const cost_row *row) {
    curve *c = NEW(curve);
    int by_life = a->use.battery != NULL;
    decades d = by_life ? life_range : power_range;
    for (int i = 0; i < PLOT_POINTS; i++) {
        double log_s = time_range.low + (time_range.high - time_range.low) * i / (PLOT_POINTS - 1);
        cost_use u = row->use;
        u.every_s = pow(10, log_s);
        u.gate = a->use.gate;
        cost_result r = cost_estimate(a->rules, row->part, &row->work, &u, row->clock_mhz);
        mem_free(r.used);
        if (!r.in_time)
            continue;
        cost_value v = by_life ? r.energy_days : r.average_uw;
        c->x[c->count] = across(time_range, u.every_s);
        c->y[c->count] = down(d, v.value);
        c->low[c->count] = down(d, v.value / (1 + v.error));
        c->high[c->count] = down(d, v.value * (1 + v.error));
        c->count++;
    }
    return c;
}

static void curve_svg(const curve *c, int colour, int with_band, text *out) {
    if (with_band) {
        text_add(out, "<polygon class=\"band k%d\" points=\"", colour);
        for (int i = 0; i < c->count; i++)
            text_add(out, "%.2f,%.2f ", c->x[i], c->high[i]);
        for (int i = c->count - 1; i >= 0; i--)
            text_add(out, "%.2f,%.2f ", c->x[i], c->low[i]);
        text_add_string(out, "\"/>");
    }
    text_add(out, "<polyline class=\"curve k%d\" points=\"", colour);
    for (int i = 0; i < c->count; i++)
        text_add(out, "%.2f,%.2f ", c->x[i], c->y[i]);
    text_add_string(out, "\"/>\n");
}

static void limit_line(double days, text *out) {
    double y = down(life_range, days);
    text_add(out, "<line class=\"limit\" x1=\"0\" x2=\"100\" y1=\"%.2f\" y2=\"%.2f\"/>\n", y, y);
}

void report_curves_svg(const cost_answer *a, text *out) {
    const cost_row *rows[REPORT_CURVES];
    int count = report_curve_rows(a, rows), by_life = a->use.battery != NULL;
    text_add(out,
             "<svg role=\"img\" aria-label=\"%s\" height=\"%d\" style=\"width:calc(100%% - "
             "%dpx);margin-left:%dpx\">\n",
             by_life ? "battery life by time between windows"
                     : "average power by time between windows",
             PLOT_HEIGHT + 24, PLOT_LEFT + 12, PLOT_LEFT);
    plot_axes(by_life, out);
    text_add(out,
             "<svg class=\"plot\" width=\"100%%\" height=\"%d\" viewBox=\"0 0 100 100\" "
             "preserveAspectRatio=\"none\" style=\"overflow:hidden\">\n",
             PLOT_HEIGHT);
    for (int i = 0; i < count; i++)
        curve_svg(trace(a, rows[i]), i, i == 0, out);
    double cell_days = by_life && a->use.battery->chemistry_days
                           ? a->use.battery->chemistry_days->figure.value
                           : 0;
    if (by_life)
        limit_line(365.25, out);
    if (cell_days > 0)
        limit_line(cell_days, out);
    text_add_string(out, "</svg>\n");
    if (cell_days > 0)
        text_add(out,
                 "<text class=\"mark\" x=\"100%%\" y=\"%.1f\" text-anchor=\"end\">the cell's %.0f "
                 "days</text>\n",
                 down(life_range, cell_days) * PLOT_HEIGHT / 100 - 5, cell_days);
    text_add_string(out, "</svg>\n");
}

/* ---- where it goes ---- */

static void share_bar(const cost_row *row, int y, text *out) {
    const cost_result *r = &row->result;
    text_add(out, "<svg y=\"%d\" width=\"100%%\" height=\"%d\"><text y=\"15\">", y, ROW);
    html_text(out, report_part_name(row));
    text_add(out,
             "</text><text class=\"s\" x=\"100%%\" y=\"15\" text-anchor=\"end\">%s &#181;W &#177; "
             "%.0f %%</text><svg>",
             cost_value_text(r->average_uw), 100 * r->average_uw.error);
    double x = 0;
    for (int k = 0; k < COST_SHARE_COUNT; k++) {
        double width = 100 * r->share_uw[k].value / r->average_uw.value;
        if (width <= 0)
            continue;
        text_add(out,
                 "<rect class=\"area k%d\" x=\"%.2f%%\" y=\"%d\" width=\"%.2f%%\" height=\"%d\">"
                 "<title>%s: %s &#181;W</title></rect>",
                 k, x, ROW - 6 - BAR, width, BAR, cost_share_name((cost_share)k),
                 cost_value_text(r->share_uw[k]));
        x += width;
    }
    text_add_string(out, "</svg></svg>\n");
}

void report_shares_svg(const cost_answer *a, text *out) {
    int y = 0;
    text_add(out,
             "<svg role=\"img\" aria-label=\"where the energy goes\" width=\"100%%\" "
             "height=\"%d\">\n",
             report_rows_height(a, 1));
    for (int i = 0; i < a->row_count; i++)
        if (has_shares(&a->row[i])) {
            share_bar(&a->row[i], y, out);
            y += ROW;
        }
    text_add_string(out, "</svg>\n");
}
