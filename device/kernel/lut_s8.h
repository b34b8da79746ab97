/* Any function of one byte: out[i] = table[in[i]], the byte taken as unsigned.
 * in, out: rows of `count` bytes; in place is fine. scratch: none. */
#ifndef MOTE_KERNEL_LUT_S8_H
#define MOTE_KERNEL_LUT_S8_H

#include "../mote.h"

typedef struct mote_lut_s8_params {
    const int8_t *table; /* [256] */
    int32_t count;
} mote_lut_s8_params;

mote_kernel mote_lut_s8;

#endif
