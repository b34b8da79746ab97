/* The planner: where every tensor and every kernel's scratch lies in the arena. */
#ifndef MOTE_PLAN_PLAN_H
#define MOTE_PLAN_PLAN_H

#include "op/program.h"
#include "op/schedule.h"

/* Memory that one or more tensors use in turn: a tensor, its views, what is made in its place. */
typedef struct plan_buffer {
    int32_t bytes;
    int first, last; /* steps during which it is in use; inputs of the graph from step 0 on */
    int32_t offset;
    const ir_tensor *tensor; /* the first one, NULL: scratch */
} plan_buffer;

typedef struct plan_buffers {
    int count;
    plan_buffer *buffer;
    int *of_tensor;  /* buffer of a tensor by id, -1 for constants */
    int *of_scratch; /* buffer of a step's scratch, -1 for none */
} plan_buffers;

/* Lifetimes: which buffers there are and when each is in use. */
plan_buffers *plan_lifetimes(const op_program *p);
/* The most bytes in use during one step: no placement can need less. `at_step` may be NULL. */
int32_t plan_lower_bound(const plan_buffers *b, int *at_step);
/* Gives every buffer an offset such that buffers in use together do not overlap; returns the size
 * of the whole. The best of several first-fit orders. */
int32_t plan_place(plan_buffers *b);

/* All of it: fills offsets, scratch offsets and data_bytes of the program, proved by plan_check. */
void plan_program(op_program *p);
/* Independent of the above: follows the program step by step and refuses (STATUS_BUG) a read of
 * bytes that something else has overwritten, overlapping operands, bad alignment, and anything
 * outside the arena. */
void plan_check(const op_program *p);
/* Does the program leave this graph input as the caller wrote it? */
int plan_keeps_input(const op_program *p, const ir_tensor *input);

/* ---- row by row ---- */

/* Fills in the order of events. */
void plan_events(op_schedule *s);
/* All of it: events, offsets and data_bytes of a schedule, proved by plan_check_schedule. */
void plan_schedule(op_schedule *s);
/* Independent of the above: follows the events and refuses (STATUS_BUG) a read of a row that is not
 * the row meant, or no longer held. */
void plan_check_schedule(const op_schedule *s);

/* The same for a schedule of op_schedule_new_stream, whose rows slide. */
void plan_stream(op_schedule *s);
/* Independent of the above: runs hops on symbols and refuses (STATUS_BUG) a read of anything but
 * what the whole window would give. */
void plan_check_stream(const op_schedule *s);

#endif
