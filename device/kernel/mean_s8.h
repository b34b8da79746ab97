/* Mean over any axes, int8, requantised.
 *
 * out = clamp(zero + scale * (sum of n values - n * in_zero)), the division by n being part of
 * scale. Axes come merged: up to three that are kept and three that are summed over, each with the
 * stride of its elements in the input; those that are not there have size 1. in: one row (the whole
 * tensor), out: one row, kept axes in order. scratch: none. */
#ifndef MOTE_KERNEL_MEAN_S8_H
#define MOTE_KERNEL_MEAN_S8_H

#include "../channels.h"
#include "../mote.h"

#define MOTE_MEAN_AXES 3

typedef struct mote_mean_s8_params {
    int32_t keep[MOTE_MEAN_AXES], keep_stride[MOTE_MEAN_AXES];
    int32_t sum[MOTE_MEAN_AXES], sum_stride[MOTE_MEAN_AXES];
    int32_t offset; /* -n * in_zero */
    mote_scale scale;
    mote_output out;
} mote_mean_s8_params;

mote_kernel mote_mean_s8;

#endif
