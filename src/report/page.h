/* The page of `mote compile --html`: a model, its operators, their cost, memory over time. */
#ifndef MOTE_REPORT_PAGE_H
#define MOTE_REPORT_PAGE_H

#include "report/facts.h"

typedef struct report_cost {
    int64_t instructions, cycles; /* -1: not known */
} report_cost;

/* What one run takes on a core. */
typedef struct report_core {
    const char *name;
    int64_t code_bytes, stack_bytes; /* -1: not known */
    report_cost total;
    int64_t flash_reads; /* words; -1: not known */
} report_core;

typedef struct report_page {
    const op_program *program;
    const char *source_name, *source_sha256, *target, *optimize;
    int64_t arena_bytes;
    report_core measured;    /* on the target */
    const report_cost *step; /* there, of each step of the program; NULL: not known */
    int core_count;          /* the same on all cores that were measured */
    const report_core *cores;
} report_page;

void report_page_html(const report_page *page, text *out);

/* ---- its figures: SVG with one row an operator, of this height, below a head ---- */
#define REPORT_ROW_HEIGHT 46
#define REPORT_HEAD_HEIGHT 26

/* Boxes and arrows; `share[i]` (0..1) of operator i is a bar in its box. */
void report_graph_svg(const op_program *p, const report_op *ops, const double *share, text *out);
/* Which buffer lies where (across) and when (down). */
void report_memory_svg(const op_program *p, const report_op *ops, const plan_buffers *b, text *out);
/* The same as a table. */
void report_buffers_table(const op_program *p, const report_op *ops, const plan_buffers *b,
                          text *out);
/* By how much the figures are made smaller on paper. */
double report_paper_fit(const op_program *p);
/* Marks of addresses above a figure of memory, and lines down to `height`. */
void report_axis_svg(int32_t bytes, int height, text *out);
/* The same of a program that runs row by row, and how many rows of what it holds. */
void report_rows_svg(const op_program *p, text *out);
void report_rows_table(const op_program *p, text *out);
/* The rows of the figures in which a buffer is in use: row 0 are the inputs, then one an operator,
 * then the outputs. */
void report_buffer_rows(const op_program *p, const report_op *ops, const plan_buffer *b, int *first,
                        int *last);

#endif
