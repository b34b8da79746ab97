/* generated from src/op/ */
#include "op/op.h"
extern const op_kind op_add;
extern const op_kind op_average_pool_2d;
extern const op_kind op_concatenation;
extern const op_kind op_conv_2d;
extern const op_kind op_depthwise_conv_2d;
extern const op_kind op_dequantize;
extern const op_kind op_expand_dims;
extern const op_kind op_fully_connected;
extern const op_kind op_leaky_relu;
extern const op_kind op_logistic;
extern const op_kind op_max_pool_2d;
extern const op_kind op_mean;
extern const op_kind op_mul;
extern const op_kind op_pad;
extern const op_kind op_quantize;
extern const op_kind op_relu;
extern const op_kind op_relu6;
extern const op_kind op_reshape;
extern const op_kind op_softmax;
extern const op_kind op_squeeze;
extern const op_kind op_sub;
extern const op_kind op_tanh;
const op_kind *const op_kinds[] = {
    &op_add,
    &op_average_pool_2d,
    &op_concatenation,
    &op_conv_2d,
    &op_depthwise_conv_2d,
    &op_dequantize,
    &op_expand_dims,
    &op_fully_connected,
    &op_leaky_relu,
    &op_logistic,
    &op_max_pool_2d,
    &op_mean,
    &op_mul,
    &op_pad,
    &op_quantize,
    &op_relu,
    &op_relu6,
    &op_reshape,
    &op_softmax,
    &op_squeeze,
    &op_sub,
    &op_tanh,
    NULL};
