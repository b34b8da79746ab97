/* A schedule: a program that runs row by row, every row computed once, as soon as the rows that it
 * needs are there. op_schedule_new() chooses kernels and what is kept in rows, plan/ makes the
 * order of events and places every row, emit/ writes it as C, device/rows.c runs it. */
#ifndef MOTE_OP_SCHEDULE_H
#define MOTE_OP_SCHEDULE_H

#include "op/op.h"

/* How a tensor slides under a model that looks at a window of frames (op_schedule.hop > 0): rows
 * first..last of one window are rows first - advance .. last - advance of the next one. */
typedef struct op_slide {
    int32_t period; /* frames of the input per row; 0: every row is made anew for each window */
    int32_t first, last;
    int32_t advance; /* rows that a hop adds: hop / period */
    /* Where rows that slide lie, unless the storage is whole: row r in slot (r - ring_first) modulo
     * `ring`, moved on by `advance` with each hop. */
    int32_t ring, ring_first, ring_offset;
} op_slide;

/* Memory that steps read and write: a tensor (with its views), the accumulators of a layer, or the
 * scratch of a step: what row y is made with lies at row y. */
typedef struct op_storage {
    const ir_tensor *tensor; /* the first of its views; NULL: accumulators or scratch */
    const void *constant;    /* a constant's values, else NULL */
    int32_t height, row_bytes;
    int whole;     /* rows lie one after the other, for kernels that see the tensor as one piece */
    int is_input;  /* the model's input */
    int is_output; /* of the model: must outlive the last event */
    op_slide slide;
    int32_t *offset; /* of every row in the arena; -1: never there, or in the ring of `slide` */
} op_storage;

typedef struct op_row_step {
    const ir_op *op;
    op_kernel kernel;
    int accumulates;       /* adds up its input, a row or two a call: device/accumulate.h */
    int32_t rows_per_call; /* an event makes so many rows; fewer are left for the last one */
    int32_t first_rows;    /* the first event makes so many: 1 .. rows_per_call */
    int *in;               /* storages, one per kernel input */
    int out;
    int scratch; /* storage, -1: none */
} op_row_step;

/* What happens when: rows are made, or, when rows are pushed, the model's input is taken. */
typedef struct op_event {
    int step;    /* index, or OP_EVENT_TAKE */
    int32_t row; /* the first one made; of the input for OP_EVENT_TAKE; the call for accumulating
                    steps */
} op_event;

#define OP_EVENT_TAKE (-1)

typedef struct op_schedule {
    const ir_graph *graph;
    int pushed;  /* the input comes row by row and belongs to the caller while it is taken */
    int32_t hop; /* frames from one window to the next; 0: nothing slides, the events are a run */
    int storage_count, step_count, event_count;
    op_storage *storages;
    op_row_step *steps;
    op_event *events;
    int *storage_of;     /* by tensor id; -1: nobody needs it */
    int32_t data_bytes;  /* of the arena without state and table */
    int32_t bound_bytes; /* the most bytes in use at once in this order: no placement needs less */
} op_schedule;

/* Rows of all tensors of a graph but constants. A schedule takes no more than this, since the work
 * of planning grows faster than they do. */
#define OP_MOST_ROWS 20000
#define OP_MOST_STREAM_ROWS 2000
int64_t op_schedule_rows_in(const ir_graph *g);

/* Chooses kernels, storages and what is whole; kernels make as many rows a call as they like best.
 * Offsets and events are not set yet. With `pushed` the model must have one input. */
op_schedule *op_schedule_new(const ir_graph *g, int pushed);
/* Every call makes one row only: before events are set. */
void op_schedule_single_rows(op_schedule *s);
/* Gives a step another kernel, which makes up to `target.rows` rows a call: before events are set.
 * Returns 0, and changes nothing, if there is no other that sees the same rows. */
int op_schedule_lower_again(op_schedule *s, op_row_step *step, ir_target target);
/* Sets how many rows first events make, by rows_per_call: before events are set. */
void op_schedule_align(op_schedule *s);
/* Rows that a step has to make in all; calls when it accumulates. */
int32_t op_schedule_rows_of(const op_schedule *s, const op_row_step *step);
/* Rows that the event which begins at `row` makes. */
int32_t op_schedule_rows_made(const op_row_step *step, int32_t row);
/* The same for a model that looks at a sliding window of the rows pushed: the events are those of
 * one hop. Refuses a model of which nothing can be used again in the next window. */
op_schedule *op_schedule_new_stream(const ir_graph *g);
/* Would it? The model must have one input and no batches. */
int op_schedule_can_stream(const ir_graph *g);
/* Which rows slide, and how many rows a hop is. NULL, or why nothing can be used again: `op` is the
 * operator that stands in the way (NULL: the input). */
const char *op_slide_rows(op_schedule *s, const ir_op **op);
/* Is this row of the window there from the windows before? */
int op_slide_keeps(const op_storage *t, int32_t row);
/* How many calls of a step a hop takes, a row each. */
int32_t op_slide_calls(const op_schedule *s, const op_row_step *step);
/* Multiply-accumulates of one hop. */
int64_t op_slide_macs(const op_schedule *s);
/* Bytes of the arena behind the data that are kept between two pushes (mote_row_state and
 * mote_stream_state). */
int32_t op_schedule_state_bytes(const op_schedule *s);

/* Rows of input `i` of a step that making output row `row` reads, in [0, height): *first .. *last
 * op_schedule_rows_apart; none if *first > *last. */
void op_schedule_rows_read(const op_schedule *s, const op_row_step *step, int i, int32_t row,
                           int32_t *first, int32_t *last);
/* The distance of those rows: the window's dilation, or 1 where all of the storage is read. */
int32_t op_schedule_rows_apart(const op_schedule *s, const op_row_step *step, int i);

#endif
