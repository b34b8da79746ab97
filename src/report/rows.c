/* Memory over time of a program that runs row by row: time runs down by events, addresses across;
 * every block is one row, from the event that makes it to the last that reads it. */
#include "base/mem.h"
#include "report/html.h"
#include "report/page.h"
#include "report/timeline.h"

#define COLOURS 6
#define THINNEST 0.4 /* per cent of the width: what is smaller is drawn so wide */

static void block_svg(const report_timeline *t, const report_block *b, double height, text *out) {
    double across = 100.0 / t->bytes, down = height / t->moment_count;
    double width = across * b->bytes;
    text_add(out,
             "<rect class=\"b%d\" x=\"%.3f%%\" y=\"%.1f\" width=\"%.3f%%\" height=\"%.1f\"/>\n",
             b->owner % COLOURS, across * b->offset, REPORT_HEAD_HEIGHT + down * b->first,
             width < THINNEST ? THINNEST : width, down * (b->last - b->first + 1));
}

void report_rows_svg(const op_program *p, text *out) {
    const report_timeline *t = report_timeline_new(p);
    int height = (p->graph->op_count + 2) * REPORT_ROW_HEIGHT;
    text_add(out,
             "<svg role=\"img\" aria-label=\"memory over time, row by row\" height=\"%d\" "
             "style=\"width:100%%\">\n",
             REPORT_HEAD_HEIGHT + height);
    report_axis_svg(t->bytes, REPORT_HEAD_HEIGHT + height, out);
    text_add_string(out, "<g class=\"rows\">\n");
    for (int i = 0; i < t->block_count; i++)
        block_svg(t, &t->blocks[i], height, out);
    text_add_string(out, "</g>\n</svg>\n");
}

static void owner_row(const report_owner *o, int number, text *out) {
    text_add(out,
             "<tr><td class=\"wide\"><svg class=\"key\"><rect class=\"b%d\" width=\"100%%\" "
             "height=\"100%%\"/></svg> %s</td>",
             number % COLOURS, o->name);
    html_number_cell(out, "rows", o->rows);
    html_number_cell(out, "bytes of a row", o->row_bytes);
    html_number_cell(out, "rows held at once", o->at_once);
    html_cell_begin(out, "kept", "");
    text_add_string(out, o->whole     ? "as one piece"
                         : o->ring    ? "in a ring"
                         : o->callers ? "by the caller"
                                      : "row by row");
    text_add_string(out, "</td></tr>\n");
}

void report_rows_table(const op_program *p, text *out) {
    const report_timeline *t = report_timeline_new(p);
    text_add_string(out,
                    "<h2>What is held</h2>\n<table class=\"cards\">\n<thead><tr>"
                    "<th>rows of</th><th class=\"n\">rows</th><th class=\"n\">bytes of a row</th>"
                    "<th class=\"n\">rows held at once</th><th>kept</th></tr></thead>\n<tbody>\n");
    for (int i = 0; i < t->owner_count; i++)
        if (!p->schedule->storages[i].constant)
            owner_row(&t->owners[i], i, out);
    text_add_string(out, "</tbody>\n</table>\n");
}
