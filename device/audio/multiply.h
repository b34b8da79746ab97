/* Products of 32 and 16 bits of which the upper 32 are kept, rounded down: one instruction of the
 * DSP extension each, elsewhere the same in products of 32 bits. */
#ifndef MOTE_AUDIO_MULTIPLY_H
#define MOTE_AUDIO_MULTIPLY_H

#include "../fixed.h"

#if defined(__GNUC__) && defined(__ARM_FEATURE_SIMD32)
/* a * w / 2^16, w the int16 in the lower half of a word; or the upper; or with a sum. */
MOTE_INLINE int32_t mote_smulwb(int32_t a, uint32_t w) {
    int32_t result;
    __asm__("smulwb %0, %1, %2" : "=r"(result) : "r"(a), "r"(w));
    return result;
}

MOTE_INLINE int32_t mote_smulwt(int32_t a, uint32_t w) {
    int32_t result;
    __asm__("smulwt %0, %1, %2" : "=r"(result) : "r"(a), "r"(w));
    return result;
}

MOTE_INLINE int32_t mote_smlawb(int32_t a, uint32_t w, int32_t sum) {
    int32_t result;
    __asm__("smlawb %0, %1, %2, %3" : "=r"(result) : "r"(a), "r"(w), "r"(sum));
    return result;
}

/* a * weight / 2^16. */
MOTE_INLINE uint32_t mote_multiply_weight(uint32_t a, uint16_t weight) {
    return (uint32_t)((uint64_t)a * ((uint32_t)weight << 16) >> 32);
}
#else
MOTE_INLINE int32_t mote_multiply_word_half(int32_t a, int32_t b) {
    return (a >> 16) * b + (((a & 0xffff) * b) >> 16);
}

MOTE_INLINE int32_t mote_smulwb(int32_t a, uint32_t w) {
    return mote_multiply_word_half(a, (int16_t)(w & 0xffffu));
}

MOTE_INLINE int32_t mote_smulwt(int32_t a, uint32_t w) {
    return mote_multiply_word_half(a, (int32_t)w >> 16);
}

MOTE_INLINE int32_t mote_smlawb(int32_t a, uint32_t w, int32_t sum) {
    return mote_smulwb(a, w) + sum;
}

MOTE_INLINE uint32_t mote_multiply_weight(uint32_t a, uint16_t weight) {
    return (a >> 16) * weight + (((a & 0xffffu) * weight) >> 16);
}
#endif

#endif
