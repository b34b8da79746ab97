/* Sums of an average pool to its output: divided by the taps inside the picture, halves away from
 * zero, clamped. in: one row int32_t [out_w][channels]; out: one row. scratch: none. */
#ifndef MOTE_KERNEL_FINISH_AVGPOOL_S32_H
#define MOTE_KERNEL_FINISH_AVGPOOL_S32_H

#include "../mote.h"

typedef struct mote_finish_avgpool_s32_params {
    int32_t in_w, out_w, channels;
    int32_t rows; /* of the window inside the picture */
    int32_t kernel_w, stride_w, pad_left;
    int8_t min, max;
} mote_finish_avgpool_s32_params;

mote_kernel mote_finish_avgpool_s32;

#endif
