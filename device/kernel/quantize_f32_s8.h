/* float32 to int8: out = clamp(round(in / scale) + zero), halves away from zero, division in float.
 * Not-a-number gives the zero point, infinities the ends of the range.
 * in: rows of `count` floats, out: rows of `count` bytes. scratch: none. */
#ifndef MOTE_KERNEL_QUANTIZE_F32_S8_H
#define MOTE_KERNEL_QUANTIZE_F32_S8_H

#include "../mote.h"

typedef struct mote_quantize_f32_s8_params {
    float scale;
    int32_t zero;
    int32_t count;
} mote_quantize_f32_s8_params;

mote_kernel mote_quantize_f32_s8;

#endif
