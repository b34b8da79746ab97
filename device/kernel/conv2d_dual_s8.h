/* 2-D convolution, int8, and fully connected layers, with weights packed for tiles (tile.h).
 *
 * The result is that of conv2d_s8.h. in: one input, rows [in_w][in_c]; the window is kernel_h rows,
 * `dilation_h` apart. out: rows [out_w][out_c].
 *
 * Two pixels are made together: of one column where two rows are made, else neighbours in a row.
 * Their windows are brought to scratch, in the order of a tile's steps, part by part: columns, so
 * that windows side by side share them, or rows. What a part is, and its order, is the business of
 * `expand`; parts that are padding may be left out, which `edges` finds (dual_expand.h).
 * An output row may lie on the input row that it is made of, where the window is one pixel and
 * pixels of both are of one size. scratch: `in.padding_words` words, then as many windows as a walk
 * has `pairs`, of `in.parts` parts, or fewer by those that are shared. */
#ifndef MOTE_KERNEL_CONV2D_DUAL_S8_H
#define MOTE_KERNEL_CONV2D_DUAL_S8_H

#include "../mote.h"
#include "dual_expand.h"
#include "tile.h"

enum {
    MOTE_DUAL_ONE,  /* rows are made one by one */
    MOTE_DUAL_TWO,  /* two by two; a last one by itself */
    MOTE_DUAL_TWINS /* two by two; a last one as the second of two, the first for nothing */
};

/* Pairs of pixels, one after the other. */
typedef struct mote_dual_walk {
    int16_t step;  /* pixels from a pair to the next */
    int16_t fresh; /* parts of windows, the same */
    int16_t pairs; /* a call, at most: neighbours that share columns or lie side by side */
} mote_dual_walk;

typedef struct mote_conv2d_dual_s8_params {
    mote_dual_picture in;
    mote_tile_layer layer;
    const int16_t *runs;  /* of groups that the tile makes: first channel, groups */
    mote_tile_rest *rest; /* for the other groups, behind those; NULL: there are none */
    mote_tile_others others;
    mote_dual_expand *expand;
    mote_dual_edges *edges; /* parts of windows that are left out; NULL: none */
    int32_t staged_words;   /* weights lie right before scratch instead; 0: they do not */
    int16_t run_count;
    int8_t rows;                    /* MOTE_DUAL_* */
    mote_dual_walk in_rows, in_row; /* pixels of two rows, of one */
    int16_t part_units;             /* of weights, of a part of the window */
    int16_t out_w, out_c;
    int16_t stride_h, stride_w;
    int16_t pad_left;
} mote_conv2d_dual_s8_params;

mote_kernel mote_conv2d_dual_s8;

#endif
