/* Drawing legal one-operator graphs: the parts that operators share. The draws test kernels
 * against eval, feed the fuzzer and the benchmark, so edge cases are weighted: zero points at both
 * ends, extreme scales, weights of -128, 1 to 130 channels, kernels larger than the input. */
#ifndef MOTE_OP_RANDOM_H
#define MOTE_OP_RANDOM_H

#include "base/rng.h"
#include "ir/ir.h"

/* -128 or 127 in a fifth of draws each, else anything. */
int32_t random_zero_point(rng *r);
/* Log-uniform in 2^-12 .. 2^2, sometimes far outside (2^-30 .. 2^10). */
float random_scale(rng *r);
/* 1..130, small and odd counts and multiples of four more often. */
int32_t random_channels(rng *r);
/* An int8 graph input with random quantisation. */
ir_tensor *random_input(rng *r, ir_graph *g, const ir_shape *shape);
/* Constant symmetric int8 weights: one scale, or one per index of `axis`; often with -128s. The
 * scales are such that requantisation to typical outputs is sensible most of the time. */
ir_tensor *random_weights(rng *r, ir_graph *g, const ir_shape *shape, int axis);
/* Constant int32 bias of n elements, now and then up to +-2^30; NULL one time in six. */
ir_tensor *random_bias(rng *r, ir_graph *g, int32_t n, const ir_tensor *input,
                       const ir_tensor *weights);
/* An output of the shape that infer() wants; its scale is chosen near the natural spread of
 * `accumulator_scale` * sqrt(terms) most of the time, extreme otherwise. It becomes graph output. */
ir_tensor *random_output(rng *r, ir_graph *g, ir_op *op, double accumulator_scale, double terms);
int32_t random_activation(rng *r);

#endif
