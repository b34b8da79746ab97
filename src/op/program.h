/* A program: the lowered graph. Which kernel does what, in order, and where everything lies.
 *
 * op_program_new() chooses the kernels, plan/ fills in the offsets, emit/ writes it as C. */
#ifndef MOTE_OP_PROGRAM_H
#define MOTE_OP_PROGRAM_H

#include "op/op.h"
#include "op/schedule.h"

typedef struct op_step {
    const ir_op *op;
    op_kernel kernel;
    int32_t rows_per_call;
    int32_t scratch_offset; /* of kernel.scratch_bytes in the arena; -1: see the schedule */
} op_step;

typedef struct op_program {
    const ir_graph *graph;
    const op_schedule *schedule; /* it runs row by row by this; NULL: tensor by tensor */
    int step_count;              /* views make no step */
    op_step *steps;
    int32_t *offset;       /* of every tensor in the arena, by id; -1 for constants */
    int32_t data_bytes;    /* of the arena without the table of row pointers */
    int32_t table_entries; /* row pointers that the largest call needs */
} op_program;

/* Lowers every operator; kernels make as many rows a call as they like best. Offsets are not set
 * yet. */
op_program *op_program_new(const ir_graph *g);
/* Every call makes one row only, but of kernels with fixed_rows. */
void op_program_single_rows(op_program *p);
/* A planned schedule as a program: its steps, and where inputs and outputs lie (inputs that are
 * pushed lie nowhere: -1). */
op_program *op_program_of_schedule(const op_schedule *s);
/* What a caller must provide on a machine whose pointers have `pointer_bytes`. */
int32_t op_program_arena_bytes(const op_program *p, int32_t pointer_bytes);
/* Constant data that belongs to a step: its arrays and constant inputs; and of all steps. */
int64_t op_step_weights_bytes(const op_step *s);
int64_t op_program_weights_bytes(const op_program *p);
/* The same of the model before passes changed it. */
int64_t op_program_shipped_weights_bytes(const op_program *p);

#endif
