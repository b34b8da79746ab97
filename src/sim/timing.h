/* How many cycles a core takes for a run of instructions, with memory that never waits.
 * Rules and sources: doc/timing.md. */
#ifndef MOTE_SIM_TIMING_H
#define MOTE_SIM_TIMING_H

#include "sim/thumb.h"

typedef struct timing timing;

/* NULL when there is no model of that name ("cortex-m4"). */
const timing *timing_find(const char *name);

/* Cycles of an instruction whose branch, if any, is not taken. `before` is the instruction before
 * it, NULL at the start of a block. */
int timing_cycles(const timing *t, const thumb_instruction *i, const thumb_instruction *before);
/* Further cycles when the branch that ends a block is taken. `to_unaligned_wide`: it goes to a
 * 32-bit instruction that does not begin at a word. */
int timing_taken(const timing *t, const thumb_instruction *i, int to_unaligned_wide);

#endif
