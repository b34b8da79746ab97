/* Sound files: what is read, what is converted, what is refused. */
#include <math.h>
#include <sndfile.h>
#include <stdlib.h>

#include "audio/wav.h"
#include "base/file.h"
#include "test/unit/test.h"

enum { COUNT = 4000 };

/* Writes sample i of channel c as value(i, c); returns the path. */
static const char *write_sound(int rate_hz, int channels, int format, double (*value)(int, int)) {
    const char *path = mem_printf("%s/sound.wav", file_temporary_folder());
    SF_INFO info = {.samplerate = rate_hz, .channels = channels, .format = format};
    SNDFILE *sound = sf_open(path, SFM_WRITE, &info);
    CHECK(sound);
    /* Real values are +-1, except that 16 bits are written as they are read: times 2^15. */
    int is_16_bits = (format & SF_FORMAT_SUBMASK) == SF_FORMAT_PCM_16;
    for (int i = 0; i < COUNT; i++) {
        double real[32];
        short whole[32];
        for (int c = 0; c < channels; c++) {
            real[c] = value(i, c);
            whole[c] = (short)lrint(is_16_bits ? 32768 * real[c] : 0);
        }
        if (is_16_bits)
            sf_writef_short(sound, whole, 1);
        else
            sf_writef_double(sound, real, 1);
    }
    sf_close(sound);
    return path;
}

static double ramp(int i, int c) {
    (void)c;
    return (i * 16 - 32768) / 32768.0;
}

static double left_only(int i, int c) {
    (void)i;
    return c == 0 ? 0.5 : 0;
}

static double three_halves(int i, int c) {
    (void)i;
    return (1 + c) / 32768.0;
}

static double wave(int i, int c) {
    (void)c;
    return 0.5 * sin(0.05 * i);
}

static double no_number(int i, int c) {
    (void)c;
    return i % 3 == 0 ? (double)NAN : i % 3 == 1 ? (double)INFINITY : -7;
}

TEST(sixteen_bits_stay_as_they_are) {
    audio_pcm pcm =
        audio_wav_read(write_sound(8000, 1, SF_FORMAT_WAV | SF_FORMAT_PCM_16, ramp), 8000);
    EXPECT(pcm.count == COUNT);
    for (int i = 0; i < COUNT; i++)
        EXPECT(pcm.sample[i] == i * 16 - 32768);
}

TEST(channels_are_mixed) {
    audio_pcm pcm =
        audio_wav_read(write_sound(8000, 2, SF_FORMAT_WAV | SF_FORMAT_PCM_24, left_only), 8000);
    EXPECT(pcm.count == COUNT);
    for (int i = 0; i < COUNT; i++)
        EXPECT(pcm.sample[i] == 8192);
}

TEST(means_are_rounded) {
    audio_pcm pcm =
        audio_wav_read(write_sound(8000, 2, SF_FORMAT_WAV | SF_FORMAT_PCM_16, three_halves), 8000);
    for (int i = 0; i < COUNT; i++)
        EXPECT(pcm.sample[i] == 2);
}

TEST(rates_are_converted) {
    audio_pcm pcm =
        audio_wav_read(write_sound(16000, 1, SF_FORMAT_WAV | SF_FORMAT_PCM_16, wave), 8000);
    EXPECT(pcm.count >= COUNT / 2 - 1 && pcm.count <= COUNT / 2 + 1);
    for (int i = 200; i < COUNT / 2 - 200; i++)
        EXPECT(fabs(pcm.sample[i] - 16384 * sin(0.1 * i)) < 40);
}

TEST(what_is_no_number_is_silent) {
    audio_pcm pcm =
        audio_wav_read(write_sound(8000, 1, SF_FORMAT_WAV | SF_FORMAT_FLOAT, no_number), 8000);
    EXPECT(pcm.sample[0] == 0 && pcm.sample[1] == 32767 && pcm.sample[2] == -32768);
}

TEST_FAILS(too_many_channels, STATUS_REFUSED, "17 channels, expected 1 to 16") {
    audio_wav_read(write_sound(8000, 17, SF_FORMAT_WAV | SF_FORMAT_PCM_16, wave), 8000);
}

TEST_FAILS(odd_rate, STATUS_REFUSED, "10 samples a second, too far from 8000; `sox IN.wav -r") {
    audio_wav_read(write_sound(10, 1, SF_FORMAT_WAV | SF_FORMAT_PCM_16, wave), 8000);
}

TEST_FAILS(too_long, STATUS_REFUSED, "longer than 600 seconds") {
    audio_wav_read(write_sound(2, 1, SF_FORMAT_WAV | SF_FORMAT_PCM_16, wave), 500);
}

TEST_FAILS(no_file, STATUS_REFUSED, "no/such.wav") {
    audio_wav_read("no/such.wav", 8000);
}

/* Two samples at 800 kHz are none at 8 kHz. Found by fuzzing. */
TEST_FAILS(too_short, STATUS_REFUSED, "holds no sound") {
    static char sound[] =
        "RIFF\x28\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0\0\x35\x0c\0\0\x6a\x18\0\2\0\x10\0"
        "data\4\0\0\0\1\0\1";
    audio_wav_parse((bytes){(uint8_t *)sound, sizeof sound}, 8000);
}

TEST_FAILS(no_sound, STATUS_REFUSED, "not a .wav file") {
    audio_wav_read("test/audio/test_wav.c", 8000);
}

/* Every cut, and every changed byte of the header, is read or refused, and nothing worse. */
static const char *damaged_path;

static exit_status read_damaged(void *unused) {
    (void)unused;
    audio_wav_read(damaged_path, 8000);
    return STATUS_DONE;
}

static void try_bytes(const uint8_t *data, size_t size) {
    FILE *f = fopen(damaged_path, "wb");
    CHECK(f);
    fwrite(data, 1, size, f);
    fclose(f);
    exit_status status = diag_try(read_damaged, NULL);
    EXPECT(status == STATUS_DONE || status == STATUS_REFUSED);
}

static uint8_t sound_bytes[44 + 2 * COUNT];

static exit_status make_sound(void *unused) {
    (void)unused;
    bytes file = file_read(write_sound(8000, 1, SF_FORMAT_WAV | SF_FORMAT_PCM_16, wave));
    CHECK(file.size == sizeof sound_bytes);
    memcpy(sound_bytes, file.data, file.size);
    return STATUS_DONE;
}

TEST_BARE(damaged) {
    char path[] = "/tmp/mote-wav-XXXXXX";
    int handle = mkstemp(path);
    EXPECT(handle >= 0);
    damaged_path = path;
    diag_set_quiet(1);
    diag_try(make_sound, NULL);
    for (size_t size = 0; size < 200; size++)
        try_bytes(sound_bytes, size);
    for (size_t i = 0; i < 44; i++)
        for (int byte = 0; byte < 256; byte += 15) {
            uint8_t old = sound_bytes[i];
            sound_bytes[i] = (uint8_t)byte;
            try_bytes(sound_bytes, 300);
            sound_bytes[i] = old;
        }
    diag_set_quiet(0);
    remove(path);
}
