/* 2-D convolution, int8, and fully connected layers, with weights packed for tiles (tile.h).
 *
 * The result is that of conv2d_s8.h. in: one input, rows [in_w][in_c]; the window is kernel_h rows,
 * `dilation_h` apart. out: rows [out_w][out_c].
 *
 * Two pixels are made together: neighbours of one column where two rows are made, else of one row.
 * Their values are expanded to scratch, in one of these orders:
 *   COLUMNS  in_c is a multiple of 4, rows are aligned to 4. The window column by column, so that
 *            neighbouring windows share columns; a column from top to bottom; of four channels 0
 *            and 2, then 1 and 3 (the order of SXTB16)
 *   TRIPLES  the same for kernel_h 3, stride_h and dilation_h 1 and pixels of one column: of every
 *            two channels of a column the words of the four rows that both windows have
 *   VALUES   any in_c, dilation_w 1. A row is taken as one of pairs of values, so the same as
 * COLUMNS with a pair for a column; the window begins with its first value scratch: the pixels'
 * values, 4 bytes more, and `padding_values` bytes of padding. */
#ifndef MOTE_KERNEL_CONV2D_DUAL_S8_H
#define MOTE_KERNEL_CONV2D_DUAL_S8_H

#include "../channels.h"
#include "../mote.h"
#include "tile.h"

#define MOTE_DUAL_COLUMNS 0
#define MOTE_DUAL_TRIPLES 1
#define MOTE_DUAL_VALUES 2

typedef struct mote_conv2d_dual_s8_params {
    mote_tile_layer layer;
    const int16_t *runs; /* of groups that the tile makes: first channel, groups */
    int32_t run_count;
    mote_tile_rest *rest; /* for the other groups, behind those; NULL: there are none */
    mote_tile_others others;
    int32_t order;
    int32_t pixels;         /* made together: 2, or 1 (not in order TRIPLES) */
    int32_t pairs_per_call; /* so many at most are expanded before a tile is called */
    int32_t columns;        /* of a window */
    int32_t column_words;   /* of a column of all pixels */
    int32_t padding_offset; /* of a pixel of padding in scratch, words */
    int32_t padding_values; /* 0: none is needed */
    int32_t in_w, in_c, out_w, out_c;
    int32_t kernel_h, kernel_w;
    int32_t stride_h, stride_w, dilation_h, dilation_w;
    int32_t pad_left;
    int32_t in_zero; /* the input's zero point */
} mote_conv2d_dual_s8_params;

mote_kernel mote_conv2d_dual_s8;

#endif
