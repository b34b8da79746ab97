/* Layers that sum over all channels of their input: convolutions and fully connected layers.
 * Inputs of the operator: x, weights [outputs, taps..., inputs] (the taps in any number of axes, or
 * as a multiple in the last one), bias or absent. */
#ifndef MOTE_OP_LAYER_H
#define MOTE_OP_LAYER_H

#include "op/channels.h"
#include "op/window.h"

typedef struct op_layer {
    int32_t taps;
    op_tap *tap; /* where each tap lies; NULL: all inside */
    int32_t activation;
} op_layer;

/* The hooks of op_folding for such a layer. */
void layer_ranges(const ir_op *op, const op_layer *l, const op_range *in, op_range *out);
void layer_needs(const ir_op *op, const op_layer *l, int32_t o, const op_range *in,
                 unsigned char *needed);
void layer_select(ir_graph *g, ir_op *op, const op_layer *l, const op_channels *in,
                  const op_channels *out);

/* Replaces the bias, input 2, by values of the kept channels or, where it is absent, adds it. The
 * weights have been selected. */
void layer_set_bias(ir_graph *g, ir_op *op, const op_channels *out, const int32_t *values);

#endif
