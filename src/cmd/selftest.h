/* What `compile --selftest` adds to a model's files. */
#ifndef MOTE_CMD_SELFTEST_H
#define MOTE_CMD_SELFTEST_H

#include "emit/emit.h"

/* NAME_selftest.c: an input (random, always the same for a model) and the reference's outputs. */
const char *selftest_source(const op_program *p);

#endif
