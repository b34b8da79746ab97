/* Runs a model row by row: every row is made once, as soon as the rows that it needs are there, and
 * is forgotten when nothing needs it any more. The order of events and the place of every row were
 * chosen and proved when the model was compiled. */
#ifndef MOTE_ROWS_H
#define MOTE_ROWS_H

#include "fixed.h"
#include "mote.h"

/* A tensor in rows, as some steps see it: one that lies in one piece may be seen in other rows,
 * too. Places are offsets in the arena in words of 4 bytes. */
typedef struct mote_row_tensor {
    const void *at;  /* uint16_t[], the place of every row; or, if row_bytes is not 0, the first row
                        of a constant, NULL: the rows lie one after the other from `offset` */
    uint32_t offset; /* in the arena */
    uint32_t row_bytes; /* from a row to the next; 0: rows have places */
    int32_t height;
} mote_row_tensor;

#define MOTE_NO_PLACE 0xFFFFu

/* How a step reads one of its inputs (see mote_rows). */
typedef struct mote_row_input {
    const mote_row_tensor *tensor;
    int16_t overlap; /* with n * stride more, the rows that n rows are made of: those from a
                        window's first to its last, less the stride. Accumulating, n is 0. */
    uint16_t stride;
    int16_t pad_top;
} mote_row_input;

typedef struct mote_row_step {
    const mote_row_input *in;
    const mote_row_tensor *out;
    mote_kernel *kernel;
    const void *params;
    const uint16_t *scratch; /* place of a call's scratch by the first row made; NULL: none */
    uint16_t in_count;
    uint16_t rows_per_call; /* 0: it accumulates: accumulate.h */
} mote_row_step;

/* Makes rows_per_call rows of a step from `row` on, or takes row `row` of the input (step
 * MOTE_TAKE). Where a byte does not hold a number, or the rows to make are others, these follow
 * behind a step MOTE_LONG, of which `row` is the rows to make: the step, MOTE_TAKE_LONG for
 * MOTE_TAKE, in one, the row in another, the lower byte first. */
typedef struct mote_row_event {
    uint8_t step, row;
} mote_row_event;

#define MOTE_LONG 0xFE
#define MOTE_TAKE 0xFF
#define MOTE_TAKE_LONG 0xFFFF

/* What an event does. */
typedef struct mote_row_call {
    uint32_t step; /* or MOTE_TAKE_LONG */
    int32_t row, rows;
} mote_row_call;

/* Returns the event behind it. */
MOTE_INLINE const mote_row_event *mote_event_read(const mote_row_event *e,
                                                  const mote_row_step *steps, mote_row_call *call) {
    if (e->step == MOTE_LONG) {
        call->step = e[1].step + 256u * e[1].row;
        call->row = e[2].step + 256 * e[2].row;
        call->rows = e->row;
        return e + 3;
    }
    const int takes = e->step == MOTE_TAKE;
    call->step = takes ? MOTE_TAKE_LONG : e->step;
    call->row = e->row;
    call->rows = takes ? 0 : steps[e->step].rows_per_call;
    return e + 1;
}

typedef struct mote_row_program {
    const mote_row_step *steps;
    const mote_row_event *events; /* ends with one that takes a row and is not counted */
    const mote_row_tensor *input; /* the tensor that is pushed; NULL: nothing is */
    uint32_t row_bytes;           /* of that tensor */
    uint32_t event_count;         /* those behind MOTE_LONG count, too */
    uint32_t state_offset;        /* of mote_row_state in the arena, and behind it the table */
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
