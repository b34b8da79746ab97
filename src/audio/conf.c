#include "audio/conf.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "audio/tables.h"
#include "base/conf.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/mem.h"

/* Every key of the file that is a number. */
typedef struct conf_key {
    const char *section, *name;
    double low, high;
    int whole; /* no fraction */
} conf_key;

enum {
    RATE,
    FRAME,
    HOP,
    FFT,
    BANDS,
    LOW,
    HIGH,
    FLOOR,
    CLIP_FRAMES,
    CLIP_LOUDEST,
    CLIP_RANGE,
    KEY_COUNT
};

static const conf_key keys[KEY_COUNT] = {
    [RATE] = {"features", "sample_rate_hz", 4000, 48000, 1},
    [FRAME] = {"features", "frame", 16, AUDIO_MAX_FFT, 1},
    [HOP] = {"features", "hop", 16, AUDIO_MAX_FFT, 1},
    [FFT] = {"features", "fft", 64, AUDIO_MAX_FFT, 1},
    [BANDS] = {"features", "bands", 1, AUDIO_MAX_BANDS, 1},
    [LOW] = {"features", "low_hz", 0, 24000, 0},
    [HIGH] = {"features", "high_hz", 0, 24000, 0},
    [FLOOR] = {"features", "floor", 1.0 / 16384, 1, 0},
    [CLIP_FRAMES] = {"clip", "frames", 1, AUDIO_MAX_FRAMES, 1},
    [CLIP_LOUDEST] = {"clip", "loudest", 1, AUDIO_MAX_FRAMES, 1},
    [CLIP_RANGE] = {"clip", "range", 0, 255, 1},
};

typedef struct conf_reader {
    double value[KEY_COUNT];
    int given[KEY_COUNT];
    const char *labels; /* as written; NULL: none */
    const char *error;  /* the first one */
} conf_reader;

static const char *read_number(conf_reader *r, int index, const char *text) {
    const conf_key *key = &keys[index];
    char *end;
    double value = strtod(text, &end);
    if (r->given[index])
        return mem_printf("%s is given twice", key->name);
    if (end == text || *end || !(value >= key->low && value <= key->high) ||
        (key->whole && value != floor(value)))
        return mem_printf("%s = %.100s: expected a%s number from %g to %g", key->name, text,
                          key->whole ? " whole" : "", key->low, key->high);
    r->value[index] = value;
    r->given[index] = 1;
    return NULL;
}

static const char *read_entry(conf_reader *r, const char *section, const char *name,
                              const char *text) {
    for (int i = 0; i < KEY_COUNT; i++)
        if (strcmp(section, keys[i].section) == 0 && strcmp(name, keys[i].name) == 0)
            return read_number(r, i, text);
    if (strcmp(section, "labels") != 0 || strcmp(name, "names") != 0)
        return mem_printf("unknown key [%.50s] %.50s; doc/audio.md lists the keys", section, name);
    /* An indented line goes on with the value of the line before. */
    r->labels = mem_printf("%s %s", r->labels ? r->labels : "", text);
    return NULL;
}

/* inih stops nowhere but returns the first line for which this was 0. */
static int handle_entry(void *user, const char *section, const char *name, const char *value) {
    conf_reader *r = user;
    const char *error = read_entry(r, section, name, value);
    if (error && !r->error)
        r->error = error;
    return !error;
}

static void read_labels(audio_conf *c, const char *text) {
    char *rest = mem_strdup(text), *word;
    while ((word = strsep(&rest, " \t")) != NULL) {
        if (!*word)
            continue;
        if (c->label_count == AUDIO_MAX_LABELS)
            fail(STATUS_REFUSED, "[labels] names: more than %d labels", AUDIO_MAX_LABELS);
        size_t count = (size_t)c->label_count;
        c->labels = mem_grow(c->labels, count, count + 1, sizeof *c->labels);
        c->labels[c->label_count++] = word;
    }
}

/* What no single key shows. */
static void check_together(const double *v) {
    int fft = (int)v[FFT];
    if (fft & (fft - 1))
        fail(STATUS_REFUSED, "fft = %d: expected a power of two", fft);
    if (v[HOP] > v[FRAME] || v[FRAME] > v[FFT])
        fail(STATUS_REFUSED, "hop = %g, frame = %g, fft = %g: expected hop <= frame <= fft", v[HOP],
             v[FRAME], v[FFT]);
    if (v[LOW] >= v[HIGH] || v[HIGH] > v[RATE] / 2)
        fail(STATUS_REFUSED,
             "low_hz = %g, high_hz = %g: expected low_hz < high_hz <= sample_rate_hz / 2 = %g",
             v[LOW], v[HIGH], v[RATE] / 2);
    if (v[CLIP_LOUDEST] > v[CLIP_FRAMES])
        fail(STATUS_REFUSED, "loudest = %g: expected at most [clip] frames = %g", v[CLIP_LOUDEST],
             v[CLIP_FRAMES]);
}

const audio_conf *audio_conf_parse(const char *text, const char *name) {
    diag_set_file(name);
    conf_reader r = {0};
    int line = conf_parse(text, handle_entry, &r, NULL);
    if (line != 0)
        fail(STATUS_REFUSED, "line %d: %s", line,
             r.error ? r.error : "expected [section] or key = value");
    for (int i = 0; i < KEY_COUNT; i++)
        if (!r.given[i])
            fail(STATUS_REFUSED, "[%s] %s is missing", keys[i].section, keys[i].name);
    const double *v = r.value;
    check_together(v);
    audio_conf *c = NEW(audio_conf);
    c->logmel.sample_rate_hz = (uint16_t)v[RATE];
    c->logmel.frame = (uint16_t)v[FRAME];
    c->logmel.hop = (uint16_t)v[HOP];
    c->logmel.fft = (uint16_t)v[FFT];
    c->logmel.bands = (uint16_t)v[BANDS];
    c->clip = (mote_clip_config){(uint16_t)v[CLIP_FRAMES], (uint16_t)v[CLIP_LOUDEST],
                                 (uint16_t)v[BANDS], (uint16_t)v[CLIP_RANGE]};
    c->low_hz = v[LOW];
    c->high_hz = v[HIGH];
    c->floor = v[FLOOR];
    read_labels(c, r.labels ? r.labels : "");
    audio_tables_make(c);
    diag_set_file(NULL);
    return c;
}

const audio_conf *audio_conf_read(const char *path) {
    bytes file = file_read(path);
    diag_set_file(path);
    if (memchr(file.data, 0, file.size))
        fail(STATUS_REFUSED, "not a text file; expected a .conf file of an audio front end");
    return audio_conf_parse((const char *)file.data, path);
}

const char *audio_conf_path(const char *model_path) {
    size_t stem = strlen(model_path) - (file_has_suffix(model_path, ".tflite") ? 7 : 0);
    return mem_printf("%.*s.conf", (int)stem, model_path);
}
