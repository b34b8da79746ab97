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
    int fixed;               /* it lies there whatever else does */
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
/* Gives every buffer that is not fixed an offset such that buffers in use together do not overlap;
 * returns the size of the whole. The best of several first-fit orders. */
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

/* What making each row takes, in any unit: [step][row of op_schedule_rows_of]. */
typedef struct plan_row_costs {
    int64_t **of;
} plan_row_costs;

/* Of operators whose cost is known: `op_costs` by id of the tensor that the operator makes. */
plan_row_costs *plan_row_costs_new(const op_schedule *s, const int64_t *op_costs);
int64_t plan_event_cost(const op_schedule *s, const plan_row_costs *costs, const op_event *e);
/* Of the costliest push of a schedule with events; `push` gets the row that is pushed. */
int64_t plan_most_per_push(const op_schedule *s, const plan_row_costs *costs, int32_t *push);

/* In which order rows are made; {0}: as soon as they can. */
typedef struct plan_order {
    const unsigned char *complete_first; /* by storage: nothing reads it before it is complete */
    const plan_row_costs *costs;
    int64_t most_per_push; /* in units of `costs`: what would be more waits for the next push, where
                              there is one; 0: no limit */
} plan_order;

/* Fills in the order of events; NULL: as soon as rows can be made. */
void plan_events(op_schedule *s, const plan_order *order);
/* The most bytes in use at once in that order; sets the events, too. */
int32_t plan_schedule_bound(op_schedule *s, const plan_order *order);
/* All of it: events, offsets and data_bytes of a schedule, proved by plan_check_schedule. */
void plan_schedule_in_order(op_schedule *s, const plan_order *order);
void plan_schedule(op_schedule *s);
/* Independent of the above: follows the events and refuses (STATUS_BUG) a read of a row that is not
 * the row meant, or no longer held. */
void plan_check_schedule(const op_schedule *s);

/* The same for a schedule of op_schedule_new_stream, whose rows slide. */
void plan_stream(op_schedule *s);
/* Independent of the above: runs hops on symbols and refuses (STATUS_BUG) a read of anything but
 * what the whole window would give. */
void plan_check_stream(const op_schedule *s);

/* ---- what to choose from ---- */

typedef struct plan_goal {
    int pushed;              /* the input comes row by row */
    int smallest;            /* least RAM; else least time */
    int alternatives;        /* all are wanted, not only the best */
    int32_t pointer_bytes;   /* of the target */
    const int64_t *op_costs; /* instructions by id of the tensor that is made; NULL: not known */
    int64_t most_per_push;   /* instructions; 0: no limit */
} plan_goal;

typedef struct plan_candidate {
    op_program *program;
    int64_t most_per_push; /* with op_costs: of the push of row `push`; else 0 */
    int32_t push;
    plan_order order; /* row by row: of its schedule */
    int uses_room;    /* some kernels are other than the smallest */
} plan_candidate;

#define PLAN_STAGED 4 /* programs with weights staged in RAM, at most */

typedef struct plan_candidates {
    int count;
    plan_candidate list[7 + PLAN_STAGED];
} plan_candidates;

/* Planned programs of a graph, what suits the goal best first: with weights staged in RAM or
 * without; tensor by tensor or row by row, some rows a call or one, rows made as soon as possible
 * or such that the arena is smallest, and that with faster kernels where it has room. Where the
 * limit per push can be met, all of them meet it, by `op_costs`. */
plan_candidates plan_all(const ir_graph *g, const plan_goal *goal);

/* Why a planned schedule does not go into the tables of device/rows.h, whose numbers have 16 bits;
 * NULL: it does. */
const char *plan_row_obstacle(const op_schedule *s);

/* Can its input be pushed row by row? One input, no batches. */
int plan_can_push(const ir_graph *g);

/* The order with the smallest arena of those that make some tensors complete before they are read.
 * The schedule is planned. */
plan_order plan_search(op_schedule *s, const plan_row_costs *costs, int64_t most_per_push);

/* First calls of a planned schedule make all rows where that spares a call, as long as it takes no
 * more than `most_bytes`, which it does not before. */
void plan_spare_calls(op_schedule *s, const plan_order *order, int32_t most_bytes);

/* Gives steps faster kernels as long as the schedule, in this order, and its row pointers take no
 * more than `most_bytes`; the largest layers first. Returns how many; if some, the schedule is
 * planned. */
int plan_use_room(op_schedule *s, const plan_order *order, int32_t most_bytes,
                  int32_t pointer_bytes);

#endif
