/* add_s8 by a table, for operands of one shape in whole words and results clamped to all of int8.
 *
 *     out = clamp((x * factor + terms[y]) >> MOTE_INTEGER_SHIFT, -128, 127)
 *
 * with `>>` rounding down and y, the second operand, taken as unsigned. The compiler finds a
 * factor and terms that give what add_s8 gives for every x and y; nothing leaves int32.
 *
 * in: two inputs, rows of `count` bytes, a multiple of 4; out: rows. In place is fine. scratch:
 * none.
 */
#ifndef MOTE_KERNEL_ADD_TABLE_S8_H
#define MOTE_KERNEL_ADD_TABLE_S8_H

#include "../mote.h"

typedef struct mote_add_table_s8_params {
    const int32_t *terms; /* [256] */
    int32_t factor;
    int32_t count;
} mote_add_table_s8_params;

mote_kernel mote_add_table_s8;

#endif
