/* Runs a model row by row: every row is made once, as soon as the rows that it needs are there, and
 * is forgotten when nothing needs it any more. The order of events and the place of every row were
 * chosen and proved when the model was compiled. */
#ifndef MOTE_ROWS_H
#define MOTE_ROWS_H

#include "mote.h"

/* A tensor in rows. Places are offsets in the arena in words of 4 bytes. */
typedef struct mote_row_tensor {
    const int8_t *constant; /* first row of a constant, or NULL */
    const uint16_t *place;  /* of every row; NULL: the rows lie one after the other from `offset` */
    uint32_t offset, row_bytes;
    int32_t height;
} mote_row_tensor;

#define MOTE_NO_PLACE 0xFFFFu

/* How a step reads one of its inputs, as in mote_rows. */
typedef struct mote_row_input {
    const mote_row_tensor *tensor;
    uint16_t window, stride, dilation;
    int16_t pad_top;
    /* Of a step that sees the tensor in other rows than it lies in (all of it is there then). */
    uint32_t row_bytes;
    int32_t height;
} mote_row_input;

typedef struct mote_row_step {
    const mote_row_input *in;
    const mote_row_tensor *out;
    mote_kernel *kernel;
    const void *params;
    const uint16_t *scratch; /* place of a call's scratch by the first row made; NULL: none */
    uint32_t out_row_bytes;  /* 0 where it accumulates */
    uint16_t in_count;
    uint16_t accumulates; /* see accumulate.h */
    uint16_t out_height;
    uint8_t rows_per_call, first_rows; /* of the event that makes row 0 */
} mote_row_step;

/* Makes rows of a step from `row` on, or takes row `row` of the input (step MOTE_TAKE). */
typedef struct mote_row_event {
    uint16_t step, row;
} mote_row_event;

#define MOTE_TAKE 0xFFFFu

typedef struct mote_row_program {
    const mote_row_step *steps;
    const mote_row_event *events; /* ends with a MOTE_TAKE that is not counted */
    const mote_row_tensor *input; /* the tensor that is pushed; NULL: nothing is */
    uint32_t event_count;
    uint32_t state_offset; /* of mote_row_state in the arena, and behind it the table */
} mote_row_program;

/* Kept between two pushes. */
typedef struct mote_row_state {
    uint32_t next_event;
    uint32_t reserved;
} mote_row_state;

/* Runs all events of a program whose input lies in the arena. */
void mote_rows_run(const mote_row_program *p, int8_t *arena);
/* Forgets what was pushed so far. */
void mote_rows_reset(const mote_row_program *p, int8_t *arena);
/* Takes the next row of the input. Returns 1 when the result is ready, else 0. */
int mote_rows_push(const mote_row_program *p, int8_t *arena, const int8_t *row);

#endif
