/* Depthwise 2-D convolution, int8, with a 3x3 window, undilated, stride 1 or 2 both ways, one
 * output channel per input channel, channels in blocks of 4. The result is that of depthwise_s8.h.
 *
 * Two neighbouring rows are two halves of a word, so that one multiplication makes two taps: see
 * depthwise_tile.h.
 *
 * in: one input, rows [in_w][channels], aligned to 4; the window is 3 rows. out: rows
 * [out_w][channels]; with stride 1 and out_w = in_w each may lie on the first row of its window.
 * scratch: `columns` * lines * 16 bytes. */
#ifndef MOTE_KERNEL_DEPTHWISE_DUAL_S8_H
#define MOTE_KERNEL_DEPTHWISE_DUAL_S8_H

#include "../mote.h"
#include "depthwise_tile.h"

typedef struct mote_depthwise_dual_s8_params {
    const uint32_t *constants; /* [channels / 4][], as the tile wants them */
    mote_depthwise_tile *tile;
    mote_depthwise_shape shape;
    int32_t in_w, channels;
    int32_t columns; /* of the planes */
    int32_t pad_left;
    int32_t is_unrolled; /* 1: the tile is for rows of this length only */
    int32_t in_zero;
    mote_output out; /* the whole range of int8 */
} mote_depthwise_dual_s8_params;

mote_kernel mote_depthwise_dual_s8;

#endif
