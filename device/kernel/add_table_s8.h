/* add_s8 by a table, for operands of one shape in whole words and results clamped to all of int8.
 *
 * Of the operands x has a factor of one half (add_s8.h); the other, y, comes from a table:
 *     sum = (x << 20) + terms[y], y taken as unsigned
 *     out = round(sum * multiplier / 2^32 / 2^(shift + 1)) + zero, halves away from zero, clamped
 * in: two inputs, rows of `count` bytes, a multiple of 4; out: rows. In place is fine. scratch:
 * none.
 */
#ifndef MOTE_KERNEL_ADD_TABLE_S8_H
#define MOTE_KERNEL_ADD_TABLE_S8_H

#include "../mote.h"

typedef struct mote_add_table_s8_params {
    const int32_t *terms; /* [256], |sum| < 2^30 */
    int32_t table_first;  /* 1: y is the first operand, 0: the second */
    int32_t count;
    int32_t multiplier; /* negative where the sum is that of -x and -y */
    int32_t nudge;      /* (2 * zero + 1) << shift */
    int32_t shift;      /* 0 to 21 */
} mote_add_table_s8_params;

mote_kernel mote_add_table_s8;

#endif
