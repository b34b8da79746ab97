/* `mote plan`: a plan as text, as a page, as a picture. */
#ifndef MOTE_REPORT_PLAN_H
#define MOTE_REPORT_PLAN_H

#include "report/timeline.h"

typedef struct report_plan {
    const report_timeline *timeline;
    const char *source_name, *target, *optimize;
    int32_t arena_bytes;
} report_plan;

/* Lines of at most 100 columns. */
void report_plan_text(const report_plan *r, text *out);
void report_plan_html(const report_plan *r, text *out);
/* The figures of the page alone, as an SVG file. */
void report_plan_svg(const report_plan *r, text *out);

/* The costliest push in MAC, and which row is pushed; 0 where nothing is. */
int64_t report_most_macs(const op_program *p, int32_t *row);

#endif
