/* 2-D convolution, int8, and fully connected layers, with weights packed for tiles (tile.h).
 *
 * The result is that of conv2d_s8.h. in: one input, rows [in_w][in_c]; the window is kernel_h rows,
 * `dilation_h` apart. out: rows [out_w][out_c].
 * scratch: the windows of `pairs_per_call` pairs of pixels, 8 * column_steps bytes for every
 * column, 8 bytes more, and a pixel of padding. */
#ifndef MOTE_KERNEL_CONV2D_DUAL_S8_H
#define MOTE_KERNEL_CONV2D_DUAL_S8_H

#include "../channels.h"
#include "../mote.h"
#include "tile.h"

typedef struct mote_conv2d_dual_s8_params {
    /* As tile.h says: first the groups of all runs, then `rest_groups` others, whose bias is not
     * doubled and whose shift is that of mote_scale. */
    const uint32_t *weights;
    const int16_t *runs;               /* pairs: first channel, groups */
    const int16_t *rest_channels;      /* of every slot of the other groups; -1: none */
    mote_tile *pair_tile, *pixel_tile; /* NULL: C does it */
    int32_t run_count, rest_groups;
    int32_t steps, column_steps; /* of a window; of one of its columns */
    int32_t pairs_per_call;
    int32_t padding_offset; /* of the pixel of padding in scratch, words */
    int32_t single;    /* 1: pixels are made one by one, the windows in scratch half as large */
    int32_t is_points; /* 1: the window is 1x1, the stride 1, quads 1 */
    mote_scale scale;  /* of the layer; multiplier 0: a scale per channel */
    int32_t in_w, in_c, out_w, out_c;
    int32_t kernel_h, kernel_w;
    int32_t stride_h, stride_w, dilation_h, dilation_w;
    int32_t pad_left;
    int32_t in_zero; /* the input's zero point */
    /* Taps come column by column, from top to bottom, so that neighbouring windows share columns.
     * Of a column's taps, two make a step: in order (the last may be one alone), or, if quads is 1,
     * of four 0 and 2, 1 and 3 (the order of SXTB16; rows are aligned to 4). */
    int32_t quads;
    mote_output out;
} mote_conv2d_dual_s8_params;

mote_kernel mote_conv2d_dual_s8;

#endif
