#include "audio/wav.h"

#include <math.h>
#include <samplerate.h>
#include <sndfile.h>
#include <stdio.h>
#include <string.h>

#include "base/diag.h"
#include "base/file.h"
#include "base/mem.h"

#define MAX_SECONDS 600
#define MAX_CHANNELS 16
/* What libsamplerate can do. */
#define MAX_RATE_RATIO 250

typedef struct memory_file {
    bytes data;
    sf_count_t at;
} memory_file;

static sf_count_t memory_length(void *user) {
    return (sf_count_t)((memory_file *)user)->data.size;
}

static sf_count_t memory_seek(sf_count_t offset, int whence, void *user) {
    memory_file *f = user;
    sf_count_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? f->at : memory_length(f);
    if (offset < -base || offset > memory_length(f) - base)
        return -1;
    f->at = base + offset;
    return f->at;
}

static sf_count_t memory_read(void *to, sf_count_t count, void *user) {
    memory_file *f = user;
    sf_count_t left = memory_length(f) - f->at, n = count < left ? count : left;
    if (n <= 0)
        return 0;
    memcpy(to, f->data.data + f->at, (size_t)n);
    f->at += n;
    return n;
}

static sf_count_t memory_tell(void *user) {
    return ((memory_file *)user)->at;
}

/* Opens the sound, reads at most *frames of it (0: only its description), and closes it: no handle
 * can outlive a fail(). *frames becomes what was there. */
static SF_INFO read_sound(bytes file, float *sample, sf_count_t *frames) {
    memory_file f = {file, 0};
    SF_VIRTUAL_IO io = {memory_length, memory_seek, memory_read, NULL, memory_tell};
    SF_INFO info = {0};
    SNDFILE *sound = sf_open_virtual(&io, SFM_READ, &info, &f);
    if (!sound)
        fail(STATUS_REFUSED, "not a .wav file that can be read: %s", sf_strerror(NULL));
    if (*frames > 0)
        *frames = sf_readf_float(sound, sample, *frames);
    sf_close(sound);
    return info;
}

static void check_sound(const SF_INFO *info, int rate_hz) {
    if (info->channels < 1 || info->channels > MAX_CHANNELS)
        fail(STATUS_REFUSED,
             "%d channels, expected 1 to %d; `sox IN.wav -c 1 OUT.wav` makes one of them",
             info->channels, MAX_CHANNELS);
    if (info->samplerate < 1 || info->samplerate > (int64_t)rate_hz * MAX_RATE_RATIO ||
        rate_hz > (int64_t)info->samplerate * MAX_RATE_RATIO)
        fail(STATUS_REFUSED,
             "%d samples a second, too far from %d; `sox IN.wav -r %d OUT.wav` converts it",
             info->samplerate, rate_hz, rate_hz);
    if (info->frames / info->samplerate >= MAX_SECONDS)
        fail(STATUS_REFUSED,
             "longer than %d seconds; `sox IN.wav OUT.wav trim 0 60` keeps a minute", MAX_SECONDS);
}

/* The mean of all channels, in place. What is no number becomes silence. */
static void mix_down(float *sample, int64_t frames, int channels) {
    for (int64_t i = 0; i < frames; i++) {
        float sum = 0;
        for (int c = 0; c < channels; c++)
            sum += sample[i * channels + c];
        float mean = sum / (float)channels;
        sample[i] = isnan(mean) ? 0 : fmaxf(-1, fminf(mean, 1));
    }
}

static float *convert_rate(float *sample, int64_t *frames, int from_hz, int to_hz) {
    double ratio = (double)to_hz / from_hz;
    int64_t room = (int64_t)ceil((double)*frames * ratio) + 1;
    float *out = NEW_ARRAY(float, (size_t)room);
    SRC_DATA job = {.data_in = sample,
                    .data_out = out,
                    .input_frames = (long)*frames,
                    .output_frames = (long)room,
                    .src_ratio = ratio};
    int error = src_simple(&job, SRC_SINC_MEDIUM_QUALITY, 1);
    if (error)
        fail(STATUS_REFUSED, "cannot convert from %d to %d samples a second: %s", from_hz, to_hz,
             src_strerror(error));
    *frames = job.output_frames_gen;
    return out;
}

/* libsndfile reads many formats, some of which hold hours in a few bytes. */
static int is_wav(bytes file) {
    static const char *const marks[] = {"RIFF", "RIFX", "RF64"};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (file.size >= 12 && memcmp(file.data, marks[i], 4) == 0 &&
            memcmp(file.data + 8, "WAVE", 4) == 0)
            return 1;
    return 0;
}

audio_pcm audio_wav_parse(bytes file, int rate_hz) {
    if (!is_wav(file))
        fail(STATUS_REFUSED, "not a .wav file; `sox IN OUT.wav` converts other sounds");
    sf_count_t frames = 0;
    SF_INFO info = read_sound(file, NULL, &frames);
    check_sound(&info, rate_hz);
    float *sample = NEW_ARRAY(float, (size_t)info.frames *(size_t)info.channels);
    frames = info.frames;
    read_sound(file, sample, &frames);
    audio_pcm pcm = {.count = frames};
    if (frames > 0)
        mix_down(sample, frames, info.channels);
    if (frames > 0 && info.samplerate != rate_hz)
        sample = convert_rate(sample, &pcm.count, info.samplerate, rate_hz);
    if (pcm.count <= 0)
        fail(STATUS_REFUSED, "holds no sound");
    pcm.sample = NEW_ARRAY(int16_t, (size_t)pcm.count);
    for (int64_t i = 0; i < pcm.count; i++)
        pcm.sample[i] = (int16_t)fmaxf(-32768, fminf(roundf(sample[i] * 32768), 32767));
    return pcm;
}

audio_pcm audio_wav_read(const char *path, int rate_hz) {
    bytes file = file_read(path);
    diag_set_file(path);
    audio_pcm pcm = audio_wav_parse(file, rate_hz);
    diag_set_file(NULL);
    return pcm;
}
