/* The serial line to an emulated board. */
#ifndef MOTE_DEMO_LINE_H
#define MOTE_DEMO_LINE_H

#include <stddef.h>
#include <stdint.h>

#include "base/process.h"
#include "sim/sim.h"

/* Starts `folder`/firmware on the target's machine and waits until it says "ready". */
process line_open(const sim_target *t, const char *folder);
/* Waits for the board to end by itself. */
void line_close(process *p, const sim_target *t);

/* What the board says. A board that is silent for a minute has failed. */
char line_receive(const process *p);
/* Up to the end of the line, which is taken off. */
const char *line_receive_text(const process *p);
void line_transmit(const process *p, const void *data, size_t size);

/* What follows `word` at the start of a line, NULL if the line begins otherwise. */
const char *line_after(const char *line, const char *word);
/* Is `hex` (NULL: never said) the hexadecimal form of these bytes? */
int line_is_hex(const char *hex, const uint8_t *data, size_t size);

#endif
