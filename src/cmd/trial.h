/* A trial: models with inputs, what they must give, and what generated code gave on a target.
 * The firmware of a trial is target/check.c with a generated table; see target/check.h for the
 * files that pass between it and this computer. */
#ifndef MOTE_CMD_TRIAL_H
#define MOTE_CMD_TRIAL_H

#include "cmd/inputs.h"
#include "cmd/model.h"

typedef struct trial_case {
    const op_program *program;
    int64_t count;     /* inputs */
    input_set *inputs; /* per model input */
    /* Results of the run of one input: 1, or with --stream those of all windows in that input and
     * the next one behind it. */
    int32_t windows;
    uint8_t **expected;        /* per model output: count * windows results of the reference */
    uint8_t **outputs;         /* per model output: count results of the generated code (the first
                                  windows) */
    int64_t mismatches;        /* inputs with any differing byte, or any broken promise */
    const char *first_problem; /* of the first mismatch, NULL: none */
} trial_case;

typedef struct trial {
    int counted, profiled; /* measure instructions and cycles; by step, too */
    int case_count;
    trial_case *cases;
    /* Filled in by trial_run; -1: not known on this target. */
    int32_t pointer_bytes;
    int64_t text_bytes;  /* constants and code of the models */
    int64_t stack_bytes; /* the largest high water */
    int64_t most_ticks;  /* of the target's timer in one run */
    /* Of the costliest run, or with --stream hop: sim_cost. */
    int64_t instructions, cycles, flash_reads;
    int64_t most_row_instructions; /* of one pushed row; -1 where nothing is pushed */
    sim_cost *profile;             /* by step of the program, one run */
    int profile_count;
    const char *problem; /* of the whole: constants changed; NULL: none */
} trial;

/* Adds a case; inputs are shared with the caller. Evaluates the reference meaning. */
void trial_add(trial *t, const op_program *p, input_set *inputs, int64_t count);
/* Emits all cases, builds the firmware, runs it and compares. `source_name` and `sha256` go into
 * the head comments. */
void trial_run(trial *t, const model_options *o, const char *source_name, const char *sha256);
/* Releases the results early (many batches in one command). */
void trial_free(trial *t);

#endif
