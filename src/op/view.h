/* Operators that give the same bytes another shape: RESHAPE, SQUEEZE, EXPAND_DIMS. The output's
 * declared shape is the truth, as in TFLM; they make no code. */
#ifndef MOTE_OP_VIEW_H
#define MOTE_OP_VIEW_H

#include "op/op.h"

/* Drops the constant inputs and options that describe the new shape. */
void view_import(op_import *in, ir_op *op);
ir_shape view_infer(const ir_op *op);
void view_eval(const ir_op *op, const void *const *in, void *out);
op_memory view_memory(const ir_op *op, int input);
/* Draws a view; `shape` makes the new shape of the old one. */
extern const op_folding view_folding;
void view_random(rng *r, ir_graph *g, const op_kind *kind, ir_shape (*shape)(rng *, ir_shape));

#endif
