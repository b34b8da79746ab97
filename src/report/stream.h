/* What a model on a sliding window computes anew, in words. */
#ifndef MOTE_REPORT_STREAM_H
#define MOTE_REPORT_STREAM_H

#include "op/program.h"

/* "a result every 2 rows, 1 105 408 MAC each instead of 2 656 768 for a whole window". */
const char *report_stream_summary(const op_program *p);
/* A table by operator: rows of its output, how many of them each hop makes, how many slots hold
 * what slides, and which rows are exactly those of the windows before. */
void report_stream_table(const op_program *p, text *out);

#endif
