/* Random legal graphs of many operators, small: for tests of passes and of the planner. Chains with
 * branches, views, operators that work in place, repeated operands, constants, operators that
 * nobody reads, several inputs (some of them float32 or uint8) and outputs. */
#ifndef MOTE_TEST_UNIT_RANDOM_GRAPH_H
#define MOTE_TEST_UNIT_RANDOM_GRAPH_H

#include "base/rng.h"
#include "ir/ir.h"

/* Verified. The same seed gives the same graph. */
ir_graph *random_graph(uint64_t seed);

/* A network for one picture, on its way to a class or to another picture: convolutions with strides
 * and dilation, pools, padding, branches of which one waits for the other until ADD, MUL or
 * CONCATENATION, a global pool or mean, a fully connected layer. Its name is network_SEED. */
ir_graph *random_network(uint64_t seed);

#endif
