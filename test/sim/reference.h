/* A second counter of instructions and cycles: one hook on every instruction, nothing cached. Slow
 * and simple; src/sim/count.c must agree with it. */
#ifndef MOTE_TEST_SIM_REFERENCE_H
#define MOTE_TEST_SIM_REFERENCE_H

#include "sim/sim.h"

/* The first call of `function` in `folder`/firmware on the core that Unicorn calls `cpu`. */
sim_cost reference_count(const sim_target *t, int cpu, const char *folder, const char *function);

#endif
