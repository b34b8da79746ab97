/* Convolutions 3x3 with stride 1 on cores with the DSP extension by conv2d_winograd_s8. */
#ifndef MOTE_OP_WINOGRAD_H
#define MOTE_OP_WINOGRAD_H

#include "op/dual.h"

/* Weights of one layer: what a part with 1 MB of flash can spare. */
#define WINOGRAD_MOST_BYTES (320 << 10)

/* Lowers a layer to conv2d_winograd_s8. Returns 0, with nothing done, where it takes more weights
 * than the target's `winograd_bytes` or much scratch, a channel cannot be made exactly, or
 * conv2d_dual_s8 is nearly as fast. */
int winograd_lower(op_kernel *k, const dual_layer *l);

#endif
