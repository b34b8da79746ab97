/* int8 or uint8 to float32: out = scale * (in - zero).
 * in: rows of `count` bytes, out: rows of `count` floats. scratch: none. */
#ifndef MOTE_KERNEL_DEQUANTIZE_8_F32_H
#define MOTE_KERNEL_DEQUANTIZE_8_F32_H

#include "../mote.h"

typedef struct mote_dequantize_8_f32_params {
    float scale;
    int32_t zero;
    int32_t is_unsigned;
    int32_t count;
} mote_dequantize_8_f32_params;

mote_kernel mote_dequantize_8_f32;

#endif
