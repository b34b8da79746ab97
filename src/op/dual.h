/* Layers with weights on cores with the DSP extension: two output channels packed in one int16, for
 * tiles (device/kernel/tile.h) and the kernel conv2d_dual_s8. */
#ifndef MOTE_OP_DUAL_H
#define MOTE_OP_DUAL_H

#include "op/quant.h"
#include "op/window.h"

/* A convolution, or a fully connected layer as one of a picture that is one pixel wide. */
typedef struct dual_layer {
    const ir_op *op; /* input 0, weights 1, bias 2 */
    op_window window;
    int32_t activation;
    op_rows in; /* how it reads its input */
    int32_t batches;
    int32_t in_w, in_c; /* columns, channels */
    int32_t out_h, out_w, out_c;
    int32_t tap_step; /* 1: weights [out_c][taps]; out_c: [taps][out_c] */
} dual_layer;

/* Lowers a layer to conv2d_dual_s8. Returns 0, with nothing done, where the core has no DSP
 * extension or tiles could make less than half of the channels. */
int dual_lower(op_kernel *k, const dual_layer *l);

#endif
