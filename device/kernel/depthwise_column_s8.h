/* Depthwise 2-D convolution, int8, with a window one column wide (of sound: over time), undilated,
 * stride 1 along the width, one output channel per input channel, channels in blocks of 4, results
 * clamped to all of int8. The result is that of depthwise_s8.h. Two rows are two halves of a word,
 * so that one multiplication makes two taps.
 *
 * in: one input, rows [width][channels], aligned to 4; the window is kernel_h rows. out: rows
 * [width][channels]; a row may lie on the first row of its window. scratch: kernel_h + 1 pointers
 * (8 bytes each) to rows and a row of padding, if there is any. */
#ifndef MOTE_KERNEL_DEPTHWISE_COLUMN_S8_H
#define MOTE_KERNEL_DEPTHWISE_COLUMN_S8_H

#include "../channels.h"
#include "../mote.h"

/* One pixel: all channels from `at` bytes behind the start of rows of input and output up to `end`.
 * rows: those of the window, up to rows_end, an even number; in tiles of two rows of output those
 * of both windows, one below the other. out: the row, or both; a row alone comes as both, the
 * second value of a pixel is stored first. nudge: 2 * zero point + 1. */
typedef void mote_column_tile(const int8_t *const *rows, const uint32_t *constants, int32_t at,
                              const int8_t *const *rows_end, int8_t *const *out, int32_t end,
                              int32_t nudge);

#define MOTE_COLUMN_LINEAR_SHIFT 7 /* for multipliers below 1 */

/* Tiles in C. */
mote_column_tile mote_column_tile_c, mote_column_linear_tile_c;
mote_column_tile mote_column_pair_tile_c, mote_column_pair_linear_tile_c;

typedef struct mote_depthwise_column_s8_params {
    /* Of each block of 4 channels (for tiles of two rows: of 2): the biases, the input's zero point
     * folded in; for each two rows of the window (a last one alone has one of weight 0 beside it)
     * the words {w[0][c0], w[0][c1], w[1][c0], w[1][c1]} and the same of c2, c3, in bytes; then the
     * multipliers (2^30 or more), doubled, and for the right shifts (1 to 23) -2^(32 - shift). With
     * linear scales (src/op/linear.h) multipliers are not doubled, and there are no shifts. */
    const uint32_t *blocks;
    mote_column_tile *tile;
    int32_t row_bytes, channels;
    int32_t kernel_h, stride_h;
    int32_t in_zero;
    int32_t padding_bytes; /* row_bytes if rows may be NULL, else 0 */
    int32_t nudge;
    int32_t rows; /* of output that a tile makes: 1, or 2 (stride_h 1) */
} mote_depthwise_column_s8_params;

mote_kernel mote_depthwise_column_s8;

#endif
