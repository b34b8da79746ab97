/* Instructions of the DSP extension, elsewhere the same in C. */
#ifndef MOTE_SIMD_H
#define MOTE_SIMD_H

#include <stdint.h>
#include <string.h>

#include "fixed.h"

#define MOTE_INTEGER_SHIFT 20 /* of mote_integer_s8 */

#if defined(__GNUC__) && defined(__ARM_FEATURE_SIMD32)
/* Bytes 0 and 2 of a word as int16 in its halves. */
MOTE_INLINE uint32_t mote_sxtb16(uint32_t x) {
    uint32_t halves;
    __asm__("sxtb16 %0, %1" : "=r"(halves) : "r"(x));
    return halves;
}

/* Bytes 1 and 3. */
MOTE_INLINE uint32_t mote_sxtb16_odd(uint32_t x) {
    uint32_t halves;
    __asm__("sxtb16 %0, %1, ror #8" : "=r"(halves) : "r"(x));
    return halves;
}

/* The same, added to the halves of `sum`. */
MOTE_INLINE uint32_t mote_sxtab16(uint32_t sum, uint32_t x) {
    uint32_t halves;
    __asm__("sxtab16 %0, %1, %2" : "=r"(halves) : "r"(sum), "r"(x));
    return halves;
}

MOTE_INLINE uint32_t mote_sxtab16_odd(uint32_t sum, uint32_t x) {
    uint32_t halves;
    __asm__("sxtab16 %0, %1, %2, ror #8" : "=r"(halves) : "r"(sum), "r"(x));
    return halves;
}

/* a * b / 2^32 to the nearest integer, halves up. */
MOTE_INLINE int32_t mote_multiply_top(int32_t a, int32_t b) {
    int32_t top;
    __asm__("smmulr %0, %1, %2" : "=r"(top) : "r"(a), "r"(b));
    return top;
}

/* x / 2^20, rounded down, clamped to int8. */
MOTE_INLINE int32_t mote_integer_s8(int32_t x) {
    int32_t value;
    __asm__("ssat %0, #8, %1, asr #20" : "=r"(value) : "r"(x));
    return value;
}

/* x / 2, rounded down, clamped to int8. */
MOTE_INLINE int32_t mote_half_s8(int32_t x) {
    int32_t value;
    __asm__("ssat %0, #8, %1, asr #1" : "=r"(value) : "r"(x));
    return value;
}

/* sum + a.low * b.low + a.high * b.high, modulo 2^32. */
MOTE_INLINE int32_t mote_smlad(uint32_t a, uint32_t b, int32_t sum) {
    int32_t result;
    __asm__("smlad %0, %1, %2, %3" : "=r"(result) : "r"(a), "r"(b), "r"(sum));
    return result;
}

/* `low` in the lower half, `high` in the upper. */
MOTE_INLINE uint32_t mote_pack16(int32_t low, int32_t high) {
    uint32_t halves;
    __asm__("pkhbt %0, %1, %2, lsl #16" : "=r"(halves) : "r"(low), "r"(high));
    return halves;
}

/* The upper half of `a` below, that of `b` above. */
MOTE_INLINE uint32_t mote_pack_high(uint32_t a, uint32_t b) {
    uint32_t halves;
    __asm__("pkhtb %0, %1, %2, asr #16" : "=r"(halves) : "r"(b), "r"(a));
    return halves;
}

/* Sums and differences of halves, modulo 2^16. */
MOTE_INLINE uint32_t mote_add16(uint32_t a, uint32_t b) {
    uint32_t halves;
    __asm__("sadd16 %0, %1, %2" : "=r"(halves) : "r"(a), "r"(b));
    return halves;
}

MOTE_INLINE uint32_t mote_sub16(uint32_t a, uint32_t b) {
    uint32_t halves;
    __asm__("ssub16 %0, %1, %2" : "=r"(halves) : "r"(a), "r"(b));
    return halves;
}
#else
MOTE_INLINE int32_t mote_multiply_top(int32_t a, int32_t b) {
    return (int32_t)(((int64_t)a * b + ((int64_t)1 << 31)) >> 32);
}

MOTE_INLINE int32_t mote_integer_s8(int32_t x) {
    return mote_clamp(x >> MOTE_INTEGER_SHIFT, -128, 127);
}

MOTE_INLINE int32_t mote_half_s8(int32_t x) {
    return mote_clamp(x >> 1, -128, 127);
}

MOTE_INLINE uint32_t mote_pack16(int32_t low, int32_t high) {
    return ((uint32_t)low & 0xffffu) | (uint32_t)high << 16;
}

MOTE_INLINE int32_t mote_smlad(uint32_t a, uint32_t b, int32_t sum) {
    int32_t low = (int16_t)(a & 0xffffu) * (int16_t)(b & 0xffffu);
    int32_t high = (int16_t)(a >> 16) * (int16_t)(b >> 16);
    return (int32_t)((uint32_t)sum + (uint32_t)low + (uint32_t)high);
}

MOTE_INLINE uint32_t mote_pack_high(uint32_t a, uint32_t b) {
    return a >> 16 | (b & 0xffff0000u);
}

MOTE_INLINE uint32_t mote_add16(uint32_t a, uint32_t b) {
    return ((a + b) & 0xffffu) | ((a & 0xffff0000u) + (b & 0xffff0000u));
}

MOTE_INLINE uint32_t mote_sub16(uint32_t a, uint32_t b) {
    return ((a - b) & 0xffffu) | ((a & 0xffff0000u) - (b & 0xffff0000u));
}

MOTE_INLINE uint32_t mote_sxtb16(uint32_t x) {
    return mote_pack16((int8_t)x, (int8_t)(x >> 16));
}

MOTE_INLINE uint32_t mote_sxtb16_odd(uint32_t x) {
    return mote_sxtb16(x >> 8);
}

MOTE_INLINE uint32_t mote_sxtab16(uint32_t sum, uint32_t x) {
    uint32_t halves = mote_sxtb16(x);
    return ((sum + halves) & 0xffffu) | ((sum & 0xffff0000u) + (halves & 0xffff0000u));
}

MOTE_INLINE uint32_t mote_sxtab16_odd(uint32_t sum, uint32_t x) {
    return mote_sxtab16(sum, x >> 8);
}
#endif

/* The word at `p`, which is aligned to 4. */
MOTE_INLINE uint32_t mote_load_word(const int8_t *p) {
    uint32_t word;
#if defined(__GNUC__)
    memcpy(&word, __builtin_assume_aligned(p, 4), 4);
#else
    memcpy(&word, p, 4);
#endif
    return word;
}

MOTE_INLINE void mote_store_word(int8_t *p, uint32_t word) {
#if defined(__GNUC__)
    memcpy(__builtin_assume_aligned(p, 4), &word, 4);
#else
    memcpy(p, &word, 4);
#endif
}

/* To a lower address or to memory apart. */
MOTE_OUTLINE void mote_copy_down(int8_t *to, const int8_t *from, uint32_t bytes) {
    if ((((uintptr_t)to | (uintptr_t)from) & 3) == 0)
        for (; bytes >= 8; bytes -= 8, to += 8, from += 8) {
            uint32_t first = mote_load_word(from), second = mote_load_word(from + 4);
            mote_store_word(to, first);
            mote_store_word(to + 4, second);
        }
    while (bytes--)
        *to++ = *from++;
}

#endif
