/* Quantisation arithmetic on the host: how real scales become integer multipliers, and the
 * reference meaning of requantisation in wide integers. The rules are TensorFlow Lite's
 * (lite/kernels/internal/quantization_util.cc, lite/kernels/kernel_util.cc). */
#ifndef MOTE_OP_QUANT_H
#define MOTE_OP_QUANT_H

#include <stdint.h>

#include "ir/ir.h"
#include "op/channels.h"
#include "op/kernel.h"
#include "op/tflite.h"
#include "op/window.h"

/* A real factor as multiplier * 2^(shift - 31): multiplier 0 or in [2^30, 2^31), shift -31..30. */
typedef struct quant_scale {
    int32_t multiplier;
    int32_t shift;
} quant_scale;

/* Refuses factors >= 2^30 and those that are not finite or negative. Under 2^-32: multiplier 0. */
quant_scale quant_scale_of(double real);
/* Saturating rounding doubling high multiply, then rounding shift: TFLite's
 * MultiplyByQuantizedMultiplier with double rounding; a left shift wraps modulo 2^32. */
int32_t quant_multiply(int32_t x, quant_scale s);
int32_t quant_clamp(int64_t x, int32_t low, int32_t high);
/* Sums wrap modulo 2^32 like the accumulator of a kernel. */
int32_t quant_wrap(int64_t x);

/* Range of an int8 output under a fused activation (CalculateActivationRangeQuantized). */
void quant_activation_range(const ir_tensor *output, int32_t activation, int32_t *low,
                            int32_t *high);

/* Refuses layers whose scales or fused activation no integer arithmetic can do. */
void quant_require_layer(const ir_tensor *input, const ir_tensor *weights, const ir_tensor *output,
                         int32_t activation);
/* Scale of every output channel of a layer with weights: in * weight[c] / out. One element when
 * the weights have one scale. */
quant_scale *quant_channel_scales(const ir_tensor *input, const ir_tensor *weights,
                                  const ir_tensor *output);

/* ---- ranges ---- */
/* Between which two values a sum lies. */
typedef struct quant_sums {
    int64_t low, high;
} quant_sums;
/* Adds weight * (x - zero), x anywhere in a range, or 0 where the tap lies outside. */
void quant_add_product(quant_sums *sums, int32_t weight, op_range x, int32_t zero, op_tap tap);
/* What such a sum becomes: wrapped, requantised, the output's zero point added, clamped. */
op_range quant_range_of_sums(quant_sums sums, quant_scale s, const ir_tensor *output,
                             int32_t activation);

/* ---- lowering ---- */
/* Fills `channels` and its arrays: bias (may be NULL: none) and scales of `count` channels, packed
 * as device/channels.h says. `scale_count` is `count` or 1. */
void quant_lower_channels(op_kernel *k, const int32_t *bias, const quant_scale *scales,
                          int32_t scale_count, int32_t count);
/* Fills finish_s32 for a layer with bias input 2 and weights input 1, one scale or one a channel.
 */
void quant_lower_finish(op_kernel *finish, const ir_op *op, int32_t activation, int32_t pixels,
                        int32_t out_c, const quant_scale *scales);
/* Fills the field `out` (mote_output) from the output's zero point and a fused activation. */
void quant_lower_output(op_kernel *k, const ir_tensor *output, int32_t activation);

#endif
