/* Padding of up to five axes with one value.
 * in: one row (the whole tensor), out: one row. scratch: none. */
#ifndef MOTE_KERNEL_PAD_S8_H
#define MOTE_KERNEL_PAD_S8_H

#include "../mote.h"

#define MOTE_PAD_AXES 5

typedef struct mote_pad_s8_params {
    int32_t size[MOTE_PAD_AXES];   /* of the input; leading axes that are not there have 1 */
    int32_t stride[MOTE_PAD_AXES]; /* of the output, in elements; the last one is 1 */
    int32_t start;                 /* of the input's first element in the output */
    int32_t out_count;             /* elements */
    int32_t value;
} mote_pad_s8_params;

mote_kernel mote_pad_s8;

#endif
