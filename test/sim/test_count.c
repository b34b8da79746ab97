/* On every core: loops of known cycles, the counter against a slow one and against QEMU's clock,
 * faults, stack. */
#include <stdlib.h>
#include <unicorn/unicorn.h>

#include "../unit/test.h"
#include "base/file.h"
#include "measured.h"
#include "reference.h"
#include "sim/sim.h"

/* Sums of what loops.c says before each loop. In 100 rounds the branch back is taken 99 times. */
typedef struct known {
    const char *function;
    int instructions;
    int m0, m3, m4, m33; /* cycles; 0: not on that core */
    int flash_reads;
} known;

static const known loops[] = {
    {"loop_count", 202, 402, 303, 303, 303, 0},
    {"loop_loads", 402, 802, 603, 603, 603, 0},
    {"loop_dependent", 402, 802, 703, 703, 703, 0},
    {"loop_stores", 402, 802, 503, 503, 503, 0},
    {"loop_calls", 403, 1108, 808, 808, 808, 0},
    {"loop_many", 604, 1413, 1313, 1313, 1313, 0},
    {"loop_multiply", 302, 502, 403, 403, 403, 0},
    {"loop_returns", 302, 504, 404, 404, 404, 0},
    {"loop_constants", 503, 1003, 904, 904, 904, 300},
    {"loop_long_products", 503, 0, 1404, 604, 604, 0},
    {"loop_divide", 303, 0, 904, 904, 904, 0},
    {"loop_wide", 302, 0, 502, 502, 403, 0},
    {"loop_indexed", 703, 0, 1104, 1104, 1004, 0},
    {"loop_double_words", 803, 0, 1304, 1304, 1304, 0},
    {"loop_constant_pairs", 403, 0, 904, 904, 904, 200},
    {"loop_double", 303, 0, 0, 604, 604, 200},
};

static const char *root; /* of the project */

static int cycles_on(const known *k, const char *core) {
    return strcmp(core, "cortex-m0") == 0    ? k->m0
           : strcmp(core, "cortex-m3") == 0  ? k->m3
           : strcmp(core, "cortex-m4") == 0  ? k->m4
           : strcmp(core, "cortex-m33") == 0 ? k->m33
                                             : -1;
}

static const char *build(const sim_target *t) {
    const char *folder = file_temporary_folder();
    cli_list program = {2, (const char *[]){mem_printf("%s/test/sim/loops.c", root),
                                            mem_printf("%s/test/sim/mixed.c", root)}};
    cli_list harness = {1, (const char *[]){mem_printf("%s/test/sim/firmware.c", root)}};
    sim_build(t, root, folder, &program, &harness);
    return folder;
}

static void choose(const char *folder, char choice) {
    FILE *f = fopen(mem_printf("%s/in", folder), "wb");
    CHECK(f);
    fputc(choice, f);
    fclose(f);
}

static int run(const sim_target *t, const char *folder, char choice, int counting) {
    choose(folder, choice);
    return sim_run(t, folder, counting, choice == 'e' ? 1 : 60);
}

static uint32_t word_out(const char *folder, size_t index) {
    uint32_t v;
    bytes out = file_read(mem_printf("%s/out", folder));
    CHECK(out.size >= (index + 1) * sizeof v);
    memcpy(&v, out.data + index * sizeof v, sizeof v);
    return v;
}

static int log_says(const char *folder, const char *words) {
    return test_contains((const char *)file_read(mem_printf("%s/log", folder)).data, words);
}

static int equal(const char *core, const char *what, int64_t got, int64_t expected) {
    if (got != expected)
        printf("%s, %s: %lld, expected %lld\n", core, what, (long long)got, (long long)expected);
    return got == expected;
}

static void check_loops(const sim_target *t, const char *folder) {
    choose(folder, 'l');
    for (size_t i = 0; i < sizeof loops / sizeof loops[0]; i++) {
        const known *k = &loops[i];
        if (cycles_on(k, t->core) == 0)
            continue;
        sim_count c = sim_count_calls(t, folder, k->function, NULL, 1);
        EXPECT(equal(t->name, k->function, c.most.instructions, k->instructions));
        EXPECT(equal(t->name, k->function, c.most.cycles, cycles_on(k, t->core)));
        EXPECT(equal(t->name, k->function, c.most.flash_reads, k->flash_reads));
        c = sim_count_calls(t, folder, "main", (const char *const[]){k->function, NULL}, 1);
        EXPECT(c.call_count == 1 && c.inner_count == 1 && c.inner_before[0] == 0);
        EXPECT(equal(t->name, k->function, c.inner[0].instructions, k->instructions));
        EXPECT(equal(t->name, k->function, c.inner[0].cycles, cycles_on(k, t->core)));
        EXPECT(equal(t->name, k->function, c.inner[0].flash_reads, k->flash_reads));
    }
}

/* The timer of QEMU is read before and after: two ticks and the calls around them may be lost. */
static void check_clock(const sim_target *t, const char *folder, int64_t instructions) {
    EXPECT(run(t, folder, 'm', 1) == 0);
    int64_t by_clock = (int64_t)word_out(folder, 1) * 1000000000 / t->systick_hz;
    int64_t slack = 2 * 1000000000 / t->systick_hz + 40;
    if (llabs(by_clock - instructions) > slack)
        EXPECT(equal(t->name, "instructions by QEMU's clock", by_clock, instructions));
}

static int64_t check_mixed(const sim_target *t, int cpu, const char *folder) {
    choose(folder, 'm');
    sim_cost counted = sim_count_calls(t, folder, "mixed", NULL, 1).most;
    sim_cost expected = reference_count(t, cpu, folder, "mixed");
    EXPECT(equal(t->name, "instructions", counted.instructions, expected.instructions));
    EXPECT(equal(t->name, "cycles", counted.cycles, t->timing ? expected.cycles : -1));
    return counted.instructions;
}

static void check_result(const sim_target *t, const char *folder) {
    static uint8_t values[MIXED_BYTES];
    mixed_fill(values);
    EXPECT(run(t, folder, 'm', 0) == 0);
    EXPECT(equal(t->name, "result", word_out(folder, 0), mixed(values)));
}

static void check_ends(const sim_target *t, const char *folder) {
    EXPECT(run(t, folder, 's', 0) == 0);
    EXPECT(equal(t->name, "stack", word_out(folder, 0), DEEP_STACK_BYTES));
    EXPECT(run(t, folder, 'u', 0) == 121 && log_says(folder, "fault at "));
    EXPECT(run(t, folder, 'd', 0) == 121 && log_says(folder, "fault at "));
    EXPECT(run(t, folder, 'f', 0) == 120 && log_says(folder, "cannot open is not there"));
    EXPECT(run(t, folder, 'e', 0) == 124);
    EXPECT(run(t, folder, '?', 0) == 7);
}

/* `cpu` < 0: Unicorn does not have it. */
static void check_target(const char *name, int cpu) {
    const sim_target *t = sim_target_load(root, name);
    const char *folder = build(t);
    EXPECT(sim_text_bytes(t, folder) > 500 && sim_text_bytes(t, folder) < 20000);
    check_result(t, folder);
    check_ends(t, folder);
    EXPECT(sim_can_count(t) == (cpu >= 0));
    if (cpu < 0)
        return;
    check_loops(t, folder);
    check_clock(t, folder, check_mixed(t, cpu, folder));
}

__attribute__((constructor)) static void find_root(void) {
    root = realpath(".", NULL);
}

TEST(cortex_m0) {
    check_target("cortex-m0", UC_CPU_ARM_CORTEX_M0);
}
TEST(cortex_m3) {
    check_target("cortex-m3", UC_CPU_ARM_CORTEX_M3);
}
TEST(cortex_m4) {
    check_target("cortex-m4", UC_CPU_ARM_CORTEX_M4);
}
TEST(cortex_m7) {
    check_target("cortex-m7", UC_CPU_ARM_CORTEX_M7);
}
TEST(cortex_m33) {
    check_target("cortex-m33", UC_CPU_ARM_CORTEX_M33);
}
TEST(cortex_m55) {
    check_target("cortex-m55", -1);
}
TEST(microbit) {
    check_target("microbit", UC_CPU_ARM_CORTEX_M0);
}
TEST(netduinoplus2) {
    check_target("netduinoplus2", UC_CPU_ARM_CORTEX_M4);
}
