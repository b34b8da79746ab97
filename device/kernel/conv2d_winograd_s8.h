/* 2-D convolution 3x3, int8, stride 1, without dilation, by the Winograd algorithm F(2x2,3x3)
 * (Lavin and Gray, 2016) in integers: four multiplications for every nine.
 *
 * The result is that of conv2d_s8.h, bit for bit. Outputs are made in tiles of 2x2 from patches d
 * of 4x4 inputs; for each input channel and each filter g of 3x3, V = B' d B,  U = (2G) g (2G)',  M
 * = sum over input channels of U * V, place by place 4 * sum of products = A' M A (2G on both
 * sides: nothing is a fraction) | 1  0 -1  0|        |2  0  0|         |1  1  1  0| B' =| 0  1  1
 * 0|   2G = |1  1  1|    A' = |0  1 -1 -1| | 0 -1  1  0|        |1 -1  1| | 0  1  0 -1|        |0
 * 0  2| Inputs are in [-128, 127], their zero point folded into the bias, so V is in [-512, 512]
 * and U in
 * [-1152, 1152]: int16. Sums are modulo 2^32, and exact in the end since the compiler proves
 * 4 * |sum + bias| < 2^31.
 *
 * in: one input, rows [in_w][in_c]. out: rows [out_w][out_c]; both numbers of channels are
 * multiples of 4.
 * scratch, in words: 4 * in_c for every column of T; 16 * in_c of V; 128 of M; in_c / 4 of padding.
 */
#ifndef MOTE_KERNEL_CONV2D_WINOGRAD_S8_H
#define MOTE_KERNEL_CONV2D_WINOGRAD_S8_H

#include "../mote.h"

#define WINOGRAD_PLACES 16 /* of U, V and M */
#define WINOGRAD_TILES 2   /* that are made together, side by side */
#define WINOGRAD_CHANNELS 4
#define WINOGRAD_SUMS (WINOGRAD_TILES * WINOGRAD_CHANNELS)

/* Where the first channel of a tile's outputs goes: its lower and its upper row, bytes from its
 * left to its right column. Where there is no such row or column, it is the other, which is written
 * after it. */
typedef struct mote_winograd_tile {
    int8_t *lower, *upper;
    int32_t step;
} mote_winograd_tile;

/* All channels of two tiles side by side. The 16 places (i, j) come in the order
 *     (1,1) (1,3) (1,2) (1,0)   (0,0) (0,1) (0,2) (0,3)   (2,0) .. (2,3)   (3,0) .. (3,3)
 * and U has the other sign where just one of i and j is 2 or 3, and at (1,0).
 *   v        [steps][16 places][2 tiles], input channels two a word
 *   weights  for every group of 4 channels: 4 * bias of each; [16 places][steps][4 channels] of U;
 *            of each channel multiplier, right shift minus 1, and the output's zero point and half
 *            of the last place: (2 * zero point + 1) << (shift - 1)
 *   m        [2 tiles, the right one first][4 channels][16 places], overwritten: running sums, of
 *            4 * bias, each place and those before it
 *   tiles    the right one, the left one
 *   zero     the output's zero point */
typedef void mote_winograd_make(const uint32_t *v, const uint32_t *weights, int32_t *m,
                                const mote_winograd_tile *tiles, int32_t steps, int32_t groups,
                                int32_t zero);

/* In C. */
mote_winograd_make mote_winograd_make_c;

typedef struct mote_conv2d_winograd_s8_params {
    const uint32_t *weights;
    mote_winograd_make *make;
    int32_t in_w, in_c, out_w, out_c;
    int32_t pad_left;
    int32_t in_zero; /* the input's zero point */
    int32_t out_zero;
    int32_t pairs; /* of tiles that cover a row */
} mote_conv2d_winograd_s8_params;

mote_kernel mote_conv2d_winograd_s8;

#endif
