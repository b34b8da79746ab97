#include "audio/tables.h"

#include <math.h>

#include "base/diag.h"
#include "base/mem.h"

static int16_t q15(double x) {
    double scaled = round(x * 32768);
    return (int16_t)(scaled > 32767 ? 32767 : scaled);
}

/* O'Shaughnessy's mel scale, the one of HTK. */
static double hz_to_mel(double hz) {
    return 2595 * log10(1 + hz / 700);
}

static double mel_to_hz(double mel) {
    return 700 * (pow(10, mel / 2595) - 1);
}

static const int16_t *make_window(int frame) {
    int16_t *window = NEW_ARRAY(int16_t, (size_t)frame);
    for (int i = 0; i < frame; i++)
        window[i] = q15(0.5 - 0.5 * cos(2 * M_PI * i / frame));
    return window;
}

static const uint32_t *make_twiddle(int fft) {
    uint32_t *twiddle = NEW_ARRAY(uint32_t, (size_t)fft / 2);
    for (int k = 0; k < fft / 2; k++) {
        double angle = 2 * M_PI * k / fft;
        twiddle[k] = (uint16_t)q15(cos(angle)) | (uint32_t)q15(-sin(angle)) << 16;
    }
    return twiddle;
}

/* Height, 0 .. 1, of the triangle with these corners. */
static double triangle(const double *corner, double hz) {
    double rise = (hz - corner[0]) / (corner[1] - corner[0]);
    double fall = (corner[2] - hz) / (corner[2] - corner[1]);
    double height = rise < fall ? rise : fall;
    return height > 0 ? height : 0;
}

/* One band; returns how many weights it got. Bins 0 and fft / 2 belong to no band. */
static int make_band(const audio_conf *c, const double *corner, mote_mel_band *band,
                     uint16_t *weight) {
    double bin_hz = (double)c->logmel.sample_rate_hz / c->logmel.fft, sum = 0;
    int first = 0, last = 0;
    for (int k = 1; k < c->logmel.fft / 2; k++) {
        double height = triangle(corner, k * bin_hz);
        sum += height;
        if (round(height * 65536) > 0) {
            first = first ? first : k;
            last = k;
        }
    }
    if (!first)
        fail(STATUS_REFUSED,
             "bands = %d: the band from %.0f to %.0f Hz holds no bin of the FFT, which are %.1f Hz "
             "apart; expected fewer bands, a wider range or a larger fft",
             c->logmel.bands, corner[0], corner[2], bin_hz);
    for (int k = first; k <= last; k++) {
        double scaled = round(65536 * triangle(corner, k * bin_hz) / sum);
        weight[k - first] = (uint16_t)(scaled > 65535 ? 65535 : scaled);
    }
    *band = (mote_mel_band){(uint16_t)first, (uint16_t)(last - first + 1)};
    return band->count;
}

static void make_bands(audio_conf *c) {
    int bands = c->logmel.bands, used = 0;
    mote_mel_band *band = NEW_ARRAY(mote_mel_band, (size_t)bands);
    uint16_t *weight = NEW_ARRAY(uint16_t, (size_t)bands * c->logmel.fft / 2);
    double low = hz_to_mel(c->low_hz), step = (hz_to_mel(c->high_hz) - low) / (bands + 1);
    for (int b = 0; b < bands; b++) {
        double corner[3];
        for (int i = 0; i < 3; i++)
            corner[i] = mel_to_hz(low + (b + i) * step);
        used += make_band(c, corner, &band[b], weight + used);
    }
    c->logmel.band = band;
    c->logmel.weight = weight;
}

void audio_tables_make(audio_conf *c) {
    c->logmel.window = make_window(c->logmel.frame);
    c->logmel.twiddle = make_twiddle(c->logmel.fft);
    make_bands(c);
    double floor_q30 = round(c->floor * 1073741824.0);
    c->logmel.floor_q30 = (uint32_t)floor_q30;
    c->logmel.floor_log2_q16 = (int32_t)round(log2(floor_q30) * 65536);
}

int audio_weight_count(const audio_conf *c) {
    int count = 0;
    for (int b = 0; b < c->logmel.bands; b++)
        count += c->logmel.band[b].count;
    return count;
}
