/* Operators of two int8 operands with NumPy's broadcasting: ADD, SUB, MUL. */
#ifndef MOTE_OP_BROADCAST_H
#define MOTE_OP_BROADCAST_H

#include "op/op.h"

/* Their attributes. */
typedef struct broadcast_attr {
    int32_t activation;
} broadcast_attr;
extern const ir_attr broadcast_attrs[];

void broadcast_import(op_import *in, ir_op *op);
/* Checks operands and output, returns the broadcast shape. */
ir_shape broadcast_infer(const ir_op *op);
/* out[i] = f(op, a, b) with the values that belong together. */
void broadcast_eval(const ir_op *op, const void *const *in, void *out,
                    int8_t (*f)(const ir_op *op, int32_t a, int32_t b));
/* Starts kernel `name`: inputs and `walk`. */
void broadcast_start(const ir_op *op, op_kernel *k, const char *name);
/* The same, and zero points and the output. */
void broadcast_lower(const ir_op *op, op_kernel *k, const char *name);
/* Does the first operand repeat along the runs of `walk`? */
int broadcast_repeats_first(const ir_op *op);
/* Where one operand is a constant of one value (and the other has the output's shape and more
 * values than a table): lowers the operator as a table of f. Returns 0 elsewhere. */
int broadcast_lower_table(const ir_op *op, op_kernel *k,
                          int8_t (*f)(const ir_op *op, int32_t a, int32_t b));
/* In place for an operand that has the output's shape. */
op_memory broadcast_memory(const ir_op *op, int input);
/* Ranges of an operator whose value rises or falls with each operand, whatever the other's. */
void broadcast_ranges(const ir_op *op, const op_range *const *in, op_range *out,
                      int8_t (*f)(const ir_op *op, int32_t a, int32_t b));
int broadcast_tie(const ir_op *op, op_ties *t);
/* Draws two operands, one of them now and then a constant or of a shape that repeats. */
ir_op *broadcast_random(rng *r, ir_graph *g, const op_kind *kind);

#endif
