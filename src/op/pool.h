/* AVERAGE_POOL_2D and MAX_POOL_2D. Input and output [n,h,w,c] are quantised alike. */
#ifndef MOTE_OP_POOL_H
#define MOTE_OP_POOL_H

#include "op/op.h"
#include "op/window.h"

typedef struct pool {
    op_window window;
    int32_t activation;
} pool;
extern const ir_attr pool_attrs[];

void pool_import(op_import *in, ir_op *op);
ir_shape pool_infer(const ir_op *op);
/* out = clamp(f(taps inside the picture, their number)); there is at least one. */
void pool_eval(const ir_op *op, const void *const *in, void *out,
               int32_t (*f)(const int8_t *taps, int32_t count));
void pool_lower(const ir_op *op, op_kernel *k, const char *name);
void pool_random(rng *r, ir_graph *g, const op_kind *kind);

#endif
