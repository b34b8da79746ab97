/* The front end against its definition in double arithmetic. */
#include <dirent.h>
#include <math.h>
#include <stdlib.h>

#include "audio/features.h"
#include "audio/wav.h"
#include "base/file.h"
#include "base/rng.h"
#include "confs.h"
#include "device/audio/fft.h"
#include "reference.h"
#include "test/unit/test.h"

#define RECORDINGS 100

/* How many features are off by 0, 1, 2, and more steps. */
typedef struct differences {
    long count[4], all;
} differences;

static void compare_features(const audio_conf *c, const audio_pcm *pcm, differences *d) {
    int hop = c->logmel.hop, frame = c->logmel.frame, bands = c->logmel.bands;
    audio_features f = audio_features_of(c, pcm->sample, pcm->count);
    int16_t window[AUDIO_MAX_FFT];
    double expected[AUDIO_MAX_BANDS];
    for (int64_t i = 0; i < f.frames; i++) {
        for (int64_t j = 0; j < frame; j++) {
            int64_t at = (i + 1) * hop - frame + j;
            window[j] = at >= 0 && at < pcm->count ? pcm->sample[at] : 0;
        }
        reference_frame(c, window, expected);
        for (int b = 0; b < bands; b++) {
            double clamped = fmin(fmax(round(expected[b]), -128), 127);
            int off = abs((int)clamped - f.value[i * bands + b]);
            d->count[off > 3 ? 3 : off]++;
            d->all++;
        }
    }
    mem_free(f.value);
}

static int close_enough(const differences *d) {
    return d->all > 0 && d->count[3] == 0 && d->count[2] <= d->all / 100;
}

static void print_differences(const char *what, const differences *d) {
    printf("%s: %ld features, %.3f %% equal, %.3f %% off by 1, %ld by 2, %ld by more\n", what,
           d->all, 100.0 * (double)d->count[0] / (double)d->all,
           100.0 * (double)d->count[1] / (double)d->all, d->count[2], d->count[3]);
}

static int is_wav(const struct dirent *e) {
    return file_has_suffix(e->d_name, ".wav");
}

/* Recordings spread evenly over the folder, at the front end's rate. */
static void compare_recordings(const char *conf_text, const char *what) {
    const char *folder = getenv("FSDD");
    struct dirent **entry;
    int count = folder ? scandir(folder, &entry, is_wav, alphasort) : -1;
    if (count < RECORDINGS) {
        printf("note: no recordings in ../shared/data/fsdd: %s not compared\n", what);
        return;
    }
    const audio_conf *c = audio_conf_parse(conf_text, what);
    differences d = {0};
    for (int i = 0; i < RECORDINGS; i++) {
        const char *name = entry[(long)i * count / RECORDINGS]->d_name;
        audio_pcm pcm = audio_wav_read(mem_printf("%s/%s", folder, name), c->logmel.sample_rate_hz);
        compare_features(c, &pcm, &d);
    }
    for (int i = 0; i < count; i++)
        free(entry[i]);
    free(entry);
    print_differences(what, &d);
    EXPECT(close_enough(&d));
}

TEST(recordings_8_khz) {
    compare_recordings(CONF_8_KHZ, "recordings at 8 kHz");
}

TEST(recordings_16_khz) {
    compare_recordings(CONF_16_KHZ, "recordings at 16 kHz");
}

/* Sine, square wave, noise, clicks, a constant, all at some amplitude. */
static int16_t signal_at(int kind, double amplitude, int i, rng *r) {
    double sine = sin(0.05 * i + 0.00003 * i * i);
    double noise = 2 * rng_real(r) - 1;
    double value[] = {sine, sine > 0 ? 1 : -1, noise, i % 411 == 0, 1, noise * sine};
    return (int16_t)lrint(amplitude * value[kind]);
}

static void compare_signals(const char *conf_text, const char *what) {
    const audio_conf *c = audio_conf_parse(conf_text, what);
    rng r;
    rng_seed(&r, 1);
    differences d = {0};
    int16_t sample[8000];
    for (int kind = 0; kind < 6; kind++)
        for (double amplitude = 32767; amplitude >= 1; amplitude /= 6) {
            for (int i = 0; i < 8000; i++)
                sample[i] = signal_at(kind, amplitude, i, &r);
            audio_pcm pcm = {8000, sample};
            compare_features(c, &pcm, &d);
        }
    print_differences(what, &d);
    EXPECT(close_enough(&d));
}

TEST(signals_8_khz) {
    compare_signals(CONF_8_KHZ, "signals at 8 kHz");
}

TEST(signals_16_khz) {
    compare_signals(CONF_16_KHZ, "signals at 16 kHz");
}

TEST(signals_smallest) {
    compare_signals(CONF_SMALL, "signals, 64 points");
}

TEST(signals_largest) {
    compare_signals(CONF_LARGE, "signals, 1024 points");
}

/* Frames of noise, loud or soft, and of the lowest and highest samples. */
static void compare_spectra(const char *conf_text) {
    const audio_conf *c = audio_conf_parse(conf_text, "exact");
    rng r;
    rng_seed(&r, 3);
    for (int n = 0; n < 300; n++) {
        int16_t x[AUDIO_MAX_FFT];
        int32_t expected[AUDIO_MAX_FFT], spectrum[AUDIO_MAX_FFT];
        for (int i = 0; i < c->logmel.frame; i++) {
            int16_t noise = (int16_t)rng_u64(&r);
            x[i] = (int16_t)(n % 2 ? noise >> n % 16 : noise < 0 ? INT16_MIN : INT16_MAX);
        }
        reference_spectrum(c, x, expected);
        mote_fft_real(x, c->logmel.window, c->logmel.frame, spectrum, c->logmel.fft,
                      c->logmel.twiddle);
        EXPECT(memcmp(spectrum, expected, c->logmel.fft * sizeof *spectrum) == 0);
    }
}

TEST(spectra_are_exact) {
    compare_spectra(CONF_SMALL);
    compare_spectra(CONF("8000", "127", "17", "128", "7", "4000"));
    compare_spectra(CONF_8_KHZ);
    compare_spectra(CONF_16_KHZ);
    compare_spectra(CONF("16000", "401", "160", "512", "40", "7600"));
    compare_spectra(CONF_LARGE);
}

/* The bits of features, which a trained model knows: of all sizes, of noise from loud to soft. */
static uint32_t hash_features(const char *conf_text) {
    const audio_conf *c = audio_conf_parse(conf_text, "hash");
    int16_t sample[20000];
    rng r;
    rng_seed(&r, 4);
    for (int i = 0; i < 20000; i++)
        sample[i] = (int16_t)((int16_t)rng_u64(&r) >> i / 1250);
    audio_features f = audio_features_of(c, sample, 20000);
    uint32_t hash = 2166136261u; /* FNV-1a */
    for (int64_t i = 0; i < f.frames * c->logmel.bands; i++)
        hash = (hash ^ (uint8_t)f.value[i]) * 16777619u;
    mem_free(f.value);
    return hash;
}

TEST(features_stay_the_same) {
    EXPECT(hash_features(CONF_SMALL) == 3495356946u);
    EXPECT(hash_features(CONF_8_KHZ) == 2009511116u);
    EXPECT(hash_features(CONF_16_KHZ) == 1504234048u);
    EXPECT(hash_features(CONF_LARGE) == 106833817u);
}

/* The lowest and the highest sample must not overflow anything. */
TEST(full_scale) {
    const audio_conf *c = audio_conf_parse(CONF_8_KHZ, "8 kHz");
    differences d = {0};
    for (int period = 1; period < 300; period += 7) {
        int16_t sample[1000];
        for (int i = 0; i < 1000; i++)
            sample[i] = i / period % 2 ? INT16_MAX : INT16_MIN;
        audio_pcm pcm = {1000, sample};
        compare_features(c, &pcm, &d);
    }
    EXPECT(close_enough(&d));
}

TEST(silence_is_lowest) {
    const audio_conf *c = audio_conf_parse(CONF_8_KHZ, "8 kHz");
    int16_t sample[800] = {0};
    audio_features f = audio_features_of(c, sample, 800);
    EXPECT(f.frames == 5);
    for (int i = 0; i < 5 * c->logmel.bands; i++)
        EXPECT(f.value[i] == MOTE_LOGMEL_SILENCE);
}

/* Blocks of any size give the frames that whole hops give. */
TEST(blocks_of_any_size) {
    const audio_conf *c = audio_conf_parse(CONF_8_KHZ, "8 kHz");
    int16_t sample[4000];
    rng r;
    rng_seed(&r, 2);
    for (int i = 0; i < 4000; i++)
        sample[i] = (int16_t)rng_u64(&r);
    audio_features expected = audio_features_of(c, sample, 4000);
    int32_t hop = c->logmel.hop, scratch[256];
    int16_t history[256];
    int8_t frame[64];
    mote_logmel_state state;
    mote_logmel_reset(&c->logmel, &state, history);
    EXPECT(mote_logmel_push(&c->logmel, &state, sample, hop + 1, scratch, frame) == -1);
    EXPECT(mote_logmel_push(&c->logmel, &state, sample, -1, scratch, frame) == -1);
    int64_t frames = 0;
    for (int at = 0; at < 4000;) {
        int n = (int)(rng_u64(&r) % (uint64_t)(hop + 1));
        n = n < 4000 - at ? n : 4000 - at;
        int ready = mote_logmel_push(&c->logmel, &state, sample + at, n, scratch, frame);
        at += n;
        EXPECT(ready == (at / hop > frames));
        if (ready)
            EXPECT(memcmp(frame, expected.value + frames++ * c->logmel.bands, c->logmel.bands) ==
                   0);
    }
    EXPECT(frames == 4000 / hop);
}
