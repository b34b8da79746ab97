/* The answer of `mote cost`: one model on many parts. Printed, as JSON and as a page by others. */
#ifndef MOTE_COST_ANSWER_H
#define MOTE_COST_ANSWER_H

#include "cost/cost.h"

/* What it would take to live for so long. */
typedef struct cost_solution {
    int asked, possible;   /* by energy */
    double every_s;        /* from window to window: as asked, else the shortest that will do */
    double gate_share;     /* as asked, else the largest that will do */
    double relative_error; /* of the one that was found; 1: so much or more */
} cost_solution;

typedef struct cost_row {
    const cost_part *part;
    double clock_mhz; /* that was asked for; 0: the best */
    cost_work work;
    cost_use use; /* with the regulator of this part, and the solution */
    cost_solution solution;
    cost_result result;
} cost_row;

typedef struct cost_answer {
    const char *model, *source_name, *source_sha256, *optimize;
    int rows, stream;      /* how it takes its input */
    const char *front_end; /* the .conf that is counted, too; NULL: none */
    int frames;            /* of an inference */
    int64_t macs;
    const cost_rules *rules;
    cost_use use; /* as asked: every_s 0 where it is to be found */
    int has_gate;
    double for_days; /* 0: not asked */
    int row_count;
    cost_row *row;
} cost_answer;

/* The shortest time between windows, or with use->every_s > 0 the largest share that a gate may let
 * through, so that the energy lasts `days`. `use` needs a battery. */
cost_solution cost_solve(const cost_rules *rules, const cost_part *part, const cost_work *work,
                         const cost_use *use, double clock_mhz, double days);

#endif
