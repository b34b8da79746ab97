/* Operators that are a function of one byte: the compiler tabulates them. */
#ifndef MOTE_OP_LUT_H
#define MOTE_OP_LUT_H

#include "op/op.h"

/* The output value for an input value, both in the tensors' own ranges. */
typedef int32_t lut_function(const ir_op *op, int32_t x);

void lut_eval(const ir_op *op, const void *in, void *out, lut_function *f);
enum { LUT_VALUES = 256 };

/* Lowers an operator as a table of its values for the bytes of `x`. */
void lut_lower_table(const ir_op *op, const ir_tensor *x, op_kernel *k, const uint8_t *table);
void lut_lower(const ir_op *op, op_kernel *k, lut_function *f);
/* Their channels can be folded; the range is that of `eval` for all values in the input's. */
extern const op_folding lut_folding;
/* What the operator makes of each of the 256 bytes. Returns 0 if it is no function of one byte. */
int lut_tabulate(const ir_op *op, uint8_t table[LUT_VALUES]);
op_memory lut_memory(const ir_op *op, int input);
/* Draws an input of up to four dimensions and an output of the same shape for `kind`. The output's
 * quantisation is `scale`, `zero`; scale 0: random, near the input's. Returns the operator. */
ir_op *lut_random(rng *r, ir_graph *g, const op_kind *kind, float scale, int32_t zero);
/* A shape of 1..4 dimensions and at most RANDOM_TENSOR_BYTES / 4 elements. */
ir_shape lut_random_shape(rng *r);

#endif
