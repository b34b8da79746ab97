/* The firmware of a demonstration: the generated model, the demo's sources, the board's serial
 * line; and what this computer says that the model computes. */
#ifndef MOTE_DEMO_FIRMWARE_H
#define MOTE_DEMO_FIRMWARE_H

#include "cmd/model.h"

typedef struct firmware_model {
    const char *path; /* of the .tflite file; its front end is in the .conf beside it, if any */
    model_options options;
    const op_program *program;
} firmware_model;

/* Builds `folder`/firmware of `sources` (NULL-terminated, below demo/). With `has_line` it talks by
 * the board's serial line. */
const sim_target *firmware_build(const firmware_model *m, const char *board, const char *folder,
                                 int has_line, const char *const *sources);

/* Of the linked firmware, everything included that is on the chip. */
typedef struct firmware_memory {
    int64_t flash_bytes;
    int64_t data_bytes;        /* RAM without the stack */
    int64_t stack_bound_bytes; /* no run can take more, see firmware.c */
} firmware_memory;

firmware_memory firmware_measure(const firmware_model *m, const char *folder);

/* "BBC micro:bit (cortex-m0, 16 MHz), firmware sha256 0123456789abcdef" */
void firmware_print_name(const sim_target *t, const char *folder);
/* Flash and RAM against what the board has; refuses (STATUS_BUG) a stack deeper than its bound. */
void firmware_print_memory(const firmware_model *m, const sim_target *t, const char *folder,
                           int64_t stack_bytes);

/* Cycles of the pushes of one input (the first `rows` calls of <model>_push_row) of
 * `folder`/firmware, which reads what it needs from files: see sim_count_calls. */
typedef struct firmware_time {
    double all_ms, most_ms; /* of one row */
} firmware_time;

firmware_time firmware_count_pushes(const firmware_model *m, const sim_target *t,
                                    const char *folder);

/* What the model computes from one input on this computer: values by tensor id. */
void **firmware_expected(const firmware_model *m, const uint8_t *input);

#endif
