/* What a verified graph goes through until it is C, in memory: the targets of whole models and of
 * single operators share it. Our own errors, of the verifier and of the plan's checkers among them,
 * end in STATUS_BUG, a crash of the target. */
#ifndef MOTE_TEST_FUZZ_PIPELINE_H
#define MOTE_TEST_FUZZ_PIPELINE_H

#include "ir/ir.h"

/* `choice` picks the options of the command line. Small graphs are evaluated, too. */
void pipeline_run(ir_graph *g, unsigned choice);

#endif
