/* Accumulators of a convolution to output values: bias, scale, clamp.
 * in: one row int32_t [pixels][out_c]; out: one row [pixels][out_c]. scratch: none. */
#ifndef MOTE_KERNEL_FINISH_S32_H
#define MOTE_KERNEL_FINISH_S32_H

#include "../channels.h"
#include "../mote.h"

typedef struct mote_finish_s32_params {
    mote_channels channels;
    int32_t pixels, out_c;
    mote_output out;
} mote_finish_s32_params;

mote_kernel mote_finish_s32;

#endif
