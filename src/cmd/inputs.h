/* Model inputs from .npy and .png files, and outputs back to .npy. */
#ifndef MOTE_CMD_INPUTS_H
#define MOTE_CMD_INPUTS_H

#include "base/npy.h"
#include "ir/ir.h"

/* So many inputs for one tensor, one after the other, in the tensor's own type. */
typedef struct input_set {
    int64_t count;
    uint8_t *data; /* count * ir_bytes(tensor) */
} input_set;

/* The values of `path` for tensor `t`: .npy [N, shape without the batch axis] in the tensor's type,
 * or real values that are quantised; .png for images; uint8 for an int8 tensor only with `u8`
 * (q = p - 128). At most `limit` of them (0: all). Anything else is refused. */
input_set inputs_read(const char *path, const ir_tensor *t, int u8, int64_t limit);
/* Random values in the tensor's whole range (float32: what its readers take). */
input_set inputs_random(const ir_tensor *t, int64_t count, uint64_t seed);
/* An array [count, shape without the batch axis] of the tensor's type around `data`. */
npy inputs_as_array(const ir_tensor *t, int64_t count, const void *data);
/* The real value of element i of a tensor's data. */
double inputs_real(const ir_tensor *t, const void *data, int64_t i);

#endif
