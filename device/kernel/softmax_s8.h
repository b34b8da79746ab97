/* Softmax over the last axis, int8, output in 1/256 with zero point -128.
 *
 * As TensorFlow Lite's integer kernel: exponentials of (x - max) in Q0.31, summed in Q12.19,
 * divided by a fixed-point reciprocal. The exponential depends on max - x alone, so it is a table.
 * in, out: rows of `depth` (at most 4095) bytes. scratch: none. */
#ifndef MOTE_KERNEL_SOFTMAX_S8_H
#define MOTE_KERNEL_SOFTMAX_S8_H

#include "../mote.h"

typedef struct mote_softmax_s8_params {
    const int32_t *exponentials; /* of -d * scale for d = 0 .. count-1, Q0.31; 0 beyond */
    int32_t count;
    int32_t depth;
} mote_softmax_s8_params;

mote_kernel mote_softmax_s8;

#endif
