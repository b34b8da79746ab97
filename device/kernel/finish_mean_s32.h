/* Sums of `terms` values to their mean, requantised: clamp(zero + scale * (sum + offset)).
 * in: one row int32_t [count]; out: one row [count]. scratch: none. */
#ifndef MOTE_KERNEL_FINISH_MEAN_S32_H
#define MOTE_KERNEL_FINISH_MEAN_S32_H

#include "../channels.h"
#include "../mote.h"

typedef struct mote_finish_mean_s32_params {
    int32_t count;
    int32_t offset; /* -terms * the input's zero point */
    mote_scale scale;
    mote_output out;
} mote_finish_mean_s32_params;

mote_kernel mote_finish_mean_s32;

#endif
