/* conv2d_dual_s8 for memory that makes loads of constants wait: a call first copies the layer's
 * weights to RAM, from where its tile reads them again for every pair of pixels.
 *
 * Result and parameters are those of conv2d_dual_s8. Best with all rows a call.
 * scratch: `layer.weights`, then that of conv2d_dual_s8. */
#ifndef MOTE_KERNEL_CONV2D_STAGED_S8_H
#define MOTE_KERNEL_CONV2D_STAGED_S8_H

#include "conv2d_dual_s8.h"

typedef mote_conv2d_dual_s8_params mote_conv2d_staged_s8_params;

mote_kernel mote_conv2d_staged_s8;

#endif
