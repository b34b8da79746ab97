/* A trial: models with inputs, what they must give, and what generated code gave on a target.
 * The firmware of a trial is target/check.c with a generated table; see target/check.h for the
 * files that pass between it and this computer. */
#ifndef MOTE_CMD_TRIAL_H
#define MOTE_CMD_TRIAL_H

#include "cmd/inputs.h"
#include "cmd/model.h"

typedef struct trial_case {
    const op_program *program;
    int64_t count;             /* inputs */
    input_set *inputs;         /* per model input */
    uint8_t **expected;        /* per model output: count results of the reference meaning */
    uint8_t **outputs;         /* per model output: count results of the generated code */
    int64_t mismatches;        /* inputs with any differing byte, or any broken promise */
    const char *first_problem; /* of the first mismatch, NULL: none */
} trial_case;

typedef struct trial {
    int case_count;
    trial_case *cases;
    const char *folder;   /* sources, ELF and data files */
    uint32_t stack_bytes; /* the largest high water */
    uint32_t most_ticks;  /* of one run */
    const char *problem;  /* of the whole: constants changed; NULL: none */
} trial;

/* Adds a case; inputs are shared with the caller. Evaluates the reference meaning. */
void trial_add(trial *t, const op_program *p, input_set *inputs, int64_t count);
/* The generated table: "check_table.c". */
void trial_table(const trial *t, int32_t pointer_bytes, text *out);
/* Every input of every case and pattern, as the file "in". */
bytes trial_inputs(const trial *t);
/* Reads the file "out" and fills in outputs, mismatches and measurements. */
void trial_compare(trial *t, bytes out);

#endif
