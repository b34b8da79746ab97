/* Two real values make one complex value, so that n / 2 points suffice; the halves are told apart
 * afterwards. Radix 2, decimation in time, two stages at a time as long as there are two, so that
 * four points stay in registers; the first two read the samples. Every stage halves its values,
 * which is what the product of 32 and 16 bits does by itself when its upper 32 bits are kept
 * (SMULWB on cores with DSP), so nothing overflows, and with 16-bit sound 14 bits are left below a
 * sample's lowest bit. */
#include "fft.h"

#include "multiply.h"

/* For functions that are called with constants. Thumb-1 can do little with them. */
#if defined(__GNUC__) && defined(__thumb2__)
#define ALWAYS_INLINE static inline __attribute__((always_inline))
#else
#define ALWAYS_INLINE static
#endif

/* Powers of two of which a transform has an odd number of stages. */
#define ODD_POWERS 0xaaaa

typedef struct point {
    int32_t re, im;
} point;

static inline point load(const int32_t *z) {
    return (point){z[0], z[1]};
}

static inline void store(int32_t *z, point p) {
    z[0] = p.re;
    z[1] = p.im;
}

/* Points at equal distances, of two stages of butterflies: a with b, c with d, then a with c, b
 * with d. */
typedef struct four {
    point a, b, c, d;
} four;

static inline four load_four(const int32_t *z, int32_t step) {
    return (four){load(z), load(z + step), load(z + 2 * step), load(z + 3 * step)};
}

static inline void store_four(int32_t *z, int32_t step, const four *p) {
    store(z, p->a);
    store(z + step, p->b);
    store(z + 2 * step, p->c);
    store(z + 3 * step, p->d);
}

/* W * z / 2 */
static inline point turned(uint32_t w, point z) {
    return (point){mote_smulwb(z.re, w) - mote_smulwt(z.im, w),
                   mote_smlawb(z.im, w, mote_smulwt(z.re, w))};
}

/* The same for W = 1, which has no twiddle, and for W = -j, rounded as its twiddle does. */
static inline point halved(point z) {
    return (point){z.re >> 1, z.im >> 1};
}

static inline point halved_quarter(point z) {
    return (point){(z.im + 1) >> 1, -((z.re + 1) >> 1)};
}

/* a, b = (a + t) / 2, (a - t) / 2, where t / 2 is given. */
static inline void butterfly(point *a, point *b, point t) {
    point h = halved(*a);
    *a = (point){h.re + t.re, h.im + t.im};
    *b = (point){h.re - t.re, h.im - t.im};
}

/* Two stages of four points whose twiddles are 1, and -j in the second stage. */
static inline void first_butterflies(four *p) {
    butterfly(&p->a, &p->b, halved(p->b));
    butterfly(&p->c, &p->d, halved(p->d));
    butterfly(&p->a, &p->c, halved(p->c));
    butterfly(&p->b, &p->d, halved_quarter(p->d));
}

/* Samples i and i + 1, i even. */
static inline point sample_pair(const int16_t *x, const int16_t *window, int32_t count, int32_t i) {
    point p = {0, 0};
    if (i < count - 1)
        p = (point){x[i] * window[i], x[i + 1] * window[i + 1]};
    else if (i < count)
        p.re = x[i] * window[i];
    return p;
}

/* The first two stages. The order of their points is that of the reversed bits of their numbers. */
static void first_stages(const int16_t *x, const int16_t *window, int32_t count, int32_t *z,
                         int32_t n) {
    int32_t quarter = n / 4, reversed = 0;
    for (const int32_t *end = z + n; z < end; z += 8) {
        four p;
        p.a = sample_pair(x, window, count, reversed);
        p.b = sample_pair(x, window, count, reversed + 2 * quarter);
        p.c = sample_pair(x, window, count, reversed + quarter);
        p.d = sample_pair(x, window, count, reversed + 3 * quarter);
        first_butterflies(&p);
        store_four(z, 2, &p);
        int32_t bit = quarter >> 1;
        for (; reversed & bit; bit >>= 1)
            reversed ^= bit;
        reversed |= bit;
    }
}

/* Two stages; half is the distance of the points of the first one's butterflies, step that of the
 * second one's twiddles. Inlined with a constant half, distances become offsets of loads and
 * stores. */
ALWAYS_INLINE void two_stages(int32_t *z, int32_t points, int32_t half, int32_t step,
                              const uint32_t *twiddle) {
    const int32_t *end = z + 2 * points;
    const uint32_t *quarter = twiddle + points / 2;
    int32_t next = 2 * half;
    for (; z < end; z += 3 * next) {
        four p = load_four(z, next);
        first_butterflies(&p);
        store_four(z, next, &p);
        z += 2;
        for (int32_t k = step; k < points / 2; k += step, z += 2) {
            p = load_four(z, next);
            uint32_t w = twiddle[2 * k];
            butterfly(&p.a, &p.b, turned(w, p.b));
            butterfly(&p.c, &p.d, turned(w, p.d));
            butterfly(&p.a, &p.c, turned(twiddle[k], p.c));
            butterfly(&p.b, &p.d, turned(quarter[k], p.d));
            store_four(z, next, &p);
        }
    }
}

static void last_stage(int32_t *z, int32_t points, const uint32_t *twiddle) {
    for (int32_t j = 0; j < points / 2; j++, z += 2) {
        int32_t *to = z + points;
        point a = load(z), b = load(to);
        butterfly(&a, &b, j ? turned(twiddle[2 * j], b) : halved(b));
        store(z, a);
        store(to, b);
    }
}

/* With Z[k] the transform of even + j odd, and Z' = conj(Z[n / 2 - k]):
 *   X[k] = (Z + Z') / 2 - j / 2 * W^k * (Z - Z'),   X[n / 2 - k] = conj of the same with + j / 2.
 * Sums are halved before they are made. */
static void split(int32_t *z, int32_t n, const uint32_t *twiddle) {
    int32_t first_re = z[0] >> 1, first_im = z[1] >> 1;
    z[0] = first_re + first_im;
    z[1] = first_re - first_im;
    int32_t *a = z + 2, *b = z + n - 2;
    for (; a <= b; a += 2, b -= 2) {
        point p = halved(load(a)), q = halved(load(b));
        point even = halved((point){p.re + q.re, p.im - q.im});
        point odd = turned(*++twiddle, (point){p.re - q.re, p.im + q.im});
        store(a, (point){even.re + odd.im, even.im - odd.re});
        store(b, (point){even.re - odd.im, -even.im - odd.re});
    }
}

void mote_fft_real(const int16_t *x, const int16_t *window, int32_t count, int32_t *out, int32_t n,
                   const uint32_t *twiddle) {
    int32_t points = n / 2;
    first_stages(x, window, count, out, n);
    if (points >= 16)
        two_stages(out, points, 4, points >> 3, twiddle);
    if (points >= 64)
        two_stages(out, points, 16, points >> 5, twiddle);
    if (points >= 256)
        two_stages(out, points, 64, points >> 7, twiddle);
    if (points & ODD_POWERS)
        last_stage(out, points, twiddle);
    split(out, n, twiddle);
}
