/* What lies where in the arena and when, of any planned program: the source of figures, tables and
 * messages about memory. Time is counted in moments: the steps of a program that runs tensor by
 * tensor, the events of one that runs row by row. */
#ifndef MOTE_REPORT_TIMELINE_H
#define MOTE_REPORT_TIMELINE_H

#include "op/program.h"

/* Bytes that are in use from moment `first` to `last`: a tensor, or one row of it. */
typedef struct report_block {
    int owner; /* index in report_timeline.owners */
    int32_t row, offset, bytes;
    int first, last;
} report_block;

/* What the blocks are of: a tensor (with what is made in its place), sums, scratch. */
typedef struct report_owner {
    const char *name; /* "output of 3 conv_2d" */
    int32_t rows, row_bytes;
    int whole;       /* as one piece */
    int ring;        /* so many slots, of a model on a sliding window; 0: none */
    int callers;     /* pushed rows belong to the caller while they are taken */
    int32_t at_once; /* rows held at once, at most */
} report_owner;

typedef struct report_timeline {
    const op_program *program;
    int moment_count, block_count, owner_count;
    int32_t bytes; /* of the arena that blocks may lie in */
    report_block *blocks;
    report_owner *owners;
    int32_t bound_bytes; /* the most bytes in use at once: no placement in this order needs less */
    int peak;            /* the first moment at which they are */
} report_timeline;

report_timeline *report_timeline_new(const op_program *p);
/* Blocks in use at a moment, by offset; `in_use` has room for all. Returns how many. */
int report_blocks_at(const report_timeline *t, int moment, const report_block **in_use);
/* By how many per cent the arena is larger than the bound. */
double report_above_bound(const report_timeline *t);
/* "3 conv_2d": the operator at work at a moment; "" behind the last one. */
const char *report_work_at(const report_timeline *t, int moment);
/* What lies in the arena at the peak, the largest first: "2 rows of output of 3 conv_2d (768
 * bytes), ..." */
void report_peak_text(const report_timeline *t, text *out);

#endif
