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
