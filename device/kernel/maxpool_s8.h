/* Maximum pool, int8: the largest of the window's values, padding left out.
 *
 * in:  one input, rows [in_w][channels]; the window is kernel_h rows. Every window has a tap
 *      inside the picture.
 * out: rows [out_w][channels]. scratch: none. */
#ifndef MOTE_KERNEL_MAXPOOL_S8_H
#define MOTE_KERNEL_MAXPOOL_S8_H

#include "../mote.h"

typedef struct mote_maxpool_s8_params {
    int32_t in_w, out_w, channels;
    int32_t kernel_h, kernel_w;
    int32_t stride_h, stride_w;
    int32_t pad_left;
    int8_t min, max; /* of the fused activation */
} mote_maxpool_s8_params;

mote_kernel mote_maxpool_s8;

#endif
