/* Maximum pool, int8: the largest tap inside the picture,
 * then clamped.
 * in:  one input, rows [in_w][channels]; the window is kernel_h rows.
 * out: rows [out_w][channels]. scratch: none. */
#ifndef MOTE_KERNEL_MAXPOOL_S8_H
#define MOTE_KERNEL_MAXPOOL_S8_H

#include "../channels.h"
#include "../mote.h"

typedef struct mote_maxpool_s8_params {
    int32_t in_w, out_w, channels;
    int32_t kernel_h, kernel_w, stride_h, stride_w, pad_left;
    mote_output out; /* `zero` is not used */
} mote_maxpool_s8_params;

mote_kernel mote_maxpool_s8;

#endif
