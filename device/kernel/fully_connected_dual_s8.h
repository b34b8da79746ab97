/* Fully connected layers and 1x1 convolutions of a single column, int8, with weights packed for
 * tiles (tile.h) of one pixel.
 *
 * in: one input, rows [values], aligned to 4; out: rows [4 * groups + more], all of whose channels
 * a tile can make. The result is that of conv2d_s8.h.
 * With `expands`, an output row may lie on the input row that it is made of, if both are of one
 * size. scratch: 2 * values bytes if `expands` is 1. */
#ifndef MOTE_KERNEL_FULLY_CONNECTED_DUAL_S8_H
#define MOTE_KERNEL_FULLY_CONNECTED_DUAL_S8_H

#include "../mote.h"
#include "tile.h"

typedef struct mote_fully_connected_dual_s8_params {
    mote_tile_layer layer;
    int16_t values;
    int16_t groups;
    int8_t more;    /* channels behind them, fewer than 4: one more group of the stream */
    int8_t expands; /* 1: the tile is `pixel`; 0: `pixel_bytes` */
} mote_fully_connected_dual_s8_params;

mote_kernel mote_fully_connected_dual_s8;

#endif
