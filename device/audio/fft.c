/* Two real values make one complex value, so that n / 2 points suffice; the halves are told apart
 * afterwards. Radix 2, decimation in time. Every stage halves its values, which is what the product
 * of 32 and 16 bits does by itself when its upper 32 bits are kept (SMULWB on cores with DSP), so
 * nothing overflows, and with 16-bit sound 14 bits are left below a sample's lowest bit. */
#include "fft.h"

/* a * b / 2^16, rounded down. */
static inline int32_t multiply_high(int32_t a, int32_t b) {
    return (a >> 16) * b + (((a & 0xffff) * b) >> 16);
}

/* W * z / 2 */
static inline void multiply_complex(const int16_t *w, const int32_t *z, int32_t *re, int32_t *im) {
    *re = multiply_high(z[0], w[0]) - multiply_high(z[1], w[1]);
    *im = multiply_high(z[0], w[1]) + multiply_high(z[1], w[0]);
}

/* a, b = (a + t) / 2, (a - t) / 2, where t / 2 is given. */
static inline void butterfly(int32_t *a, int32_t *b, int32_t re, int32_t im) {
    int32_t a_re = a[0] >> 1, a_im = a[1] >> 1;
    a[0] = a_re + re;
    a[1] = a_im + im;
    b[0] = a_re - re;
    b[1] = a_im - im;
}

static void reverse_bits(int32_t *z, int32_t points) {
    int32_t reversed = 0;
    for (int32_t i = 1; i < points; i++) {
        int32_t bit = points >> 1;
        for (; reversed & bit; bit >>= 1)
            reversed ^= bit;
        reversed |= bit;
        if (i >= reversed)
            continue;
        int32_t re = z[2 * i], im = z[2 * i + 1];
        z[2 * i] = z[2 * reversed];
        z[2 * i + 1] = z[2 * reversed + 1];
        z[2 * reversed] = re;
        z[2 * reversed + 1] = im;
    }
}

/* `step` is the distance, in the table, of the twiddles of neighbouring butterflies. */
static void stage(int32_t *z, int32_t points, int32_t half, const int16_t *twiddle, int32_t step) {
    const int32_t *end = z + 2 * points;
    for (int32_t *a = z; a < end; a += 4 * half) {
        int32_t *b = a + 2 * half;
        butterfly(a, b, b[0] >> 1, b[1] >> 1);
    }
    for (int32_t j = 1; j < half; j++) {
        const int16_t *w = twiddle + 2 * step * j;
        for (int32_t *a = z + 2 * j; a < end; a += 4 * half) {
            int32_t *b = a + 2 * half, re, im;
            multiply_complex(w, b, &re, &im);
            butterfly(a, b, re, im);
        }
    }
}

/* With Z[k] the transform of even + j odd, and Z' = conj(Z[n / 2 - k]):
 *   X[k] = (Z + Z') / 2 - j / 2 * W^k * (Z - Z'),   X[n / 2 - k] = conj of the same with + j / 2.
 * Sums are halved before they are made. */
static void split(int32_t *z, int32_t n, const int16_t *twiddle) {
    int32_t first_re = z[0] >> 1, first_im = z[1] >> 1;
    z[0] = first_re + first_im;
    z[1] = first_re - first_im;
    for (int32_t k = 1; k <= n / 4; k++) {
        int32_t *a = z + 2 * k, *b = z + n - 2 * k;
        int32_t a_re = a[0] >> 1, a_im = a[1] >> 1, b_re = b[0] >> 1, b_im = b[1] >> 1;
        int32_t even_re = (a_re + b_re) >> 1, even_im = (a_im - b_im) >> 1;
        int32_t difference[2] = {a_re - b_re, a_im + b_im}, re, im;
        multiply_complex(twiddle + 2 * k, difference, &re, &im);
        a[0] = even_re + im;
        a[1] = even_im - re;
        b[0] = even_re - im;
        b[1] = -even_im - re;
    }
}

void mote_fft_real(int32_t *data, int32_t n, const int16_t *twiddle) {
    int32_t points = n / 2;
    reverse_bits(data, points);
    for (int32_t half = 1, step = points; half < points; half *= 2, step /= 2)
        stage(data, points, half, twiddle, step);
    split(data, n, twiddle);
}
