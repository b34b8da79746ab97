/* Drawing legal one-operator graphs: the parts that operators share. The draws test kernels
 * against eval, feed the fuzzer and the benchmark, so edge cases are weighted: zero points at both
 * ends, extreme scales, weights of -128, 1 to 130 channels, kernels larger than the input.
 * Hundreds of draws share one firmware, so tensors stay small. */
#ifndef MOTE_OP_RANDOM_H
#define MOTE_OP_RANDOM_H

#include "base/rng.h"
#include "ir/ir.h"

/* What the constants and the variables of one draw should not exceed. */
#define RANDOM_WEIGHTS_BYTES 2048
#define RANDOM_TENSOR_BYTES 4096

/* 1..limit; small numbers, multiples of four and the limit itself more often. */
int32_t random_size(rng *r, int32_t limit);
/* 1..130, small and odd counts and multiples of four more often. */
int32_t random_channels(rng *r);
/* A picture [n,h,w,c] of 1..8 rows and columns, n mostly 1; smaller where `channels` is large. */
ir_shape random_image(rng *r, int32_t channels);

/* -128 or 127 in a fifth of draws each, else anything. */
int32_t random_zero_point(rng *r);
/* Log-uniform in 2^-12 .. 2^2, sometimes far outside (2^-30 .. 2^10); often a power of two. */
float random_scale(rng *r);

/* An int8 graph input with random quantisation. */
ir_tensor *random_input(rng *r, ir_graph *g, const ir_shape *shape);
/* Constant symmetric int8 weights: one scale, or one per index of `axis`; often with -128s. The
 * scales are such that requantisation to typical outputs is sensible most of the time; some make
 * a multiplier of 0. */
ir_tensor *random_weights(rng *r, ir_graph *g, const ir_shape *shape, int axis);
/* Constant int32 bias of n elements, now and then up to +-2^30; NULL one time in six. */
ir_tensor *random_bias(rng *r, ir_graph *g, int32_t n, const ir_tensor *input,
                       const ir_tensor *weights);
/* An output of the shape that infer() wants; its scale is chosen near the natural spread of
 * `accumulator_scale` * sqrt(terms) most of the time, extreme otherwise. It becomes graph output.
 */
ir_tensor *random_output(rng *r, ir_graph *g, ir_op *op, double accumulator_scale, double terms);
/* The accumulator scale of a sum of products of `input` and `weights`. */
double random_products_scale(const ir_tensor *input, const ir_tensor *weights);
int32_t random_activation(rng *r);

#endif
