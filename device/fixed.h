/* The integer arithmetic that all kernels share: the one copy of it on the device.
 *
 * Requantisation is that of TensorFlow Lite's reference kernels with double rounding: a saturating
 * rounding doubling high multiply (Jacob et al., 2018, section 2.2; gemmlowp), then a rounding
 * shift to the right. Results are equal bit for bit. */
#ifndef MOTE_FIXED_H
#define MOTE_FIXED_H

#include <stdint.h>

/* Functions in a header: who includes it need not use all of them. MOTE_OUTLINE: with loops that
 * want all registers. */
#if defined(__GNUC__)
#define MOTE_INLINE static inline __attribute__((unused))
#define MOTE_OUTLINE static __attribute__((unused, noinline))
#else
#define MOTE_INLINE static inline
#define MOTE_OUTLINE static inline
#endif

/* A real factor in (0, 2^30): multiplier * 2^(shift - 31). */
typedef struct mote_scale {
    int32_t multiplier; /* 0, or in [2^30, 2^31) */
    int32_t shift;      /* -31 .. 30, > 0 shifts left before the multiplication */
} mote_scale;

/* x * 2^shift modulo 2^32, 0 <= shift < 32. */
MOTE_INLINE int32_t mote_shift_left(int32_t x, int32_t shift) {
    return (int32_t)((uint32_t)x << shift);
}

/* a * b / 2^31 to the nearest integer, halves up; b >= 0, so nothing saturates. */
MOTE_INLINE int32_t mote_multiply_high(int32_t a, int32_t b) {
    return (int32_t)(((int64_t)a * b + ((int64_t)1 << 30)) >> 31);
}

/* round(x / 2^shift), halves away from zero, 0 <= shift <= 31. */
MOTE_INLINE int32_t mote_shift_right_round(int32_t x, int32_t shift) {
    int32_t mask = (int32_t)(((uint32_t)1 << shift) - 1);
    int32_t remainder = x & mask;
    int32_t threshold = (mask >> 1) + (x < 0);
    return (x >> shift) + (remainder > threshold);
}

MOTE_INLINE int32_t mote_requantise(int32_t x, mote_scale s) {
    int32_t right = s.shift & (s.shift >> 31), left = s.shift - right;
    return mote_shift_right_round(mote_multiply_high(mote_shift_left(x, left), s.multiplier),
                                  -right);
}

MOTE_INLINE int32_t mote_clamp(int32_t x, int32_t low, int32_t high) {
    return x < low ? low : x > high ? high : x;
}

#endif
