/* Runs a model on a sliding window of rows (frames in time): a hop makes only what is new in the
 * window and uses the rest again. What is used again lies in rings, a ring to a tensor. The order
 * of a hop's events and the place of everything were chosen and proved when the model was compiled.
 */
#ifndef MOTE_STREAM_H
#define MOTE_STREAM_H

#include "rows.h"

/* A tensor. Its rows count from the oldest of the window at hand. `rows.at` is of those rows
 * that every window makes anew, MOTE_NO_PLACE for those in the ring; NULL: all are in the ring or,
 * without a ring, one after the other. `rows.row_bytes` is not 0 then, either. A tensor that is
 * seen in other rows, too, advances once. */
typedef struct mote_stream_tensor {
    mote_row_tensor rows;
    uint16_t ring;    /* slots from rows.offset on; 0: no ring */
    uint16_t first;   /* the row that lies in the slot of the counter */
    uint16_t head;    /* which counter of the state is this ring's */
    uint16_t advance; /* by so much a hop moves the counter or, without a ring, the rows */
} mote_stream_tensor;

typedef struct mote_stream_program {
    const mote_row_step *steps;
    const mote_row_event *events; /* of one hop: MOTE_TAKE begins the work of a pushed row */
    const mote_stream_tensor *tensors;
    const mote_stream_tensor *input;
    uint32_t event_count, tensor_count;
    uint32_t first_event;  /* so that the first window is full at the end of a hop */
    uint32_t window;       /* rows */
    uint32_t state_offset; /* of mote_stream_state in the arena */
    uint32_t table_offset; /* of the row pointers of a call */
} mote_stream_program;

/* Kept between two pushes. */
typedef struct mote_stream_state {
    uint32_t next_event;
    uint32_t missing; /* rows until the first window is full */
    /* Behind it: uint16_t, the slot of row `first` of every ring. */
} mote_stream_state;

/* Forgets what was pushed so far. */
void mote_stream_reset(const mote_stream_program *p, int8_t *arena);
/* Takes the next row. Returns 1 when the result of a window is ready, else 0. */
int mote_stream_push(const mote_stream_program *p, int8_t *arena, const int8_t *row);

#endif
