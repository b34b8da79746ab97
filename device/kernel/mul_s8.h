/* Product of two int8 tensors, with broadcasting.
 * in: rows of both operands, of one that repeats along the height a single row; out: rows. In
 * place is fine where the shapes are equal.
 * scratch: none. */
#ifndef MOTE_KERNEL_MUL_S8_H
#define MOTE_KERNEL_MUL_S8_H

#include "../broadcast.h"
#include "../channels.h"
#include "../mote.h"

typedef struct mote_mul_s8_params {
    mote_broadcast walk;
    int32_t zero_a, zero_b;
    mote_scale scale;
    mote_output out;
} mote_mul_s8_params;

mote_kernel mote_mul_s8;

#endif
