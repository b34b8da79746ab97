/* Which values can the channels of a graph's tensors have? What several passes ask
 * (doc/folding.md). */
#ifndef MOTE_PASS_RANGES_H
#define MOTE_PASS_RANGES_H

#include "op/op.h"

/* Channels of all tensors are numbered through: channel c of tensor t is first[t->id] + c. */
typedef struct pass_ranges {
    int32_t count; /* 0: there are too many for the memory that this takes; nothing is known */
    int32_t *first;
    op_range *range;
} pass_ranges;

/* Of a verified graph, for all inputs. */
pass_ranges pass_ranges_new(const ir_graph *g);
void pass_ranges_free(pass_ranges *r);

/* How many inputs of an operator have values; the others are weights. */
int pass_value_inputs(const ir_op *op);
/* The ranges of the output's channels if `op` ran on what the ranges say of its inputs; 0: nothing
 * is known of it. */
int pass_ranges_of(const pass_ranges *r, const ir_op *op, op_range *out);

#endif
