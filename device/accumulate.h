/* Layers whose output has one row need not wait for all rows of their window: each input row is
 * added to accumulators as it comes, and a second kernel finishes them.
 *
 * An accumulating kernel differs from others in this: `in[0]` is one input row, `out[0]` the
 * accumulators (int32_t, [out_w][channels]), and `n` the number of the input row, counted from 0;
 * row 0 starts them anew. Rows below the window are given, too, and add nothing. */
#ifndef MOTE_ACCUMULATE_H
#define MOTE_ACCUMULATE_H

#include <stdint.h>

/* Sums wrap modulo 2^32. */
static inline void mote_accumulate(int32_t *sum, int32_t more) {
    *sum = (int32_t)((uint32_t)*sum + (uint32_t)more);
}

/* The accumulators of a call, cleared for row 0: in words, where compilers would call a memset that
 * small libraries do byte by byte. */
static inline int32_t *mote_accumulators(int8_t *out, int32_t count, int32_t row) {
    int32_t *sums = (int32_t *)(void *)out;
    for (int32_t i = 0; row == 0 && i < count; i++) {
        sums[i] = 0;
#if defined(__GNUC__)
        __asm__ volatile("");
#endif
    }
    return sums;
}

#endif
