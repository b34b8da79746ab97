/* Random legal graphs of many operators, small: for tests of passes and of the planner. Chains with
 * branches, views, operators that work in place, repeated operands, constants, operators that
 * nobody reads, several inputs (some of them float32 or uint8) and outputs. */
#ifndef MOTE_TEST_UNIT_RANDOM_GRAPH_H
#define MOTE_TEST_UNIT_RANDOM_GRAPH_H

#include "base/rng.h"
#include "ir/ir.h"

/* Verified. The same seed gives the same graph. */
ir_graph *random_graph(uint64_t seed);

#endif
