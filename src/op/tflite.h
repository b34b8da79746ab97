/* What operators need while they read their part of a .tflite file. */
#ifndef MOTE_OP_TFLITE_H
#define MOTE_OP_TFLITE_H

#include "base/flatbuffer.h"
#include "ir/ir.h"

typedef struct op_import {
    fb_table options; /* the BuiltinOptions table; absent tables read as all defaults */
    ir_graph *graph;
} op_import;

/* ActivationFunctionType of the schema, restricted to what int8 kernels have. */
typedef enum op_activation {
    OP_ACTIVATION_NONE,
    OP_ACTIVATION_RELU,
    OP_ACTIVATION_RELU_N1_TO_1,
    OP_ACTIVATION_RELU6
} op_activation;
extern const char *const op_activation_names[];

/* Field `field` of the options as an activation; others than the four are refused. */
int32_t op_import_activation(const op_import *in, int field);
/* Padding (SAME/VALID) of the options' field, turned into rows or columns before and after for
 * one axis. `window` is the dilated kernel size. */
void op_import_padding(const op_import *in, int field, int32_t size, int32_t window, int32_t stride,
                       int32_t *before, int32_t *after);
/* Takes constant input `i` (int32 or int64 in the file, int32 here) off the operator's inputs and
 * returns its values. Refuses a tensor that is not constant, saying that dynamic shapes are not
 * supported, and more than IR_MAX_INTS values. */
ir_ints op_import_take_ints(const op_import *in, ir_op *op, int i);

#endif
