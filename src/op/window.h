/* Sliding windows over height and width: what convolutions and pools share. */
#ifndef MOTE_OP_WINDOW_H
#define MOTE_OP_WINDOW_H

#include "base/rng.h"
#include "ir/ir.h"
#include "op/kernel.h"
#include "op/tflite.h"

typedef struct op_window {
    int32_t kernel_h, kernel_w; /* taps; of convolutions these are the weights' shape */
    int32_t stride_h, stride_w;
    int32_t dilation_h, dilation_w;
    int32_t pad_top, pad_bottom, pad_left, pad_right;
} op_window;

/* Entries of an attribute table for member `m` of struct `s`. */
#define OP_WINDOW_ATTR(s, m, f)                                                                    \
    { #f, IR_ATTR_INT, offsetof(s, m.f), NULL }
#define OP_WINDOW_ATTRS(s, m)                                                                      \
    OP_WINDOW_ATTR(s, m, stride_h), OP_WINDOW_ATTR(s, m, stride_w), OP_WINDOW_ATTR(s, m, pad_top), \
        OP_WINDOW_ATTR(s, m, pad_bottom), OP_WINDOW_ATTR(s, m, pad_left),                          \
        OP_WINDOW_ATTR(s, m, pad_right)
#define OP_DILATION_ATTRS(s, m) OP_WINDOW_ATTR(s, m, dilation_h), OP_WINDOW_ATTR(s, m, dilation_w)
#define OP_KERNEL_ATTRS(s, m) OP_WINDOW_ATTR(s, m, kernel_h), OP_WINDOW_ATTR(s, m, kernel_w)

/* Which field of the .tflite options holds what; dilation fields are -1 where there are none. */
typedef struct op_window_fields {
    int padding, stride_w, stride_h, dilation_w, dilation_h;
} op_window_fields;

/* Reads strides and dilations, turns SAME or VALID into pads. kernel_h and kernel_w must be set;
 * input 0 of the operator is the picture. */
void op_import_window(const op_import *in, const ir_op *op, op_window *w, op_window_fields f);

/* Output height and width for an input [n,h,w,c]. Refuses strides and dilations < 1, negative pads
 * and pads as large as the window (dilated), and windows that fit nowhere. */
void op_window_output(const op_window *w, const ir_shape *in, int32_t *out_h, int32_t *out_w);

/* Where a tap lies, of all positions of the window: always inside the picture, always outside of
 * it, or inside in some positions only. */
typedef enum op_tap { OP_TAP_INSIDE, OP_TAP_EDGE, OP_TAP_OUTSIDE } op_tap;
/* For all taps [kernel_h][kernel_w] of a window that slides over [n,h,w,c]. */
op_tap *op_window_taps(const op_window *w, const ir_shape *in);

/* How the kernel sees rows of `input`, a tensor [n,h,w,c]. */
op_rows op_window_rows(const op_window *w, const ir_tensor *input);

/* The kernel parameters kernel_h .. pad_left of a window that may be dilated. */
void op_window_lower(op_kernel *k, const op_window *w);

/* The parameters kernel_h .. pad_left of a kernel that takes one input row (undilated in height).
 */
void op_window_lower_row(op_kernel *k, const op_window *w);

/* Draws a kernel of 1..5 by 1..5, often 1x1 or 3x3. */
void op_window_random_kernel(rng *r, op_window *w);
/* Draws strides, dilations (when `dilate`), SAME or VALID pads for a given kernel size and input.
 */
void op_window_random(rng *r, op_window *w, const ir_shape *in, int dilate);

#endif
