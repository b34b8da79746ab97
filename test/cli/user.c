/* What a user of two generated models writes. Both are the digit model, made with --name one and
 * --name two; with -DTWO_IS_OTHER the second is every_kernel.ir, of several inputs and outputs.
 * Checks what the headers promise; the exit status is the line of the first promise broken. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "one.h"
#include "two.h"

#define EXPECT(condition)                                                                          \
    do                                                                                             \
        if (!(condition)) {                                                                        \
            printf("line %d: not %s\n", __LINE__, #condition);                                     \
            return 1;                                                                              \
        }                                                                                          \
    while (0)

static _Alignas(8) uint8_t a[ONE_ARENA_BYTES + 8], b[ONE_ARENA_BYTES + 8];
static _Alignas(8) uint8_t other[TWO_ARENA_BYTES];

/* Noise; in the lower half of the range, the larger the seed, the less. */
static void fill(void *input, uint32_t bytes, uint32_t seed) {
    int32_t loudness = (int32_t)seed;
    for (uint8_t *x = input; bytes--; seed = seed * 1664525 + 1013904223)
        *x++ = (uint8_t)((int32_t)(seed >> 24) / (loudness * loudness));
}

static int keep_result(uint8_t *arena, uint32_t seed, int8_t *result) {
    fill(one_input(arena), ONE_INPUT_BYTES, seed);
    int status = one_run(arena);
    memcpy(result, one_output(arena), ONE_OUTPUT_BYTES);
    return status;
}

/* Two arenas whose calls alternate do not see each other. */
static int interleaved(void) {
    int8_t first[ONE_OUTPUT_BYTES], second[ONE_OUTPUT_BYTES];
    EXPECT(keep_result(a, 1, first) == 0 && keep_result(a, 2, second) == 0);
    EXPECT(memcmp(first, second, sizeof first) != 0);
    fill(one_input(a), ONE_INPUT_BYTES, 1);
    fill(one_input(b), ONE_INPUT_BYTES, 2);
    EXPECT(one_run(a) == 0 && one_run(b) == 0);
    EXPECT(memcmp(one_output(a), first, sizeof first) == 0);
    EXPECT(memcmp(one_output(b), second, sizeof second) == 0);
    fill(one_input(a), ONE_INPUT_BYTES, 2);
    EXPECT(one_run(a) == 0 && memcmp(one_output(a), second, sizeof second) == 0);
    return 0;
}

static int refused_arenas(void) {
    uint8_t before[sizeof a];
    memcpy(before, a, sizeof a);
    EXPECT(ONE_ARENA_ALIGN == 8);
    EXPECT(one_run(NULL) < 0 && two_run(NULL) < 0);
    EXPECT(one_run(a + 1) < 0 && one_run(a + 4) < 0 && one_run(a + 7) < 0);
    EXPECT(memcmp(before, a, sizeof a) == 0);
    EXPECT(one_run(a + 8) == 0);
    return 0;
}

static int second_model(void) {
#ifdef TWO_IS_OTHER
    float picture[TWO_INPUT0_BYTES / sizeof(float)] = {1, 2, 3};
    memcpy(two_input(other, 0), picture, TWO_INPUT0_BYTES);
    fill(two_input(other, 1), TWO_INPUT1_BYTES, 1);
    EXPECT(two_run(other) == 0);
    const float *probabilities = two_output(other, 0);
    float sum = 0;
    for (uint32_t i = 0; i < TWO_OUTPUT0_BYTES / sizeof(float); i++)
        sum += probabilities[i];
    EXPECT(sum > 0.9f && sum < 1.1f);
    EXPECT(TWO_OUTPUT1_BYTES == 6 && two_output(other, 1) != two_output(other, 0));
#else
    int8_t result[ONE_OUTPUT_BYTES];
    EXPECT(keep_result(a, 3, result) == 0);
    fill(two_input(other), TWO_INPUT_BYTES, 3);
    EXPECT(two_run(other) == 0 && memcmp(two_output(other), result, sizeof result) == 0);
#endif
    return 0;
}

int main(void) {
    return interleaved() || refused_arenas() || second_model();
}
