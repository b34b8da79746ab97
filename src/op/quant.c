#include "op/quant.h"

#include <math.h>

#include "base/diag.h"
#include "base/mem.h"
#include "op/op.h"

quant_scale quant_scale_of(double real) {
    if (!(real >= 0) || real >= 0x1p30)
        fail(STATUS_REFUSED, "a scale ratio of %g is outside [0, 2^30)", real);
    quant_scale s = {0, 0};
    if (real == 0)
        return s;
    int exponent;
    double fraction = frexp(real, &exponent);
    int64_t multiplier = (int64_t)round(fraction * 0x1p31);
    if (multiplier == (int64_t)1 << 31) {
        multiplier /= 2;
        exponent++;
    }
    if (exponent >= -31) {
        s.multiplier = (int32_t)multiplier;
        s.shift = exponent;
    }
    return s;
}

int32_t quant_wrap(int64_t x) {
    return (int32_t)(uint32_t)(uint64_t)x; /* gcc and clang define this conversion as modulo 2^32 */
}

/* x / 2^shift to the nearest integer, halves away from zero. */
static int64_t divide_round(int64_t x, int shift) {
    int64_t half = shift > 0 ? (int64_t)1 << (shift - 1) : 0;
    return x >= 0 ? (x + half) >> shift : -((-x + half) >> shift);
}

/* gemmlowp's high multiply rounds halves up, its shift to the right rounds them away from zero. */
int32_t quant_multiply(int32_t x, quant_scale s) {
    int left = s.shift > 0 ? s.shift : 0;
    int32_t shifted = quant_wrap((int64_t)((uint64_t)(int64_t)x << left));
    int64_t high = ((int64_t)shifted * s.multiplier + ((int64_t)1 << 30)) >> 31;
    return (int32_t)divide_round(high, left ? 0 : -s.shift);
}

int32_t quant_clamp(int64_t x, int32_t low, int32_t high) {
    return x < low ? low : x > high ? high : (int32_t)x;
}

/* The division is in float, as in TFLite. */
static int32_t quantise_limit(const ir_tensor *output, float real) {
    float q = roundf(real / ir_scale(output));
    if (!(q >= -0x1p30f && q <= 0x1p30f))
        fail(STATUS_REFUSED, "tensor '%s' has scale %g, too small for its fused activation",
             output->name, (double)ir_scale(output));
    return ir_zero_point(output) + (int32_t)q;
}

void quant_activation_range(const ir_tensor *output, int32_t activation, int32_t *low,
                            int32_t *high) {
    *low = -128;
    *high = 127;
    if (activation == OP_ACTIVATION_RELU || activation == OP_ACTIVATION_RELU6)
        *low = quant_clamp(quantise_limit(output, 0), -128, INT32_MAX);
    if (activation == OP_ACTIVATION_RELU6)
        *high = quant_clamp(quantise_limit(output, 6), INT32_MIN, 127);
    if (activation == OP_ACTIVATION_RELU_N1_TO_1) {
        *low = quant_clamp(quantise_limit(output, -1), -128, INT32_MAX);
        *high = quant_clamp(quantise_limit(output, 1), INT32_MIN, 127);
    }
}

static quant_scale channel_scale(const ir_tensor *input, const ir_tensor *weights,
                                 const ir_tensor *output, int i) {
    return quant_scale_of((double)ir_scale(input) * (double)weights->quant.scale[i] /
                          (double)ir_scale(output));
}

void quant_require_layer(const ir_tensor *input, const ir_tensor *weights, const ir_tensor *output,
                         int32_t activation) {
    int32_t low, high;
    quant_activation_range(output, activation, &low, &high);
    for (int i = 0; i < weights->quant.count; i++)
        channel_scale(input, weights, output, i);
}

quant_scale *quant_channel_scales(const ir_tensor *input, const ir_tensor *weights,
                                  const ir_tensor *output) {
    int count = weights->quant.count;
    quant_scale *scales = NEW_ARRAY(quant_scale, (size_t)count);
    for (int i = 0; i < count; i++)
        scales[i] = channel_scale(input, weights, output, i);
    return scales;
}

/* ---- ranges ---- */

void quant_add_product(quant_sums *sums, int32_t weight, op_range x, int32_t zero, op_tap tap) {
    if (tap == OP_TAP_OUTSIDE)
        return;
    int32_t a = weight * (x.low - zero), b = weight * (x.high - zero);
    int32_t low = a < b ? a : b, high = a > b ? a : b;
    if (tap == OP_TAP_EDGE) { /* 0 in some positions */
        low = low < 0 ? low : 0;
        high = high > 0 ? high : 0;
    }
    sums->low += low;
    sums->high += high;
}

/* Is x * 2^left an int32_t, so that nothing wraps? */
static int fits(int64_t x, int left) {
    return x >= INT32_MIN / ((int64_t)1 << left) && x <= INT32_MAX / ((int64_t)1 << left);
}

/* Requantising never falls where its argument rises, unless a shift to the left wraps. */
op_range quant_range_of_sums(quant_sums sums, quant_scale s, const ir_tensor *output,
                             int32_t activation) {
    op_range clamp;
    int left = s.shift > 0 ? s.shift : 0;
    int32_t zero = ir_zero_point(output);
    quant_activation_range(output, activation, &clamp.low, &clamp.high);
    if (s.multiplier != 0 && !(fits(sums.low, left) && fits(sums.high, left)))
        return clamp;
    int64_t low = (int64_t)quant_multiply(quant_wrap(sums.low), s) + zero;
    int64_t high = (int64_t)quant_multiply(quant_wrap(sums.high), s) + zero;
    return (op_range){quant_clamp(low, clamp.low, clamp.high),
                      quant_clamp(high, clamp.low, clamp.high)};
}

/* ---- lowering: the packing of device/channels.h ---- */

#define FRACTION_MASK (((uint32_t)1 << 30) - 1)

/* Can all scales be packed with shifts base .. base + 3? Scales with multiplier 0 fit any base. */
static int find_base_shift(const quant_scale *scales, int32_t count, int32_t *base) {
    int32_t low = INT32_MAX, high = INT32_MIN;
    for (int32_t i = 0; i < count; i++) {
        if (scales[i].multiplier == 0)
            continue;
        low = scales[i].shift < low ? scales[i].shift : low;
        high = scales[i].shift > high ? scales[i].shift : high;
    }
    *base = low == INT32_MAX ? 0 : low;
    if (low != INT32_MAX && high - low > 3)
        return 0;
    for (int32_t i = 0; i < count; i++)
        if (scales[i].multiplier == (int32_t)(FRACTION_MASK + 1) && scales[i].shift == *base)
            return 0; /* its word would be the one that means multiplier 0 */
    return 1;
}

static uint32_t pack_scale(quant_scale s, int32_t base) {
    if (s.multiplier == 0)
        return 0;
    return ((uint32_t)s.multiplier & FRACTION_MASK) << 2 | (uint32_t)(s.shift - base);
}

static void lower_scales(op_kernel *k, const quant_scale *scales, int32_t count) {
    uint32_t *words = NEW_ARRAY(uint32_t, (size_t)count);
    int32_t base;
    if (find_base_shift(scales, count, &base)) {
        for (int32_t i = 0; i < count; i++)
            words[i] = pack_scale(scales[i], base);
        op_kernel_int(k, "channels.base_shift", base);
    } else {
        int8_t *shifts = NEW_ARRAY(int8_t, (size_t)count);
        for (int32_t i = 0; i < count; i++) {
            words[i] = (uint32_t)scales[i].multiplier;
            shifts[i] = (int8_t)scales[i].shift;
        }
        op_kernel_array(k, "channels.shift", OP_ARRAY_S8, shifts, count);
    }
    op_kernel_array(k, "channels.scale", OP_ARRAY_U32, words, count);
}

static void lower_bias(op_kernel *k, const int32_t *bias, const quant_scale *scales,
                       int32_t scale_count, int32_t count) {
    int32_t *wide = NEW_ARRAY(int32_t, (size_t)count);
    int16_t *narrow = NEW_ARRAY(int16_t, (size_t)count);
    int fits = 1, all_zero = 1;
    for (int32_t i = 0; i < count; i++) {
        /* A multiplier of 0 makes the result the zero point, whatever the bias. */
        wide[i] = scales[scale_count == 1 ? 0 : i].multiplier ? bias[i] : 0;
        narrow[i] = (int16_t)wide[i];
        fits &= narrow[i] == wide[i];
        all_zero &= wide[i] == 0;
    }
    if (all_zero)
        return;
    if (fits)
        op_kernel_array(k, "channels.bias16", OP_ARRAY_S16, narrow, count);
    else
        op_kernel_array(k, "channels.bias32", OP_ARRAY_S32, wide, count);
}

void quant_lower_channels(op_kernel *k, const int32_t *bias, const quant_scale *scales,
                          int32_t scale_count, int32_t count) {
    if (bias)
        lower_bias(k, bias, scales, scale_count, count);
    lower_scales(k, scales, scale_count);
    op_kernel_int(k, "channels.scale_step", scale_count == 1 ? 0 : 1);
}

void quant_lower_output(op_kernel *k, const ir_tensor *output, int32_t activation) {
    int32_t low, high;
    quant_activation_range(output, activation, &low, &high);
    op_kernel_int(k, "out.zero", ir_zero_point(output));
    op_kernel_int(k, "out.min", low);
    op_kernel_int(k, "out.max", high);
}

void quant_lower_finish(op_kernel *finish, const ir_op *op, int32_t activation, int32_t pixels,
                        int32_t out_c, const quant_scale *scales) {
    const ir_tensor *bias = ir_input(op, 2);
    quant_lower_channels(finish, bias ? bias->data : NULL, scales, op->inputs[1]->quant.count,
                         out_c);
    op_kernel_int(finish, "pixels", pixels);
    op_kernel_int(finish, "out_c", out_c);
    quant_lower_output(finish, op->output, activation);
}
