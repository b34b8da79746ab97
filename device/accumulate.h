/* Layers whose output has one row need not wait for all rows of their window: each input row, or
 * each two, are added to accumulators as they come, and a second kernel finishes them.
 *
 * An accumulating kernel differs from others in this: `in` is one input row or two, the second NULL
 * where there is none any more, `out[0]` the accumulators (int32_t, [out_w][channels]), and `n` the
 * number of the call, counted from 0; the first starts them anew. Rows below the window are given,
 * too, and add nothing. */
#ifndef MOTE_ACCUMULATE_H
#define MOTE_ACCUMULATE_H

#include <stdint.h>

/* Sums wrap modulo 2^32. */
static inline void mote_accumulate(int32_t *sum, int32_t more) {
    *sum = (int32_t)((uint32_t)*sum + (uint32_t)more);
}

/* The accumulators of a call, cleared for the first: in words, where compilers would call a memset
 * that small libraries do byte by byte. */
static inline int32_t *mote_accumulators(int8_t *out, int32_t count, int32_t call) {
    int32_t *sums = (int32_t *)(void *)out;
    for (int32_t *sum = sums, *end = sums + (call == 0 ? count : 0); sum < end;) {
        *sum++ = 0;
#if defined(__GNUC__)
        __asm__ volatile("");
#endif
    }
    return sums;
}

#endif
