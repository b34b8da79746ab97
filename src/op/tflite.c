#include "op/tflite.h"

#include <string.h>

#include "base/diag.h"

const char *const op_activation_names[] = {"none", "relu", "relu_n1_to_1", "relu6", NULL};

int32_t op_import_activation(const op_import *in, int field) {
    int code = fb_i8(in->options, field, 0);
    if (code < OP_ACTIVATION_NONE || code > OP_ACTIVATION_RELU6)
        fail(STATUS_REFUSED,
             "fused activation %d is not supported, only NONE, RELU, RELU_N1_TO_1 and RELU6", code);
    return code;
}

ir_ints op_import_take_ints(const op_import *in, ir_op *op, int i) {
    (void)in;
    ir_tensor *t = ir_input(op, i);
    if (!t)
        fail(STATUS_REFUSED, "input %d is missing", i);
    if (!t->data)
        fail(STATUS_REFUSED,
             "input '%s' must be a constant: shapes and axes that change at run time are not "
             "supported; convert the model with fixed shapes",
             t->name);
    if (t->type != IR_INT32)
        fail(STATUS_REFUSED, "input '%s' is %s, expected int32 or int64", t->name,
             ir_type_name(t->type));
    int64_t count = ir_elements(t);
    if (count > IR_MAX_INTS)
        fail(STATUS_REFUSED, "input '%s' has %lld values, expected at most %d", t->name,
             (long long)count, IR_MAX_INTS);
    ir_ints v = {.count = (int)count};
    memcpy(v.value, t->data, (size_t)count * sizeof v.value[0]);
    for (int k = i; k + 1 < op->input_count; k++)
        op->inputs[k] = op->inputs[k + 1];
    op->input_count--;
    return v;
}
