/* depthwise_column_s8 with stride 1 for several rows at once: the window slides along the height.
 *
 * The rows of a block of 4 channels are expanded into "planes" first: word 4 * i + c holds the
 * input rows 2i (low) and 2i + 1 of channel c, counted from the first row of the first window.
 *
 * in: one input, rows [width][channels], aligned to 4; the window is kernel_h rows. out: rows
 * [width][channels]. scratch: results, 4 bytes for each of `most` rows; planes, 16 bytes for each
 * of most / 2 + (kernel_h + 1) / 2 pairs of rows; if `padded`, most + kernel_h - 1 pointers (8
 * bytes each) and a row of padding. */
#ifndef MOTE_KERNEL_DEPTHWISE_SLIDING_S8_H
#define MOTE_KERNEL_DEPTHWISE_SLIDING_S8_H

#include "../channels.h"
#include "../mote.h"

#define SLIDING_ROWS 8 /* output rows that a tile makes at once */

/* One block of `groups` * SLIDING_ROWS rows. pairs: of rows of the window. out: [rows][4]. nudge: 2
 * * zero point + 1. */
typedef void mote_sliding_tile(const uint32_t *planes, const uint32_t *block, int32_t pairs,
                               int8_t *out, int32_t groups, int32_t nudge);

/* The tile in C. */
mote_sliding_tile mote_sliding_tile_c;

typedef struct mote_depthwise_sliding_s8_params {
    const uint32_t *blocks; /* as in depthwise_column_s8.h */
    mote_sliding_tile *tile;
    int32_t width, channels;
    int32_t kernel_h;
    int32_t most; /* rows that there is scratch for, a multiple of SLIDING_ROWS */
    int32_t in_zero;
    int32_t padded; /* rows may be NULL */
    mote_output out;
} mote_depthwise_sliding_s8_params;

mote_kernel mote_depthwise_sliding_s8;

#endif
