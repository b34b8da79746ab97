/* 2-D convolution, int8; also fully connected layers (width 1, window 1x1).
 *
 * out[y][x][o] = clamp(zero + scale[o] * (bias[o] + sum over ky, kx, i of
 *                weights[o][ky][kx][i] * (in[y*stride + ky*dilation - pad][x*.. + kx*..][i] -
 * in_zero)))
 *
 * in:  one input, rows [in_w][in_c]; the window is kernel_h rows, `dilation_h` apart.
 * out: rows [out_w][out_c]. scratch: none. */
#ifndef MOTE_KERNEL_CONV2D_S8_H
#define MOTE_KERNEL_CONV2D_S8_H

#include "../channels.h"
#include "../mote.h"

typedef struct mote_conv2d_s8_params {
    const int8_t *weights; /* [out_c][kernel_h][kernel_w][in_c] */
    mote_channels channels;
    int32_t in_w, in_c, out_w, out_c;
    int32_t kernel_h, kernel_w;
    int32_t stride_h, stride_w, dilation_h, dilation_w;
    int32_t pad_left;
    int32_t in_zero; /* the input's zero point */
    mote_output out;
} mote_conv2d_s8_params;

mote_kernel mote_conv2d_s8;

#endif
