/* Sum or difference of two int8 tensors, with broadcasting.
 *
 * Both operands are brought to a common scale with 20 more bits, added, and brought to the
 * output's. in: two inputs of one row each; out: one row. In place is fine where the shapes are
 * equal. scratch: none. */
#ifndef MOTE_KERNEL_ADD_S8_H
#define MOTE_KERNEL_ADD_S8_H

#include "../broadcast.h"
#include "../channels.h"
#include "../mote.h"

typedef struct mote_add_s8_params {
    mote_broadcast walk;
    int32_t zero_a, zero_b;
    /* Of scale_a and scale_b one is one half, {2^30, 0}, the other has a shift of -1 or less. */
    mote_scale scale_a, scale_b, scale_out;
    int32_t subtract; /* 1: a - b */
    mote_output out;
} mote_add_s8_params;

mote_kernel mote_add_s8;

#endif
