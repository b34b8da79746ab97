#include "audio/emit.h"

#include "audio/tables.h"

#define NUMBERS_PER_LINE 14
#define WORDS_PER_LINE 8

/* Ends the line before number i where it is full. */
static void add_break(text *t, int i) {
    text_add_string(t, i % NUMBERS_PER_LINE == 0 ? "\n   " : "");
}

static void add_window(text *t, const char *prefix, const int16_t *v, int count) {
    text_add(t, "static const int16_t %s_window[%d] = {", prefix, count);
    for (int i = 0; i < count; i++) {
        add_break(t, i);
        text_add(t, " %d,", v[i]);
    }
    text_add_string(t, "\n};\n\n");
}

static void add_twiddle(text *t, const char *prefix, const uint32_t *v, int count) {
    text_add(t, "static const uint32_t %s_twiddle[%d] = {", prefix, count);
    for (int i = 0; i < count; i++) {
        text_add_string(t, i % WORDS_PER_LINE == 0 ? "\n   " : "");
        text_add(t, " 0x%08x,", v[i]);
    }
    text_add_string(t, "\n};\n\n");
}

static void add_bands(text *t, const audio_conf *c, const char *prefix) {
    text_add(t, "static const mote_mel_band %s_band[%d] = {", prefix, c->logmel.bands);
    for (int b = 0; b < c->logmel.bands; b++) {
        add_break(t, 2 * b);
        text_add(t, " {%d, %d},", c->logmel.band[b].first_bin, c->logmel.band[b].count);
    }
    int weights = audio_weight_count(c);
    text_add(t, "\n};\n\nstatic const uint16_t %s_weight[%d] = {", prefix, weights);
    for (int i = 0; i < weights; i++) {
        add_break(t, i);
        text_add(t, " %u,", c->logmel.weight[i]);
    }
    text_add_string(t, "\n};\n\n");
}

/* As a C string: every byte that is not plain text as an octal escape. */
static void add_label(text *t, const char *label) {
    text_add_string(t, "    \"");
    for (const unsigned char *s = (const unsigned char *)label; *s; s++) {
        int plain = *s >= ' ' && *s < 127 && *s != '"' && *s != '\\' && *s != '?';
        text_add(t, plain ? "%c" : "\\%03o", *s);
    }
    text_add_string(t, "\",\n");
}

void audio_emit(text *t, const audio_conf *c, const char *prefix) {
    const mote_logmel_config *m = &c->logmel;
    add_window(t, prefix, m->window, m->frame);
    add_twiddle(t, prefix, m->twiddle, m->fft / 2);
    add_bands(t, c, prefix);
    text_add(
        t,
        "const mote_logmel_config %s_logmel = {\n"
        "    %u, %u, %u, %u, %u, %s_window, %s_twiddle, %s_band, %s_weight, %luu, %ld,\n};\n\n",
        prefix, m->sample_rate_hz, m->frame, m->hop, m->fft, m->bands, prefix, prefix, prefix,
        prefix, (unsigned long)m->floor_q30, (long)m->floor_log2_q16);
    text_add(t, "const mote_clip_config %s_clip = {%u, %u, %u, %u};\n", prefix, c->clip.frames,
             c->clip.loudest, c->clip.bands, c->clip.range);
    if (c->label_count == 0)
        return;
    text_add(t, "\nconst char *const %s_labels[%d] = {\n", prefix, c->label_count);
    for (int i = 0; i < c->label_count; i++)
        add_label(t, c->labels[i]);
    text_add_string(t, "};\n");
}

void audio_emit_header(text *t, const audio_conf *c, const char *prefix, const char *upper) {
    const mote_logmel_config *m = &c->logmel;
    const struct {
        const char *name;
        int value;
    } sizes[] = {{"SAMPLE_RATE_HZ", m->sample_rate_hz},
                 {"HOP", m->hop},
                 {"FRAME", m->frame},
                 {"FFT", m->fft},
                 {"BANDS", m->bands},
                 {"CLIP_FRAMES", c->clip.frames},
                 {"LABELS", c->label_count}};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        text_add(t, "#define %s_%s %d\n", upper, sizes[i].name, sizes[i].value);
    text_add(t,
             "extern const mote_logmel_config %s_logmel;\n"
             "extern const mote_clip_config %s_clip;\n",
             prefix, prefix);
    if (c->label_count > 0)
        text_add(t, "extern const char *const %s_labels[%d];\n", prefix, c->label_count);
}
