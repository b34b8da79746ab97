/* Bias and scale of every output channel, packed as tightly as exactness allows.
 *
 * A multiplier is 0 or has bit 30 set and bit 31 clear, so 30 bits say it; the shifts of one layer
 * mostly lie within a range of four, so two bits say which. Both share one word:
 *     word = (multiplier & (2^30 - 1)) << 2 | (shift - base_shift),    0 means multiplier 0.
 * A layer whose shifts spread wider (or which needs that word for 2^30) keeps whole multipliers
 * and one byte of shift per channel. Biases are int16 where all of the layer's fit. */
#ifndef MOTE_CHANNELS_H
#define MOTE_CHANNELS_H

#include "fixed.h"

typedef struct mote_channels {
    const int16_t *bias16; /* one of the two, or neither: no bias */
    const int32_t *bias32;
    const uint32_t *scale; /* packed words, or whole multipliers when `shift` is there */
    const int8_t *shift;   /* NULL: packed */
    int8_t base_shift;
    uint8_t scale_step; /* 1: a scale per channel; 0: one scale for the layer */
} mote_channels;

MOTE_INLINE int32_t mote_channels_bias(const mote_channels *c, int32_t channel) {
    return c->bias16 ? c->bias16[channel] : c->bias32 ? c->bias32[channel] : 0;
}

MOTE_INLINE mote_scale mote_channels_scale(const mote_channels *c, int32_t channel) {
    int32_t i = channel * c->scale_step;
    uint32_t word = c->scale[i];
    mote_scale s;
    if (c->shift) {
        s.multiplier = (int32_t)word;
        s.shift = c->shift[i];
    } else {
        s.multiplier = word ? (int32_t)(word >> 2 | (uint32_t)1 << 30) : 0;
        s.shift = c->base_shift + (int32_t)(word & 3);
    }
#if defined(__GNUC__)
    __asm__("" : "+r"(s.multiplier)); /* otherwise GCC makes 64 bits of it in either case */
#endif
    return s;
}

/* Where a layer's results go: zero point and the fused activation's range, in [-128, 127]. Kernels
 * take a copy of it out of loops that write results: these are bytes, which could be a layer's
 * parameters for all that compilers know. */
typedef struct mote_output {
    int8_t zero, min, max;
} mote_output;

/* Accumulator, bias included, to output value. Clamped before the zero point is added, so that
 * nothing overflows. */
MOTE_INLINE int8_t mote_output_value(const mote_output *o, int32_t accumulator, mote_scale s) {
    int32_t v = mote_clamp(mote_requantise(accumulator, s), o->min - o->zero, o->max - o->zero);
    return (int8_t)(v + o->zero);
}

/* Output value of `channel` from the sum of its products; the bias is added modulo 2^32. */
MOTE_INLINE int8_t mote_channels_value(const mote_channels *c, const mote_output *o,
                                       int32_t channel, uint32_t sum) {
    uint32_t accumulator = sum + (uint32_t)mote_channels_bias(c, channel);
    return mote_output_value(o, (int32_t)accumulator, mote_channels_scale(c, channel));
}

/* From 256 * (sum + bias) to an output value by a linear scale (src/op/linear.h). nudge: 2 * the
 * output's zero point + 1. */
MOTE_INLINE int8_t mote_linear_value(uint32_t scaled_sum, uint32_t multiplier, int32_t nudge,
                                     int shift) {
    int32_t high = (int32_t)(((int64_t)(int32_t)scaled_sum * (int32_t)multiplier) >> 32);
    return (int8_t)mote_clamp((high + nudge * (1 << (shift - 1))) >> shift, -128, 127);
}

#endif
