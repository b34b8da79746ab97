/* Requantisation by one multiplication and one shift, the same shift for all channels:
 *
 *     value = clamp(((256 * sum + bias) * multiplier / 2^32 + C) >> shift, -128, 127)
 *     C = (2 * zero point + 1) << (shift - 1)
 *
 * with `/` and `>>` rounding down. The reference rounds twice and shifts each channel by an amount
 * of its own; but either is a staircase of at most 255 steps over the sum, and where all steps
 * coincide the results do. */
#ifndef MOTE_OP_LINEAR_H
#define MOTE_OP_LINEAR_H

#include "op/quant.h"

typedef struct linear_scale {
    int32_t multiplier; /* >= 0 */
    int32_t bias;       /* in 256ths of a sum */
} linear_scale;

/* Finds a scale that gives, for every sum in the range, what quant_multiply(sum + bias, scale) plus
 * the zero point, clamped to [-128, 127], gives. 256 * sum + bias does not leave int32.
 * Returns 0 if there is none: mostly where negative values are rounded away from zero, which is no
 * straight line. */
int linear_fit(quant_sums sums, int64_t bias, quant_scale scale, int32_t zero_point, int shift,
               linear_scale *fit);

#endif
