/* The graph as boxes below each other, in the order in which they run. An arrow from the operator
 * just before is straight; others take a lane at the left. */
#include "base/mem.h"
#include "report/html.h"
#include "report/page.h"

#define BOX_HEIGHT 36
#define LANE_WIDTH 11   /* between two lanes, less when there are many */
#define LANES_WIDTH 66  /* of all lanes, at most */
#define LANE_LIMIT 16   /* more edges side by side share lanes */
#define DETAIL_LIMIT 26 /* characters that fit a box on a phone */

typedef struct edge {
    int from, to; /* rows */
    int lane;     /* -1: straight */
} edge;

typedef struct edges {
    int count, lanes;
    edge *edge;
} edges;

static void add_edge(edges *e, int from, int to) {
    for (int i = e->count - 1; i >= 0 && e->edge[i].to == to; i--)
        if (e->edge[i].from == from)
            return;
    size_t n = (size_t)e->count;
    e->edge = mem_grow(e->edge, n, n + 1, sizeof *e->edge);
    e->edge[e->count++] = (edge){from, to, -1};
}

/* The first lane that is free from `from` to `to`. */
static void choose_lanes(edges *e) {
    int busy_until[LANE_LIMIT] = {0};
    for (int from = 0, left = e->count; left > 0; from++)
        for (int i = 0; i < e->count; i++) {
            edge *x = &e->edge[i];
            if (x->from != from)
                continue;
            left--;
            if (x->to == from + 1)
                continue;
            x->lane = 0;
            while (x->lane < LANE_LIMIT - 1 && busy_until[x->lane] > from)
                x->lane++;
            busy_until[x->lane] = x->to;
            if (x->lane >= e->lanes)
                e->lanes = x->lane + 1;
        }
}

static edges edges_of(const ir_graph *g) {
    edges e = {0};
    int *row = NEW_ARRAY(int, (size_t)g->tensor_count); /* of the producer; 0: outside world */
    for (int i = 0; i < g->op_count; i++) {
        for (int k = 0; k < g->ops[i]->input_count; k++) {
            const ir_tensor *t = g->ops[i]->inputs[k];
            if (t && !t->data)
                add_edge(&e, row[t->id], i + 1);
        }
        row[g->ops[i]->output->id] = i + 1;
    }
    for (int i = 0; i < g->output_count; i++)
        add_edge(&e, row[g->outputs[i]->id], g->op_count + 1);
    choose_lanes(&e);
    return e;
}

static int middle_of(int row) {
    return REPORT_HEAD_HEIGHT + row * REPORT_ROW_HEIGHT + REPORT_ROW_HEIGHT / 2;
}

static int lane_width(const edges *e) {
    return e->lanes * LANE_WIDTH <= LANES_WIDTH ? LANE_WIDTH : LANES_WIDTH / e->lanes;
}

static void edge_svg(const edge *e, int left, int pitch, text *out) {
    int y0 = middle_of(e->from), y1 = middle_of(e->to);
    if (e->lane < 0) {
        int x = left + 20, from = y0 + BOX_HEIGHT / 2, to = y1 - BOX_HEIGHT / 2;
        text_add(out,
                 "<path class=\"edge\" d=\"M%d %dV%d\"/>"
                 "<path class=\"tip\" d=\"M%d %dl-4 -5h8z\"/>\n",
                 x, from, to - 4, x, to);
        return;
    }
    int x = left - 14 - e->lane * pitch;
    y0 += 8;
    y1 -= 8;
    text_add(out,
             "<path class=\"edge\" d=\"M%d %dH%dq-5 0 -5 5V%dq0 5 5 5H%d\"/>"
             "<path class=\"tip\" d=\"M%d %dl-5 -4v8z\"/>\n",
             left, y0, x + 5, y1 - 5, left - 4, left, y1);
}

static void box_begin(int row, int left, const char *class, text *out) {
    int y = middle_of(row) - BOX_HEIGHT / 2;
    text_add(out,
             "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"100%%\" height=\"%d\" rx=\"6\"/>"
             "<svg x=\"%d\" y=\"%d\" width=\"100%%\" height=\"%d\">",
             class, left, y, BOX_HEIGHT, left, y, BOX_HEIGHT);
}

static void line(const char *class, int y, const char *left, const char *right, text *out) {
    text_add(out, "<text class=\"%s\" x=\"9\" y=\"%d\">", class, y);
    html_text(out, left);
    text_add(out, "</text><text class=\"%s\" x=\"100%%\" dx=\"-9\" y=\"%d\" text-anchor=\"end\">",
             *class == 'h' ? "" : class, y);
    html_text(out, right);
    text_add_string(out, "</text>");
}

static const char *quant_text(const ir_tensor *t) {
    if (t->quant.count != 1)
        return "";
    return mem_printf("%.4g, zero %d", (double)ir_scale(t), ir_zero_point(t));
}

static void ports_box(const char *what, ir_tensor *const *list, int count, int row, int left,
                      text *out) {
    box_begin(row, left, "end", out);
    const char *more = count > 1 ? mem_printf(" and %d more", count - 1) : "";
    line("h", 15, mem_printf("%s%s", what, more), report_shape(list[0]), out);
    line("soft", 29, report_short_name(list[0]), quant_text(list[0]), out);
    text_add_string(out, "</svg>\n");
}

static void op_box(const report_op *r, double share, int row, int left, text *out) {
    const ir_tensor *t = r->op->output;
    box_begin(row, left, "box", out);
    text_add_string(out, "<title>");
    html_text(out, t->name);
    text_add_string(out, "</title>");
    line("h", 15, mem_printf("%d %s", r->op->index, r->op->kind->name), report_shape(t), out);
    line("soft", 29, mem_printf("%.*s", DETAIL_LIMIT, r->detail), quant_text(t), out);
    if (share > 0)
        text_add(out, "<rect class=\"share\" x=\"6\" y=\"%d\" width=\"%.2f%%\" height=\"3\"/>",
                 BOX_HEIGHT - 3, 96 * share);
    text_add_string(out, "</svg>\n");
}

void report_graph_svg(const op_program *p, const report_op *ops, const double *share, text *out) {
    const ir_graph *g = p->graph;
    edges e = edges_of(g);
    int left = e.lanes ? 20 + e.lanes * lane_width(&e) : 1;
    text_add(out,
             "<svg role=\"img\" aria-label=\"the graph of operators\" height=\"%d\" "
             "style=\"width:calc(100%% - %dpx)\">\n",
             REPORT_HEAD_HEIGHT + (g->op_count + 2) * REPORT_ROW_HEIGHT, left + 1);
    ports_box("input", g->inputs, g->input_count, 0, left, out);
    for (int i = 0; i < g->op_count; i++)
        op_box(&ops[i], share[i], i + 1, left, out);
    ports_box("output", g->outputs, g->output_count, g->op_count + 1, left, out);
    for (int i = 0; i < e.count; i++)
        edge_svg(&e.edge[i], left, lane_width(&e), out);
    text_add_string(out, "</svg>\n");
}
