#include "reference.h"

#include <complex.h>
#include <math.h>

static double mel(double hz) {
    return 2595 * log10(1 + hz / 700);
}

static double triangle(double low, double mid, double high, double hz) {
    if (hz <= low || hz >= high)
        return 0;
    return hz < mid ? (hz - low) / (mid - low) : (high - hz) / (high - mid);
}

/* |X[k] / fft|^2 for k < fft / 2, by the plain sum. */
static void power_spectrum(const audio_conf *c, const int16_t *x, double *power) {
    int fft = c->logmel.fft, frame = c->logmel.frame;
    double complex turn[AUDIO_MAX_FFT];
    for (int i = 0; i < fft; i++)
        turn[i] = cexp(-2 * M_PI * I * i / fft);
    for (int k = 0; k < fft / 2; k++) {
        double complex sum = 0;
        for (int i = 0; i < frame; i++)
            sum += (0.5 - 0.5 * cos(2 * M_PI * i / frame)) * x[i] * turn[(long)i * k % fft];
        power[k] = creal(sum * conj(sum)) / fft / fft;
    }
}

void reference_frame(const audio_conf *c, const int16_t *x, double *out) {
    int bands = c->logmel.bands, fft = c->logmel.fft;
    double power[AUDIO_MAX_FFT / 2], low = mel(c->low_hz), high = mel(c->high_hz);
    power_spectrum(c, x, power);
    for (int b = 0; b < bands; b++) {
        double corner[3], sum = 0, weights = 0;
        for (int i = 0; i < 3; i++)
            corner[i] = 700 * (pow(10, (low + (high - low) * (b + i) / (bands + 1)) / 2595) - 1);
        for (int k = 1; k < fft / 2; k++) {
            double hz = (double)c->logmel.sample_rate_hz * k / fft;
            double w = triangle(corner[0], corner[1], corner[2], hz);
            sum += w * power[k];
            weights += w;
        }
        out[b] = 8 * log2(1 + sum / weights / c->floor) - 128;
    }
}

/* ---- to the last bit ---- */

typedef struct exact {
    int64_t re, im;
} exact;

/* W^k * z / 2, each product rounded down. */
static exact turned(const audio_conf *c, int k, exact z) {
    int64_t cosine = (int16_t)c->logmel.twiddle[k], sine = (int16_t)(c->logmel.twiddle[k] >> 16);
    return (exact){(z.re * cosine >> 16) - (z.im * sine >> 16),
                   (z.re * sine >> 16) + (z.im * cosine >> 16)};
}

/* The transform of z[0], z[stride], ..., `points` of them, divided by their number. */
static void transform(const audio_conf *c, const exact *z, int points, int stride, exact *out) {
    exact odd[AUDIO_MAX_FFT / 2];
    if (points == 1) {
        out[0] = z[0];
        return;
    }
    int half = points / 2;
    transform(c, z, half, 2 * stride, out);
    transform(c, z + stride, half, 2 * stride, odd);
    for (int k = 0; k < half; k++) {
        exact t = k ? turned(c, c->logmel.fft / points * k, odd[k])
                    : (exact){odd[0].re >> 1, odd[0].im >> 1};
        exact e = {out[k].re >> 1, out[k].im >> 1};
        out[k] = (exact){e.re + t.re, e.im + t.im};
        out[k + half] = (exact){e.re - t.re, e.im - t.im};
    }
}

void reference_spectrum(const audio_conf *c, const int16_t *x, int32_t *out) {
    int fft = c->logmel.fft, points = fft / 2;
    exact samples[AUDIO_MAX_FFT / 2] = {0}, z[AUDIO_MAX_FFT / 2];
    for (int i = 0; i < c->logmel.frame; i++)
        *(i % 2 ? &samples[i / 2].im : &samples[i / 2].re) = (int64_t)x[i] * c->logmel.window[i];
    transform(c, samples, points, 1, z);
    out[0] = (int32_t)((z[0].re >> 1) + (z[0].im >> 1));
    out[1] = (int32_t)((z[0].re >> 1) - (z[0].im >> 1));
    for (int k = 1; k <= points / 2; k++) {
        exact a = {z[k].re >> 1, z[k].im >> 1};
        exact b = {z[points - k].re >> 1, z[points - k].im >> 1};
        exact even = {(a.re + b.re) >> 1, (a.im - b.im) >> 1};
        exact odd = turned(c, k, (exact){a.re - b.re, a.im + b.im});
        out[2 * k] = (int32_t)(even.re + odd.im);
        out[2 * k + 1] = (int32_t)(even.im - odd.re);
        out[fft - 2 * k] = (int32_t)(even.re - odd.im);
        out[fft - 2 * k + 1] = (int32_t)(-even.im - odd.re);
    }
}
