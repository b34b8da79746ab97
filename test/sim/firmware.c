/* A firmware for the tests of the emulators. The first byte of the file "in" picks what it does. */
#include "harness.h"
#include "measured.h"

static uint8_t values[MIXED_BYTES];

static void write_words(uint32_t first, uint32_t second) {
    uint32_t words[2] = {first, second};
    int out = harness_open("out", 1);
    harness_write(out, words, sizeof words);
    harness_close(out);
}

static int run_loops(void) {
    static uint32_t words[4];
    words[0] = (uint32_t)(uintptr_t)words;
    loop_count(words);
    loop_loads(words);
    loop_dependent(words);
    loop_stores(words);
    loop_calls(words);
    loop_many(words);
    loop_multiply(words);
    loop_returns(words);
    loop_constants(words);
#if HAS_MAINLINE
    loop_long_products(words);
    loop_divide(words);
    loop_wide(words);
    loop_indexed(words);
    loop_double_words(words);
    loop_constant_pairs(words);
#endif
#if defined __ARM_FP
    loop_double(words);
#endif
    return 0;
}

static int run_mixed(void) {
    mixed_fill(values);
    harness_ticks_begin();
    uint32_t sum = mixed(values);
    uint32_t ticks = harness_ticks_end();
    write_words(sum, ticks);
    return 0;
}

static int run_stack(void) {
    harness_stack_paint();
    deep_stack();
    write_words(harness_stack_high_water(), 0);
    return 0;
}

static int run_unaligned(void) {
    uint32_t words[2] = {1, 2};
    uintptr_t address = (uintptr_t)words + 1;
    __asm__ volatile("" : "+r"(address)); /* what the compiler must not know */
    return (int)*(volatile uint32_t *)address;
}

static int run_endless(void) {
    for (;;)
        __asm__ volatile("");
}

int main(void) {
    uint8_t choice = 0;
    int in = harness_open("in", 0);
    harness_read(in, &choice, 1);
    harness_close(in);
    switch (choice) {
    case 'l':
        return run_loops();
    case 'm':
        return run_mixed();
    case 's':
        return run_stack();
    case 'u':
        return run_unaligned();
    case 'd':
        return (int)divide_by_zero(1);
    case 'e':
        return run_endless();
    case 'f':
        harness_open("is not there", 0);
        return 0;
    default:
        return 7;
    }
}
