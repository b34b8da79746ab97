/* Depthwise 2-D convolution, int8, with a 3x3 window, undilated, stride 1 or 2 both ways, one
 * output channel per input channel, channels in blocks of 4. The result is that of depthwise_s8.h.
 *
 * Two neighbouring rows are two halves of a word, so that one multiplication makes two taps. The
 * rows of a block of 4 channels are expanded into "planes" first: word
 *     (column * lines + line) * 4 + channel
 * holds the rows 2 * line (lower half) and 2 * line + 1 of that column, the input's zero point
 * subtracted, so that padding is 0. Rows and columns count from the first tap of the first output.
 *
 * in: one input, rows [in_w][channels], aligned to 4; the window is 3 rows. out: rows
 * [out_w][channels]. scratch: `columns` * lines * 16 bytes. */
#ifndef MOTE_KERNEL_DEPTHWISE_DUAL_S8_H
#define MOTE_KERNEL_DEPTHWISE_DUAL_S8_H

#include "../channels.h"
#include "../mote.h"

/* Words of a block's constants: of each channel its three columns of weights, 2 * bias, multiplier;
 * then the right shifts minus 1, a byte each. A column of weights w0, w1, w2 is the bytes
 * w0, w1, w1, w2. */
#define DEPTHWISE_DUAL_CONSTANTS 21

/* What a tile makes: blocks of 2 x 2 values of a channel, as many as a row has, and two rows of a
 * last column where the number of columns is odd. Where a step is 0, the second row or column is
 * overwritten by the first. */
typedef struct mote_depthwise_rows {
    int32_t nudge;      /* 2 * the output's zero point + 1 */
    int32_t row_step;   /* bytes from a row of outputs to the next */
    int32_t block_x;    /* bytes of x that a row's blocks are wide */
    int32_t rows_x;     /* bytes of x from the first pair of rows to behind the last */
    int32_t odd_rows;   /* not 0: another pair follows, of which only the first row is wanted */
    int32_t next_x;     /* from behind a row's blocks to the next pair of rows */
    int32_t next_out;   /* the same in outputs */
    int32_t out_step;   /* bytes from a column of outputs to the next */
    int32_t odd_column; /* not 0: there is a column behind the blocks */
} mote_depthwise_rows;

/* x: planes; constants: of the block; out: the block's first channel in the first output. */
typedef void mote_depthwise_tile(const uint32_t *x, const uint32_t *constants, int8_t *out,
                                 const mote_depthwise_rows *rows);

typedef struct mote_depthwise_dual_s8_params {
    const uint32_t *constants; /* [channels / 4][DEPTHWISE_DUAL_CONSTANTS] */
    mote_depthwise_tile *tile; /* NULL: C does it */
    int32_t in_w, out_w, channels, columns;
    int32_t lines;  /* pairs of rows that the planes have room for, 2 or more; odd if more and the
                       stride is 2. The tile is made for that */
    int32_t stride; /* 1 or 2 */
    int32_t pad_left;
    int32_t in_zero;
    mote_output out;
} mote_depthwise_dual_s8_params;

mote_kernel mote_depthwise_dual_s8;

#endif
