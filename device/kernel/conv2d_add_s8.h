/* One row of a 2-D convolution with a single output row, accumulating (see ../accumulate.h): adds
 * what input row n contributes. finish_s32 makes the output.
 * in: one row [in_w][in_c]; out: int32_t [out_w][out_c]. scratch: none. */
#ifndef MOTE_KERNEL_CONV2D_ADD_S8_H
#define MOTE_KERNEL_CONV2D_ADD_S8_H

#include "../mote.h"

typedef struct mote_conv2d_add_s8_params {
    const int8_t *weights; /* [out_c][kernel_h][kernel_w][in_c] */
    int32_t in_w, in_c, out_w, out_c;
    int32_t kernel_h, kernel_w;
    int32_t stride_w, dilation_w;
    int32_t pad_top, pad_left;
    int32_t in_zero;
} mote_conv2d_add_s8_params;

mote_kernel mote_conv2d_add_s8;

#endif
