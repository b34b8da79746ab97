/* What LOGISTIC and TANH share: the input rescaled to Q4.27, cut off outside of (-16, 16). */
#ifndef MOTE_OP_SIGMOID_H
#define MOTE_OP_SIGMOID_H

#include "op/op.h"

/* f(x) of a Q4.27 value in Q0.31, scaled down by 2^shift, plus offset. */
int32_t sigmoid_value(const ir_op *op, int32_t x, int32_t (*f)(int32_t), int shift, int32_t offset);
/* int8 to int8 of the same shape; refuses scales outside [2^-28, 2^35). */
ir_shape sigmoid_infer(const ir_op *op);

#endif
