/* One row of a pool or mean with a single output row, accumulating (see ../accumulate.h): adds the
 * taps of input row n. finish_mean_s32 or finish_avgpool_s32 makes the output.
 * in: one row [in_w][channels]; out: int32_t [out_w][channels]. scratch: none. */
#ifndef MOTE_KERNEL_SUM_ADD_S8_H
#define MOTE_KERNEL_SUM_ADD_S8_H

#include "../mote.h"

typedef struct mote_sum_add_s8_params {
    int32_t in_w, out_w, channels;
    int32_t kernel_h, kernel_w, stride_w;
    int32_t pad_top, pad_left;
} mote_sum_add_s8_params;

mote_kernel mote_sum_add_s8;

#endif
