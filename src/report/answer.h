/* The page of `mote cost --html`: what a model costs on real parts. */
#ifndef MOTE_REPORT_ANSWER_H
#define MOTE_REPORT_ANSWER_H

#include "cost/answer.h"
#include "report/page.h"

typedef struct report_answer {
    const cost_answer *answer;
    const op_program *program; /* on the core of the first part */
    const report_cost *step;   /* what each of its steps takes there; NULL: not known */
} report_answer;

void report_answer_html(const report_answer *page, text *out);

/* ---- its figures ---- */

/* Parts whose curves are drawn: the first so many of those that will do. */
#define REPORT_CURVES 6

/* Energy of an inference by part: bars with errors, on a logarithmic scale. */
void report_energy_svg(const cost_answer *a, text *out);
/* By time between windows: days that the cell's energy lasts, or without a cell average power. */
void report_curves_svg(const cost_answer *a, text *out);
/* What average power is made of, by part. */
void report_shares_svg(const cost_answer *a, text *out);
/* The height of the first, or with `with_shares` of the last of them. */
int report_rows_height(const cost_answer *a, int with_shares);
/* The rows whose curves are drawn. Returns how many, at most REPORT_CURVES. */
int report_curve_rows(const cost_answer *a, const cost_row **rows);
/* "stm32u575 at 160 MHz" */
const char *report_part_name(const cost_row *row);

#endif
