/* One run of a program on an emulated core, for those who want to know what it costs there. */
#ifndef MOTE_CMD_MEASURE_H
#define MOTE_CMD_MEASURE_H

#include "cmd/model.h"
#include "report/page.h"

typedef struct measurement {
    int64_t text_bytes, stack_bytes;           /* -1: not known */
    int64_t instructions, cycles, flash_reads; /* -1: not known */
    int64_t most_row_instructions; /* of one push; -1: not known, or nothing is pushed */
    const sim_cost *step; /* of each step of the program; NULL: not asked for, or not known */
} measurement;

/* Why a program cannot be measured on a target; NULL: it can. A tool is missing, or it is too large
 * for the emulated core. */
const char *measure_obstacle(const sim_target *t, const op_program *p);
const char *measure_too_large(const sim_target *t, const op_program *p);

/* Runs it once with a random input on o->target and compares it with the reference meaning; a
 * difference ends in STATUS_BUG. */
measurement measure_run(const op_program *p, const model_options *o, const char *source_name,
                        const char *sha256, int by_step);
/* Its steps for a page; NULL: not known. */
const report_cost *measure_steps(const measurement *m, const op_program *p);

#endif
