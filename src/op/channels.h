/* Channels: what folding them (pass/fold_channels.c) has to know of an operator. A channel is an
 * index along a tensor's last axis; a tensor without axes has one. */
#ifndef MOTE_OP_CHANNELS_H
#define MOTE_OP_CHANNELS_H

#include <stdint.h>

#include "ir/ir.h"

/* The values, low <= high, that a channel can have; a constant channel has one. */
typedef struct op_range {
    int32_t low, high;
} op_range;

/* The channels of a tensor of which only some stay. */
typedef struct op_channels {
    int32_t count, kept_count;
    const int32_t *kept;   /* their indices, rising */
    const op_range *range; /* of each of `count` */
} op_channels;

typedef struct op_ties {
    /* Channel `i` of input `input` and channel `o` of the output stay or go together. */
    void (*tie)(struct op_ties *t, int input, int32_t i, int32_t o);
} op_ties;

/* An operator has `tie` or `needs`. */
typedef struct op_folding {
    /* Inputs with values; the others are weights. 0: all. */
    int value_inputs;
    /* Ranges of the output's channels from those of the value inputs' channels. */
    void (*ranges)(const ir_op *op, const op_range *const *in, op_range *out);
    /* Is the output, where the ranges of input 0 are `in`, byte for byte input 0? NULL: no. */
    int (*is_copy)(const ir_op *op, const op_range *in);
    /* Does padding by the attributes pad_top .. pad_right do what padding input 0, whose ranges are
     * `in`, with its zero point would do? NULL: no. */
    int (*pads_zero_point)(const ir_op *op, const op_range *in);
    /* Where channels stay apart: which belong together. Returns 0 where they do not stay apart:
     * then all stay. */
    int (*tie)(const ir_op *op, op_ties *t);
    /* Where channels mix: marks the channels of input 0, whose ranges are `in`, that output channel
     * `o` cannot do without. */
    void (*needs)(const ir_op *op, int32_t o, const op_range *in, unsigned char *needed);
    /* Changes weights and attributes to the channels that stay. The shapes of variables are those
     * from before or after, so it must not look at them. NULL: there is nothing to change. */
    void (*select)(ir_graph *g, ir_op *op, const op_channels *in, const op_channels *out);
} op_folding;

int32_t op_channel_count(const ir_tensor *t);
/* All values of an int8 or uint8 tensor; of others all of an int32_t. */
op_range op_range_of_type(ir_type type);
op_range op_range_join(op_range a, op_range b);
/* `count` channels that all stay. */
op_channels op_channels_all(int32_t count);

static inline int op_range_is_constant(op_range r) {
    return r.low == r.high;
}

/* Hook of windows whose sums leave out what lies outside. */
int op_pads_zero_point(const ir_op *op, const op_range *in);
/* Hooks of operators whose output channel c comes from channel c of each input. */
void op_ranges_same(const ir_op *op, const op_range *const *in, op_range *out);
int op_tie_same(const ir_op *op, op_ties *t);

/* A constant like `t` with only the kept ones of `channels` along `axis`, which has a multiple of
 * channels->count indices: the channels, again and again. `t` itself when all are kept. */
ir_tensor *op_select_constant(ir_graph *g, ir_tensor *t, int axis, const op_channels *channels);

#endif
