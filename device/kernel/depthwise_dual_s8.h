/* Depthwise 2-D convolution, int8, with a 3x3 window, undilated, stride 1 or 2 both ways, one
 * output channel per input channel, channels in blocks of 4. The result is that of depthwise_s8.h.
 *
 * Two neighbouring columns are two halves of a word, so that one multiplication makes two taps. The
 * rows of a block of 4 channels are expanded into "planes" first: word
 *     (pair * plane_rows + row) * 4 + channel
 * holds the columns 2 * pair and 2 * pair + 1, counted from the first tap of the first output.
 *
 * in: one input, rows [in_w][channels], aligned to 4; the window is 3 rows. out: rows
 * [out_w][channels]. scratch: `pairs` * plane_rows * 16 bytes. */
#ifndef MOTE_KERNEL_DEPTHWISE_DUAL_S8_H
#define MOTE_KERNEL_DEPTHWISE_DUAL_S8_H

#include "../channels.h"
#include "../mote.h"

/* Words of a block's constants: of each channel its three rows of weights, 2 * bias with the
 * input's zero point folded in, multiplier; then the right shifts minus 1, a byte each. A row of
 * weights w0, w1, w2 is the bytes w0, w1, w1, w2. */
#define DEPTHWISE_DUAL_CONSTANTS 21

/* The rows of one block: x planes; constants of the block; outputs of a row, >= 1; rows, >= 1;
 * out: row pointers; channel: the block's first; out_step: channels; nudge: 2 * zero point + 1. */
typedef void mote_depthwise_tile(const uint32_t *x, const uint32_t *constants, int32_t outputs,
                                 int32_t rows, int8_t *const *out, int32_t channel,
                                 int32_t out_step, int32_t nudge);

typedef struct mote_depthwise_dual_s8_params {
    const uint32_t *constants; /* [channels / 4][DEPTHWISE_DUAL_CONSTANTS] */
    mote_depthwise_tile *tile; /* NULL: C does it */
    int32_t in_w, out_w, channels, pairs;
    int32_t plane_rows; /* input rows that the planes have room for; the tile is made for that */
    int32_t stride;     /* 1 or 2 */
    int32_t pad_left;
    int32_t in_zero;
    mote_output out;
} mote_depthwise_dual_s8_params;

mote_kernel mote_depthwise_dual_s8;

#endif
