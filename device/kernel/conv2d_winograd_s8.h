/* 2-D convolution 3x3, int8, stride 1, without dilation, by the Winograd algorithm F(4x4,3x3)
 * (Lavin and Gray, 2016) in integers: 36 multiplications for every 144.
 *
 * The result is that of conv2d_s8.h, bit for bit. Outputs are made in tiles of 4x4 from patches d
 * of 6x6 inputs; for each input channel and each filter g of 3x3, V = B' d B,  U = G g G',  M = sum
 * over input channels of U * V, place by place 64 * sum of products = A' M A | 4  0 -5  0  1  0| |
 * 2  0  0|               |3  1  1  1  1  0| | 0 -4 -4  1  1  0|       |-4 -4 -4|               |0
 * 1 -1  2 -2  0| B'=| 0  4 -4 -1  1  0|    G =|-4  4 -4|    A' = 1/3 * |0  1  1  4  4  0| | 0 -2 -1
 * 2  1  0|       | 1  2  4|               |0  1 -1  8 -8  3| | 0  2 -1 -2  1  0|       | 1 -2  4|
 *        | 0  4  0 -5  0  1|       | 0  0  8|
 * Inputs are in [-128, 127], their zero point folded into the bias, so V is in [-12800, 12800] and
 * U in [-18432, 18432]: int16. All else is modulo 2^32, where 1/3 is a whole number: 0xaaaaaaab.
 * What comes out is exact since the compiler proves 64 * |sum + bias| < 2^31.
 *
 * in: one input, rows [in_w][in_c]. out: rows [out_w][out_c]; both numbers of channels are
 * multiples of 4.
 * scratch, in words: 3 * in_c for every column of T; 36 * in_c of V; WINOGRAD_SUM_WORDS;
 * 3 * in_c / 2 of a column of pixels; 8 * out_c of outputs. */
#ifndef MOTE_KERNEL_CONV2D_WINOGRAD_S8_H
#define MOTE_KERNEL_CONV2D_WINOGRAD_S8_H

#include "../mote.h"

#define WINOGRAD_SIZE 4    /* of a tile */
#define WINOGRAD_PLACES 36 /* of U, V and M */
#define WINOGRAD_TILES 2   /* that are made together, side by side */
#define WINOGRAD_COLUMNS (WINOGRAD_TILES * WINOGRAD_SIZE)
#define WINOGRAD_CHANNELS 4
#define WINOGRAD_THIRD 0xaaaaaaabu
/* M, and a tile's outputs for 4 channels. */
#define WINOGRAD_SUM_WORDS                                                                         \
    (WINOGRAD_TILES * WINOGRAD_CHANNELS * WINOGRAD_PLACES + WINOGRAD_SIZE * WINOGRAD_SIZE)

/* The rows of two tiles side by side, aligned to 4 bytes; bytes from one column to the next. */
typedef struct mote_winograd_outputs {
    int8_t *row[WINOGRAD_SIZE];
    int32_t step;
} mote_winograd_outputs;

/* All channels of two tiles side by side. Rows and columns of places come in the order 1, 2, 3, 4,
 * 0, 5.
 *   v        [steps][36 places][2 tiles], input channels two a word
 *   weights  for every group of 4 channels: 576 * bias of each; [36 places][steps][4 channels] of
 * U; of each channel multiplier, right shift minus 1, and the output's zero point and half of the
 * last place: (2 * zero point + 1) << (shift - 1) m        [2 tiles][4 channels][36 places],
 * overwritten: running sums, of 576 * bias, each place and those before it; behind it room for the
 * outputs of a tile zero     the output's zero point */
typedef void mote_winograd_make(const uint32_t *v, const uint32_t *weights, int32_t *m,
                                const mote_winograd_outputs *outputs, int32_t steps, int32_t groups,
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
