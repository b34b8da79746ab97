/* What tiles (device/kernel/tile.h) can do exactly: proved for every output channel of a layer. */
#ifndef MOTE_OP_TILE_H
#define MOTE_OP_TILE_H

#include "op/linear.h"

/* One output channel, brought to the form in which tiles want it. */
typedef struct tile_channel {
    int8_t *weights; /* [taps] */
    int64_t bias;
    quant_sums sums; /* of the products, without the bias */
    quant_scale scale;
    int low, high;       /* may a tile have it in that half of a packed weight? */
    int packs;           /* may its weights lie in the upper half at all? */
    int winograd;        /* may conv2d_winograd_s8 have it? */
    linear_scale linear; /* tile_channels_fit() */
} tile_channel;

/* The channels of a layer with input 0, weights 1 and bias 2; `tap_step` is 1 where the weights are
 * [count][taps], and the number of channels where they are [taps][count]. The kernel multiplies
 * inputs from which `subtracted` was subtracted: 0, or the zero point; what is left of that is
 * folded into the bias. A channel with a scale of its own whose result does not depend on the input
 * gets weights of 0. */
tile_channel *tile_channels_new(const ir_op *op, int32_t activation, int32_t count, int32_t taps,
                                int32_t tap_step, int32_t subtracted);

/* Gives every channel a linear scale with that shift; 0 where one has none. */
int tile_channels_fit(tile_channel *channels, int32_t count, int32_t zero_point, int shift);

/* How results are finished; returns 0 where a tile would not clamp as the layer does. */
int tile_finish_of(const ir_op *op, int32_t activation, op_tile_finish *finish);

#endif
