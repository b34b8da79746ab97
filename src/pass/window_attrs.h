/* Windows as attributes: what passes need to know of an operator that slides one. */
#ifndef MOTE_PASS_WINDOW_ATTRS_H
#define MOTE_PASS_WINDOW_ATTRS_H

#include "op/window.h"

/* The window of an operator with attributes stride_h, pad_top, ..., with kernel_h and kernel_w or
 * weights [., h, w, .] as input 1. Returns 0 if it has none. */
int window_attrs_read(const ir_op *op, op_window *w);
/* Writes the pads back. */
void window_attrs_write_pads(const ir_op *op, const op_window *w);
/* Does the operator accept this window on [n,h,w,c] and make `out_h` rows and `out_w` columns? */
int window_attrs_fit(const op_window *w, int32_t h, int32_t wide, int32_t out_h, int32_t out_w);

#endif
