/* ADD and SUB: both operands are brought to a common scale (twice the larger of theirs) with 20
 * more bits, added, and brought to the output's scale. */
#ifndef MOTE_OP_SUM_H
#define MOTE_OP_SUM_H

#include "op/broadcast.h"

enum { SUM_HEADROOM_BITS = 20 };

ir_shape sum_infer(const ir_op *op);
void sum_eval(const ir_op *op, const void *const *in, void *out);
extern const op_folding sum_folding;
void sum_lower(const ir_op *op, op_kernel *k);
void sum_random(rng *r, ir_graph *g, const op_kind *kind);

/* Is it a SUB? (The kinds are in their own files.) */
extern const op_kind op_sub;

#endif
