/* Concatenation of up to ten inputs of bytes along any axis: each gives a run in turn.
 * in: a row of every input for each output row, NULL where it gives nothing to it; out: rows.
 * scratch: none. */
#ifndef MOTE_KERNEL_CONCAT_8_H
#define MOTE_KERNEL_CONCAT_8_H

#include "../mote.h"

#define MOTE_CONCAT_INPUTS 10

typedef struct mote_concat_8_params {
    int32_t rounds; /* of one row: product of the axes before */
    int32_t inputs;
    int32_t run[MOTE_CONCAT_INPUTS]; /* bytes that each input gives to a round */
} mote_concat_8_params;

mote_kernel mote_concat_8;

#endif
