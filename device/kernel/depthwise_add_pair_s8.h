/* Two rows of a depthwise convolution with a single output row, accumulating (see ../accumulate.h),
 * for windows of one column (depthwise_column_s8.h): adds what the input rows 2n and 2n + 1
 * contribute. finish_s32 makes the output. Two rows are two halves of a word, so that one
 * multiplication makes two taps.
 *
 * in: two rows [width][channels], aligned to 4, channels a multiple of 4; the second is NULL behind
 * the last. out: int32_t [width][channels]. scratch: none. */
#ifndef MOTE_KERNEL_DEPTHWISE_ADD_PAIR_S8_H
#define MOTE_KERNEL_DEPTHWISE_ADD_PAIR_S8_H

#include "../mote.h"

typedef struct mote_depthwise_add_pair_s8_params {
    /* Of each pair of rows, of each two channels c, c + 1 the bytes w[2n][c], w[2n][c + 1],
     * w[2n + 1][c], w[2n + 1][c + 1]; 0 for rows without a tap. */
    const uint32_t *weights;
    int32_t width, channels;
    int32_t in_zero;
} mote_depthwise_add_pair_s8_params;

mote_kernel mote_depthwise_add_pair_s8;

#endif
