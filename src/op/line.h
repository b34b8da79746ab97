/* What an operator of two operands gives for one value of the second, as a line over the first:
 *
 *     value = clamp((x * factor + term) >> MOTE_INTEGER_SHIFT, -128, 127)
 *
 * with `>>` rounding down. All 256 values are compared, so a line that fits is exact. */
#ifndef MOTE_OP_LINE_H
#define MOTE_OP_LINE_H

#include <stdint.h>

/* A table of 256 lines, or of their terms, is worth it from so many results on. */
#define LINE_LEAST_RESULTS 512

/* Values of 256 x, from -128 on. */
typedef int8_t line_values[256];

/* Is there one factor, with a term for each of `count` lines, that gives values[i][x + 128] for
 * every x, without leaving int32? Then they are stored; rising by up to eight with each x, all are
 * found. */
int line_find(line_values *values, int count, int32_t *factor, int32_t *terms);

#endif
