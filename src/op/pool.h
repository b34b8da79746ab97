/* What average and maximum pools share: everything but the arithmetic. Input x [n,h,w,c], output
 * [n,oh,ow,c]; taps in the padding do not count. */
#ifndef MOTE_OP_POOL_H
#define MOTE_OP_POOL_H

#include "op/op.h"
#include "op/window.h"

typedef struct pool_attr {
    op_window window;
    int32_t activation;
} pool_attr;

extern const ir_attr pool_attrs[];

void pool_import_tflite(op_import *in, ir_op *op);
ir_shape pool_infer(const ir_op *op);
/* Calls value(values, count) with the values under every window, and clamps what it returns. */
void pool_eval(const ir_op *op, const void *const *in, void *out,
               int32_t (*value)(const int8_t *values, int32_t count));
void pool_lower(const ir_op *op, op_kernel *k, const char *kernel);
/* Of an average pool. */
int pool_lower_accumulate(const ir_op *op, op_rows rows, op_kernel *add, op_kernel *finish);
/* Hooks of op_folding. */
void pool_ranges(const ir_op *op, const op_range *const *in, op_range *out);
int pool_is_copy(const ir_op *op, const op_range *in);
void pool_draw(rng *r, ir_graph *g, const op_kind *kind);

#endif
