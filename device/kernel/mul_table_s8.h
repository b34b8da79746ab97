/* mul_s8 by tables, where clamps are those of int8.
 *
 *     out = clamp((x * factors[y] + terms[y]) >> MOTE_INTEGER_SHIFT, -128, 127)
 *
 * with `>>` rounding down and y, the second operand, taken as unsigned. The compiler finds factors
 * and terms that give what mul_s8 gives for every x and y; nothing leaves int32.
 *
 * in: rows of x and of y, of one that repeats along the height a single row; along a run only y may
 * repeat. out: rows. In place is fine where the shapes are equal. scratch: none. */
#ifndef MOTE_KERNEL_MUL_TABLE_S8_H
#define MOTE_KERNEL_MUL_TABLE_S8_H

#include "../broadcast.h"
#include "../mote.h"

typedef struct mote_mul_table_s8_params {
    mote_broadcast walk;
    const int32_t *factors, *terms; /* [256] */
} mote_mul_table_s8_params;

mote_kernel mote_mul_table_s8;

#endif
