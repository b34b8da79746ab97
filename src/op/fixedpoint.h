/* Fixed-point functions as gemmlowp defines them (fixedpoint/fixedpoint.h), which TensorFlow Lite
 * uses for SOFTMAX, LOGISTIC and TANH. Raw int32 values; Qi.f has i integer bits and f = 31 - i. */
#ifndef MOTE_OP_FIXEDPOINT_H
#define MOTE_OP_FIXEDPOINT_H

#include <stdint.h>

/* a * b / 2^31, halves up; saturates for INT32_MIN * INT32_MIN. */
int32_t fixedpoint_multiply(int32_t a, int32_t b);
/* a / 2^shift, halves away from zero, 0 <= shift <= 31. */
int32_t fixedpoint_shift_round(int32_t a, int shift);
/* a * 2^shift, saturating. */
int32_t fixedpoint_shift_left(int32_t a, int shift);
/* exp(a) in Q0.31 for a <= 0 in Q`integer_bits` (at most 5). */
int32_t fixedpoint_exp(int32_t a, int integer_bits);
/* 1 / (1 + a) and (1 - a) / (1 + a) in Q0.31, for a in [0, 1) in Q0.31. */
int32_t fixedpoint_reciprocal(int32_t a);
int32_t fixedpoint_one_minus_over_one_plus(int32_t a);
/* Logistic function and hyperbolic tangent of a in Q4.27, in Q0.31. */
int32_t fixedpoint_logistic(int32_t a);
int32_t fixedpoint_tanh(int32_t a);

#endif
