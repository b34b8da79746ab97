/* A front end on a core: front_end FILE.conf TARGET FOLDER makes its features of loud, quiet and
 * extreme sounds on the emulated core and holds them, and the spectrum, against those made on this
 * computer, byte by byte. Prints instructions and cycles of the costliest hop (-1 where they are
 * not counted). FOLDER: where device/ and target/ are. */
#include <stdio.h>
#include <string.h>

#include "base/diag.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/rng.h"
#include "base/text.h"
#include "cmd/front_end.h"

#define HOPS 32
#define TIMEOUT_S 60
#define NUMBERS_PER_LINE 16

static const char *const firmware =
    "static int16_t history[SOUND_FRAME];\n"
    "static int32_t scratch[SOUND_FFT];\n"
    "static int8_t frame[SOUND_BANDS];\n"
    "int main(void) {\n"
    "    mote_logmel_state state;\n"
    "    int made = 0, out = harness_open(\"out\", 1);\n"
    "    mote_logmel_reset(&sound_logmel, &state, history);\n"
    "    for (int hop = 0; hop < HOPS; hop++) {\n"
    "        made += mote_logmel_push(&sound_logmel, &state, pcm + hop * SOUND_HOP, SOUND_HOP,\n"
    "                                 scratch, frame);\n"
    "        harness_write(out, frame, sizeof frame);\n"
    "        harness_write(out, scratch, sizeof scratch);\n"
    "    }\n"
    "    harness_close(out);\n"
    "    return made != HOPS;\n}\n";

/* Sample i of a hop: what follows changes from hop to hop, so that frames see several. */
static int16_t sample_of(int hop, int i, rng *r) {
    int16_t noise = (int16_t)rng_u64(r);
    int16_t value[] = {noise,
                       (int16_t)(noise >> 12),
                       INT16_MIN,
                       i % 2 ? INT16_MAX : INT16_MIN,
                       i == hop ? INT16_MIN : 0,
                       i / (hop / 2 + 1) % 2 ? INT16_MAX : INT16_MIN,
                       (int16_t)(i * hop * 97),
                       0};
    return value[hop % (int)(sizeof value / sizeof value[0])];
}

static int16_t *make_sounds(const audio_conf *c) {
    int hop = c->logmel.hop;
    int16_t *pcm = NEW_ARRAY(int16_t, (size_t)(HOPS * hop));
    rng r;
    rng_seed(&r, 1);
    for (int i = 0; i < HOPS * hop; i++)
        pcm[i] = sample_of(i / hop, i % hop, &r);
    return pcm;
}

/* What the firmware must write. */
static bytes expected_of(const audio_conf *c, const int16_t *pcm) {
    const mote_logmel_config *m = &c->logmel;
    int16_t history[AUDIO_MAX_FFT];
    int32_t scratch[AUDIO_MAX_FFT];
    size_t bands = m->bands, spectrum_bytes = m->fft * sizeof *scratch,
           one = bands + spectrum_bytes;
    uint8_t *to = mem_new(HOPS, one);
    bytes all = {.data = to, .size = HOPS * one};
    mote_logmel_state state;
    mote_logmel_reset(m, &state, history);
    for (int hop = 0; hop < HOPS; hop++, to += one) {
        CHECK(mote_logmel_push(m, &state, pcm + hop * m->hop, m->hop, scratch, (int8_t *)to) == 1);
        memcpy(to + bands, scratch, spectrum_bytes);
    }
    return all;
}

static const char *main_source(const audio_conf *c, const int16_t *pcm) {
    text t = {0};
    text_add(&t, "#define HOPS %d\nstatic const int16_t pcm[HOPS * SOUND_HOP] = {", HOPS);
    for (int i = 0; i < HOPS * c->logmel.hop; i++)
        text_add(&t, "%s%d,", i % NUMBERS_PER_LINE ? " " : "\n", pcm[i]);
    text_add(&t, "\n};\n%s", firmware);
    return text_string(&t);
}

static exit_status measure(void *arguments) {
    char **argument = arguments;
    const sim_target *target = sim_target_load(argument[3], argument[2]);
    const audio_conf *conf = audio_conf_read(argument[1]);
    const int16_t *pcm = make_sounds(conf);
    const char *folder = front_end_build(conf, target, argument[3], main_source(conf, pcm));
    int status = sim_run(target, folder, 0, TIMEOUT_S);
    if (status != 0)
        fail(STATUS_DIFFERS, "the firmware ends with %d", status);
    bytes expected = expected_of(conf, pcm), got = file_read(mem_printf("%s/out", folder));
    if (got.size != expected.size || memcmp(got.data, expected.data, got.size) != 0)
        fail(STATUS_DIFFERS, "%s: other features or another spectrum than on this computer",
             argument[2]);
    sim_count n = {.most = {-1, -1}};
    if (sim_can_count(target))
        n = sim_count_calls(target, folder, "mote_logmel_push", NULL, HOPS);
    printf("%lld %lld\n", (long long)n.most.instructions, (long long)n.most.cycles);
    return STATUS_DONE;
}

int main(int argc, char **argv) {
    return argc == 4 ? (int)diag_try(measure, argv) : STATUS_USAGE;
}
