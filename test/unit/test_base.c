/* base/: memory, text, diagnostics, options, random numbers, SHA-256. */
#include "test.h"

#include <stdint.h>
#include <unistd.h>

#include "base/cli.h"
#include "base/file.h"
#include "base/rng.h"
#include "base/sha256.h"
#include "base/text.h"

/* ---- memory and text ---- */

TEST(mem_is_zeroed_and_grows) {
    uint8_t *block = mem_new(3, 2);
    for (int i = 0; i < 6; i++)
        EXPECT(block[i] == 0);
    block[5] = 9;
    block = mem_grow(block, 6, 9, 1);
    EXPECT(block[5] == 9 && block[6] == 0 && block[8] == 0);
    mem_free(block);
    mem_free(NULL);
    EXPECT(strcmp(mem_printf("%d-%s", 7, "x"), "7-x") == 0);
    EXPECT(mem_new(0, 8) != NULL);
}

/* By far less than the limit at a time. */
TEST(mem_of_rounds_is_free_again) {
    char *kept = mem_strdup("kept");
    for (int i = 0; i < 20; i++) {
        void *mark = mem_new(1, 1);
        mem_new(50, 1 << 20);
        mem_strdup("x");
        mem_free_newer(mark);
        mem_free(mark);
    }
    EXPECT(strcmp(kept, "kept") == 0);
}

TEST_FAILS(mem_product_overflows, STATUS_REFUSED, "memory") {
    mem_new(SIZE_MAX / 2, 4);
}

TEST_FAILS(mem_limit_is_for_all_blocks, STATUS_REFUSED, "more than 400 MiB") {
    for (int i = 0; i < 9; i++)
        mem_new(50, 1 << 20);
}

TEST(text_grows) {
    text t = {0};
    EXPECT(strcmp(text_string(&t), "") == 0);
    for (int i = 0; i < 1000; i++)
        text_add(&t, "%d,", i % 10);
    text_add_string(&t, "end");
    EXPECT(t.length == 2003 && strcmp(text_string(&t) + 1998, "9,end") == 0);
}

TEST_FAILS(fail_names_the_place, STATUS_REFUSED, "m.tflite: operator 3 (CONV_2D): stride 0") {
    diag_set_file("m.tflite");
    diag_set_operator(3, "CONV_2D");
    fail(STATUS_REFUSED, "stride %d", 0);
}

TEST_FAILS(fail_masks_control_characters, STATUS_REFUSED, "tensor '?[31m'") {
    fail(STATUS_REFUSED, "tensor '%s'", "\033[31m");
}

static exit_status make_some_text(void *context) {
    text t = {0};
    for (int i = 0; i < 20; i++)
        text_add(&t, "%s %d", mem_strdup(context), i);
    return STATUS_DONE;
}

TEST_BARE(allocations_may_fail) {
    try_every_allocation(make_some_text, "words");
}

/* ---- options ---- */

static struct {
    const char *target, *output;
    int json;
    long long count;
    cli_list inputs;
    cli_verb verb;
} given;

static const cli_option options[] = {
    {.name = "target",
     .kind = CLI_TEXT,
     .value = &given.target,
     .argument = "T",
     .help = "the core",
     .choices = "cortex-m0|cortex-m4"},
    {.name = "o", .kind = CLI_TEXT, .value = &given.output, .argument = "DIR", .help = "where to"},
    {.name = "json", .kind = CLI_FLAG, .value = &given.json, .help = "as JSON"},
    {.name = "count",
     .kind = CLI_NUMBER,
     .value = &given.count,
     .argument = "N",
     .help = "how many",
     .low = 1,
     .high = 1000},
    {.name = "inputs", .kind = CLI_LIST, .value = &given.inputs, .argument = "X", .help = "data"},
    {0}};

#define WORDS_LIMIT 16

/* Splits the line at blanks and parses it. */
static int parse(const char *line) {
    char *words[WORDS_LIMIT];
    int n = 0;
    for (char *w = strtok(mem_strdup(line), " "); w && n < WORDS_LIMIT; w = strtok(NULL, " "))
        words[n++] = w;
    memset(&given, 0, sizeof given);
    given.verb = (cli_verb){.usage = "mote check MODEL [options]",
                            .summary = "Checks it.",
                            .example = "  mote check kws.tflite\n",
                            .options = options,
                            .min_arguments = 1,
                            .max_arguments = 2};
    return cli_parse(&given.verb, n, words);
}

TEST(cli_reads_every_kind) {
    EXPECT(parse("m.tflite --target=cortex-m4 -o out --json --count 12 --inputs a --inputs=b "
                 "-- --odd") == 1);
    EXPECT(strcmp(given.target, "cortex-m4") == 0 && strcmp(given.output, "out") == 0);
    EXPECT(given.json == 1 && given.count == 12);
    EXPECT(given.inputs.count == 2 && strcmp(given.inputs.item[1], "b") == 0);
    EXPECT(given.verb.arguments.count == 2);
    EXPECT(strcmp(given.verb.arguments.item[0], "m.tflite") == 0);
    EXPECT(strcmp(given.verb.arguments.item[1], "--odd") == 0);
}

TEST(cli_takes_one_dash_as_a_file) {
    EXPECT(parse("- -o -") == 1);
    EXPECT(strcmp(given.verb.arguments.item[0], "-") == 0 && strcmp(given.output, "-") == 0);
}

TEST(cli_help_lists_every_option) {
    const char *path = mem_printf("%s/help", file_temporary_folder());
    fflush(stdout);
    int old = dup(STDOUT_FILENO);
    EXPECT(freopen(path, "w", stdout) != NULL);
    EXPECT(parse("--count x --help") == 0);
    fflush(stdout);
    dup2(old, STDOUT_FILENO);
    close(old);
    bytes help = file_read(path);
    const char *s = mem_printf("%.*s", (int)help.size, (const char *)help.data);
    EXPECT(strncmp(s, "usage: mote check MODEL [options]\n", 34) == 0);
    EXPECT(test_contains(s, "Checks it."));
    EXPECT(test_contains(s, "--target T") && test_contains(s, "the core (cortex-m0|cortex-m4)"));
    EXPECT(test_contains(s, " -o DIR") && !test_contains(s, "--o"));
    EXPECT(test_contains(s, "--help") && test_contains(s, "example:\n  mote check kws.tflite"));
}

TEST_FAILS(cli_suggests, STATUS_USAGE, "unknown option --taget, did you mean --target?") {
    parse("m --taget x");
}

TEST_FAILS(cli_knows_no_such, STATUS_USAGE, "unknown option --zebra (usage: mote check") {
    parse("m --zebra");
}

TEST_FAILS(cli_wants_two_dashes, STATUS_USAGE, "unknown option -json (one dash") {
    parse("m -json");
}

TEST_FAILS(cli_wants_a_value, STATUS_USAGE, "--count needs a value: --count N") {
    parse("m --count");
}

TEST_FAILS(cli_takes_no_option_as_value, STATUS_USAGE, "--target needs a value") {
    parse("m --target --json");
}

TEST_FAILS(cli_flag_has_no_value, STATUS_USAGE, "--json takes no value") {
    parse("m --json=1");
}

TEST_FAILS(cli_number_in_range, STATUS_USAGE, "--count takes a whole number from 1 to 1000") {
    parse("m --count 1001");
}

TEST_FAILS(cli_number_is_whole, STATUS_USAGE, "not '12x'") {
    parse("m --count 12x");
}

TEST_FAILS(cli_number_overflows, STATUS_USAGE, "--count takes a whole number") {
    parse("m --count 99999999999999999999");
}

TEST_FAILS(cli_choice, STATUS_USAGE, "--target takes one of cortex-m0|cortex-m4, not 'cortex'") {
    parse("m --target cortex");
}

TEST_FAILS(cli_too_few, STATUS_USAGE, "something is missing") {
    parse("--json");
}

TEST_FAILS(cli_too_many, STATUS_USAGE, "'c' is one argument too many") {
    parse("a b c");
}

TEST(cli_nearest_word) {
    static const char *const verbs[] = {"compile", "check", "run", "o", NULL};
    EXPECT(strcmp(cli_nearest("complie", verbs), "compile") == 0);
    EXPECT(strcmp(cli_nearest("chek", verbs), "check") == 0);
    EXPECT(cli_nearest("x", verbs) == NULL && cli_nearest("", verbs) == NULL);
    EXPECT(cli_nearest("evaluate", verbs) == NULL);
    EXPECT(cli_nearest("a-word-that-is-far-longer-than-any-option-may-be", verbs) == NULL);
}

/* ---- random numbers ---- */

/* The first numbers of splitmix64 from seed 1234567, as its reference program prints them. */
TEST(rng_is_splitmix64) {
    rng r;
    rng_seed(&r, 1234567);
    EXPECT(rng_u64(&r) == 6457827717110365317u);
    EXPECT(rng_u64(&r) == 3203168211198807973u);
    EXPECT(rng_u64(&r) == 9817491932198370423u);
}

TEST(rng_range_has_both_ends) {
    rng r;
    rng_seed(&r, 1);
    int seen[5] = {0}, hits = 0;
    for (int i = 0; i < 1000; i++) {
        int64_t v = rng_range(&r, -2, 2);
        EXPECT(v >= -2 && v <= 2);
        seen[v + 2]++;
        hits += rng_chance(&r, 20);
        double real = rng_real(&r);
        EXPECT(real >= 0 && real < 1);
        EXPECT(!rng_chance(&r, 0) && rng_chance(&r, 100));
    }
    for (int i = 0; i < 5; i++)
        EXPECT(seen[i] > 150 && seen[i] < 250);
    EXPECT(hits > 150 && hits < 250);
    EXPECT(rng_range(&r, 7, 7) == 7);
    rng_range(&r, INT64_MIN, INT64_MAX);
}

/* ---- SHA-256 ---- */

/* Vectors of FIPS 180-2, appendix B. */
TEST(sha256_vectors) {
    char hex[65];
    sha256_hex("abc", 3, hex);
    EXPECT(strcmp(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad") == 0);
    sha256_hex("", 0, hex);
    EXPECT(strcmp(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855") == 0);
}
