/* .conf files: what is refused and how, and the tables as C. */
#include "audio/emit.h"
#include "confs.h"
#include "test/unit/test.h"

/* CONF_8_KHZ with one line replaced, or with a line more at the end. */
static const audio_conf *parse_with(const char *old, const char *new) {
    const char *at = strstr(CONF_8_KHZ, old);
    CHECK(at);
    return audio_conf_parse(
        mem_printf("%.*s%s%s", (int)(at - CONF_8_KHZ), CONF_8_KHZ, new, at + strlen(old)),
        "x.conf");
}

static const audio_conf *parse_and(const char *more) {
    return audio_conf_parse(mem_printf("%s%s", CONF_8_KHZ, more), "x.conf");
}

TEST(all_sizes) {
    const char *texts[] = {CONF_8_KHZ, CONF_16_KHZ, CONF_SMALL, CONF_LARGE};
    for (int i = 0; i < 4; i++)
        EXPECT(audio_conf_parse(texts[i], "x.conf")->label_count == 0);
}

TEST(labels) {
    const audio_conf *c = parse_and("[labels]\nnames = no  yes\n  maybe\n");
    EXPECT(c->label_count == 3);
    EXPECT(strcmp(c->labels[0], "no") == 0 && strcmp(c->labels[2], "maybe") == 0);
}

TEST(weights_sum_to_one) {
    const audio_conf *c = audio_conf_parse(CONF_16_KHZ, "x.conf");
    const uint16_t *weight = c->logmel.weight;
    for (int b = 0; b < c->logmel.bands; b++) {
        int sum = 0;
        for (int i = 0; i < c->logmel.band[b].count; i++)
            sum += *weight++;
        EXPECT(sum > 65536 - 32 && sum < 65536 + 32);
    }
}

#define REFUSES(name, old, new, words)                                                             \
    TEST_FAILS(name, STATUS_REFUSED, words) {                                                      \
        parse_with(old, new);                                                                      \
    }

REFUSES(not_a_number, "bands = 24", "bands = many",
        "x.conf: line 6: bands = many: expected a whole number from 1 to 128")
REFUSES(fraction, "hop = 160", "hop = 160.5", "line 4: hop = 160.5: expected a whole number")
REFUSES(nan_floor, "floor = 0.0625", "floor = nan", "line 9: floor = nan: expected a number")
REFUSES(huge_rate, "sample_rate_hz = 8000", "sample_rate_hz = 1e99", "line 2: sample_rate_hz")
REFUSES(negative_range, "range = 0", "range = -1", "line 13: range = -1")
REFUSES(endless_clip, "frames = 10", "frames = 1000000000", "line 11: frames = 1000000000")
REFUSES(missing, "hop = 160\n", "", "[features] hop is missing")
#define TEN "0123456789"
#define FIFTY TEN TEN TEN TEN TEN
REFUSES(long_line, "hop = 160", "hop = 160 ; " FIFTY FIFTY FIFTY TEN TEN TEN " hop = 1",
        "line 4 has 200 characters, at most 198 are read")
REFUSES(twice, "hop = 160", "hop = 160\nhop = 160", "line 5: hop is given twice")
REFUSES(unknown_key, "hop = 160", "hopp = 160", "line 4: unknown key [features] hopp")
REFUSES(no_value, "hop = 160", "hop", "line 4: expected [section] or key = value")
REFUSES(not_a_power_of_two, "fft = 256", "fft = 300", "fft = 300: expected a power of two")
REFUSES(frame_too_long, "frame = 256", "frame = 257", "expected hop <= frame <= fft")
REFUSES(hop_too_long, "hop = 160", "hop = 257", "expected hop <= frame <= fft")
REFUSES(above_nyquist, "high_hz = 3800", "high_hz = 4001", "high_hz <= sample_rate_hz / 2 = 4000")
REFUSES(upside_down, "low_hz = 80", "low_hz = 3800", "expected low_hz < high_hz")
REFUSES(narrow_bands, "bands = 24", "bands = 120", "holds no bin of the FFT")
REFUSES(loudest_too_long, "loudest = 4", "loudest = 11", "expected at most [clip] frames = 10")

TEST_FAILS(missing_file, STATUS_REFUSED, "no/such.conf") {
    audio_conf_read("no/such.conf");
}

TEST_FAILS(too_many_labels, STATUS_REFUSED, "more than 1000 labels") {
    text t = {0};
    text_add(&t, "%s[labels]\n", CONF_8_KHZ);
    for (int i = 0; i < 101; i++)
        text_add_string(&t, "names = a b c d e f g h i j\n");
    audio_conf_parse(text_string(&t), "x.conf");
}

/* Every cut and every changed byte is taken or refused, and nothing worse. */
static exit_status parse_damaged(void *conf) {
    audio_conf_parse(conf, "x.conf");
    return STATUS_DONE;
}

TEST_BARE(damaged) {
    char damaged[] = CONF_8_KHZ;
    size_t length = strlen(damaged);
    diag_set_quiet(1);
    for (size_t i = 0; i < length; i++)
        for (int byte = 0; byte < 256; byte += 5) {
            damaged[i] = (char)byte;
            exit_status status = diag_try(parse_damaged, damaged);
            EXPECT(status == STATUS_DONE || status == STATUS_REFUSED);
            damaged[i] = CONF_8_KHZ[i];
        }
    diag_set_quiet(0);
}

TEST(path_beside_model) {
    EXPECT(strcmp(audio_conf_path("a/b.tflite"), "a/b.conf") == 0);
    EXPECT(strcmp(audio_conf_path("a/b"), "a/b.conf") == 0);
}

TEST(emits_the_same_again) {
    text first = {0}, second = {0};
    audio_emit(&first, audio_conf_parse(CONF_8_KHZ, "x.conf"), "word");
    audio_emit(&second, audio_conf_parse(CONF_8_KHZ, "y.conf"), "word");
    EXPECT(strcmp(text_string(&first), text_string(&second)) == 0);
    EXPECT(test_contains(text_string(&first), "const mote_logmel_config word_logmel = {"));
}

TEST(emits_labels_as_c_strings) {
    text t = {0};
    audio_emit(&t,
               parse_and("[labels]\nnames = \"a\\n\" ?"
                         "?/ \xc3\xa9\n"),
               "word");
    EXPECT(test_contains(text_string(&t), "\"\\042a\\134n\\042\","));
    EXPECT(test_contains(text_string(&t), "\"\\077\\077/\","));
    EXPECT(test_contains(text_string(&t), "\"\\303\\251\","));
}
