/* Depthwise 2-D convolution, int8.
 *
 * out[y][x][o] = clamp(zero + scale[o] * (bias[o] + sum over ky, kx of weights[ky][kx][o] *
 *                (in[y*stride + ky*dilation - pad][x*.. + kx*..][o / depth_multiplier] - in_zero)))
 *
 * in:  one input, rows [in_w][in_c]; the window is kernel_h rows, `dilation_h` apart.
 * out: rows [out_w][in_c * depth_multiplier]. scratch: none. */
#ifndef MOTE_KERNEL_DEPTHWISE_S8_H
#define MOTE_KERNEL_DEPTHWISE_S8_H

#include "../channels.h"
#include "../mote.h"

typedef struct mote_depthwise_s8_params {
    const int8_t *weights; /* [kernel_h][kernel_w][in_c * depth_multiplier] */
    mote_channels channels;
    int32_t in_w, in_c, out_w;
    int32_t depth_multiplier;
    int32_t kernel_h, kernel_w;
    int32_t stride_h, stride_w, dilation_h, dilation_w;
    int32_t pad_left;
    int32_t in_zero; /* the input's zero point */
    mote_output out;
} mote_depthwise_s8_params;

mote_kernel mote_depthwise_s8;

#endif
