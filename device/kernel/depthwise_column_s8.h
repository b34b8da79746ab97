/* Depthwise 2-D convolution, int8, with a window one column wide (of sound: over time), undilated,
 * stride 1 along the width, one output channel per input channel, channels in blocks of 4. The
 * result is that of depthwise_s8.h. Two rows are two halves of a word, so that one multiplication
 * makes two taps.
 *
 * in: one input, rows [width][channels], aligned to 4; the window is kernel_h rows. out: rows
 * [width][channels]. scratch: none. */
#ifndef MOTE_KERNEL_DEPTHWISE_COLUMN_S8_H
#define MOTE_KERNEL_DEPTHWISE_COLUMN_S8_H

#include "../channels.h"
#include "../mote.h"

typedef struct mote_depthwise_column_s8_params {
    /* Of each block: for each two rows of the window the words {w[0][c0], w[0][c1], w[1][c0],
     * w[1][c1]} and the same of c2, c3, in bytes; then of each channel 2 * bias (the input's zero
     * point folded in), multiplier, right shift (1 to 30). */
    const uint32_t *blocks;
    int32_t width, channels;
    int32_t kernel_h, stride_h;
    int32_t in_zero;
    mote_output out;
} mote_depthwise_column_s8_params;

mote_kernel mote_depthwise_column_s8;

#endif
