/* Padding of up to five axes with one value, each output row from one input row.
 * in: a row for each output row, or NULL where all of it is padding. scratch: none. */
#ifndef MOTE_KERNEL_PAD_S8_H
#define MOTE_KERNEL_PAD_S8_H

#include "../mote.h"

#define MOTE_PAD_AXES 5

typedef struct mote_pad_s8_params {
    int32_t size[MOTE_PAD_AXES];   /* of an input row; leading axes that are not there have 1 */
    int32_t stride[MOTE_PAD_AXES]; /* of an output row, in elements; the last one is 1 */
    int32_t start;                 /* of the input's first element in the output row */
    int32_t out_count;             /* elements of a row */
    int32_t value;
} mote_pad_s8_params;

mote_kernel mote_pad_s8;

#endif
