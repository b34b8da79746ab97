/* Depthwise 2-D convolution, int8, with a 3x3 window, undilated, stride 1 or 2 both ways, one
 * output channel per input channel, channels in blocks of 4. The result is that of depthwise_s8.h.
 *
 * Two neighbouring rows are two halves of a word, so that one multiplication makes two taps: see
 * depthwise_tile.h.
 *
 * in: one input, rows [width][channels], aligned to 4; the window is 3 rows. out: rows
 * [shape.columns][channels]; with stride 1 and as many columns as the input has each may lie on the
 * first row of its window.
 * scratch: `row` * shape.lines bytes if lines are apart, else `row`. */
#ifndef MOTE_KERNEL_DEPTHWISE_DUAL_S8_H
#define MOTE_KERNEL_DEPTHWISE_DUAL_S8_H

#include "../mote.h"
#include "depthwise_tile.h"

/* Sizes in bytes. */
typedef struct mote_depthwise_dual_s8_params {
    const uint32_t *constants; /* [channels / 4][], as the tile wants them */
    mote_depthwise_tile *tile;
    mote_depthwise_shape shape;
    int8_t row_ends; /* of the pass */
    int8_t in_zero, out_zero;
    int32_t channels;
    int32_t row;      /* of columns in the planes: of one line if lines are apart, else of all */
    int32_t left;     /* of which these are padding at the left, */
    int32_t size;     /* and these what is expanded of a row of the input */
    int32_t pieces_x; /* of the pass */
} mote_depthwise_dual_s8_params;

mote_kernel mote_depthwise_dual_s8;

#endif
