/* Descriptions of targets that are wrong, and firmware files that are not whole. */
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "../unit/test.h"
#include "base/file.h"
#include "sim/elf.h"
#include "sim/sim.h"

#define CORE "[target]\ncore = x\nkernels = c\ncompiler = cc\n"

/* Loads a target "t" of this text. */
static sim_target *load(const char *text) {
    const char *folder = file_temporary_folder();
    CHECK(mkdir(mem_printf("%s/target", folder), 0777) == 0);
    CHECK(mkdir(mem_printf("%s/target/t", folder), 0777) == 0);
    file_add_output(mem_printf("%s/target/t/target.conf", folder), text, strlen(text));
    file_commit();
    return sim_target_load(folder, "t");
}

TEST(smallest_description) {
    sim_target *t = load(CORE "[memory]\nflash_bytes = 0x10K\nram_bytes = 3M\n");
    EXPECT(strcmp(t->core, "x") == 0 && t->kernels.count == 1 && t->flags.count == 0);
    EXPECT(t->flash_bytes == 16 << 10 && t->ram_bytes == 3 << 20);
    EXPECT(!t->machine && !t->board && !sim_can_count(t));
}
TEST(lists_are_split) {
    sim_target *t = load("[target]\ncore = x\nkernels = mve  dsp c\ncompiler = cc\n");
    EXPECT(t->kernels.count == 3 && strcmp(t->kernels.item[2], "c") == 0);
}
TEST_FAILS(unknown_key, STATUS_REFUSED, "target.conf:5: unknown key or malformed value") {
    load(CORE "colour = red\n");
}
TEST_FAILS(key_of_another_section, STATUS_REFUSED, "target.conf:6") {
    load(CORE "[qemu]\ncore = y\n");
}
TEST_FAILS(no_number, STATUS_REFUSED, "target.conf:6") {
    load(CORE "[memory]\nram_bytes = many\n");
}
TEST_FAILS(negative_number, STATUS_REFUSED, "target.conf:6") {
    load(CORE "[memory]\nram_bytes = -1\n");
}
TEST(weights_are_staged_in_so_many_bytes) {
    EXPECT(load(CORE)->staged_bytes == 0);
    EXPECT(load(CORE "staged_weights = 20K\n")->staged_bytes == 20 << 10);
}
TEST_FAILS(negative_bytes_for_weights, STATUS_REFUSED, "target.conf:5: unknown key or malformed") {
    load(CORE "staged_weights = -1\n");
}
TEST_FAILS(more_bytes_for_weights_than_memory, STATUS_REFUSED, "target.conf:5: unknown key") {
    load(CORE "staged_weights = 4096M\n");
}
TEST_FAILS(number_beyond_32_bits, STATUS_REFUSED, "target.conf:6") {
    load(CORE "[memory]\nram_bytes = 0x100000000\n");
}
TEST_FAILS(unit_beyond_32_bits, STATUS_REFUSED, "target.conf:6") {
    load(CORE "[memory]\nram_bytes = 4096M\n");
}
TEST_FAILS(number_beyond_64_bits, STATUS_REFUSED, "target.conf:6") {
    load(CORE "[memory]\nram_bytes = 99999999999999999999M\n");
}
TEST_FAILS(no_line_at_all, STATUS_REFUSED, "target.conf:1") {
    load("\x01\xFFgarbage\n[[[\n");
}
TEST_FAILS(nothing_given, STATUS_REFUSED, "core, compiler and kernels must be given") {
    load("");
}
TEST_FAILS(base_of_itself, STATUS_REFUSED, "target.conf:2") {
    load("[target]\nbase = t\n");
}
TEST_FAILS(base_that_is_not_there, STATUS_REFUSED, "nowhere") {
    load("[target]\nbase = nowhere\n");
}
TEST_FAILS(unknown_timing, STATUS_REFUSED, "[unicorn]") {
    load(CORE "[unicorn]\ntiming = cortex-m99\n");
}
TEST_FAILS(unknown_cpu, STATUS_REFUSED, "[unicorn]") {
    load(CORE "[unicorn]\ncpu = cortex-m99\n");
}
TEST_FAILS(unknown_target, STATUS_USAGE, "did you mean 'cortex-m4'?") {
    sim_target_load(".", "cortex-m44");
}
TEST_FAILS(target_outside, STATUS_USAGE, "unknown target '../target/host'") {
    sim_target_load(".", "../target/host");
}
TEST_FAILS(no_data_folder, STATUS_REFUSED, "MOTE_DATA_DIR") {
    sim_target_load("/nowhere", "host");
}

TEST(every_target) {
    cli_list names = sim_target_names(".");
    EXPECT(names.count >= 9);
    for (int i = 0; i < names.count; i++) {
        sim_target *t = sim_target_load(".", names.item[i]);
        EXPECT(strcmp(t->kernels.item[t->kernels.count - 1], "c") == 0);
        EXPECT(!t->machine || (t->flash_bytes && t->ram_bytes && t->systick_hz));
        EXPECT(!t->board || t->clock_hz);
    }
}

/* ---- firmware files ---- */

static uint32_t all_of(const sim_target *t, bytes elf) {
    elf_load segment;
    uint32_t sum = (uint32_t)elf_section_bytes(elf, ".text") + (uint32_t)elf_symbol(elf, "main");
    for (int i = 0; i < 8 && elf_segment(elf, i, &segment); i++)
        for (uint32_t k = 0; k < segment.size; k++)
            sum += segment.data[k];
    return sum + (uint32_t)t->flash_origin;
}

/* Of the project; the compiler runs in another folder. */
static const char *root(void) {
    static char path[PATH_MAX];
    CHECK(realpath(".", path));
    return path;
}

static bytes firmware(const sim_target *t) {
    const char *folder = file_temporary_folder();
    static const char source[] = "int main(void) { return 42; }\n";
    cli_list program = {1, (const char *[]){"main.c"}}, none = {0};
    file_add_output(mem_printf("%s/main.c", folder), source, sizeof source - 1);
    file_commit();
    sim_build(t, root(), folder, &program, &none);
    EXPECT(sim_run(t, folder, 0, 60) == 42);
    return file_read(mem_printf("%s/firmware", folder));
}

typedef struct broken {
    const sim_target *target;
    bytes elf;
} broken;

static exit_status read_broken(void *context) {
    const broken *b = context;
    volatile uint32_t sum = all_of(b->target, b->elf);
    (void)sum;
    return STATUS_DONE;
}

/* Kept outside of mem.h, whose memory ends with each try. */
static exit_status build_once(void *context) {
    broken *b = context;
    bytes elf = firmware(sim_target_load(".", "cortex-m0"));
    b->elf = (bytes){malloc(elf.size), elf.size};
    memcpy(b->elf.data, elf.data, elf.size);
    return STATUS_DONE;
}

/* Each in a block of its own size, so that AddressSanitizer sees every read beyond it. */
static void try_copy(const broken *b, size_t size, size_t at, uint8_t value) {
    static const sim_target anything;
    broken copy = {&anything, {malloc(size ? size : 1), size}};
    memcpy(copy.elf.data, b->elf.data, size);
    if (at < size)
        copy.elf.data[at] = value;
    exit_status s = diag_try(read_broken, &copy);
    EXPECT(s == STATUS_DONE || s == STATUS_BUG);
    free(copy.elf.data);
}

TEST_BARE(broken_firmware) {
    broken b = {0};
    EXPECT(diag_try(build_once, &b) == STATUS_DONE);
    diag_set_quiet(1);
    for (size_t size = 0; size < b.elf.size; size += size < 256 ? 1 : 97)
        try_copy(&b, size, size, 0);
    for (size_t at = 0; at < b.elf.size; at += at < 256 || at + 1200 > b.elf.size ? 1 : 89) {
        try_copy(&b, b.elf.size, at, 0xFF);
        try_copy(&b, b.elf.size, at, 0x80);
    }
    diag_set_quiet(0);
    free(b.elf.data);
}

TEST_FAILS(compiler_that_complains, STATUS_BUG, "the compiler refuses generated code (exit 1)") {
    const char *folder = file_temporary_folder();
    static const char source[] = "int main(void) { return nothing; }\n";
    cli_list program = {1, (const char *[]){"main.c"}}, none = {0};
    file_add_output(mem_printf("%s/main.c", folder), source, sizeof source - 1);
    file_commit();
    sim_build(sim_target_load(".", "host"), root(), folder, &program, &none);
}
