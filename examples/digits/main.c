/* Runs the model of spoken digits once, on zeros, and prints its output. On a board, the input
 * comes from its front end (doc/audio.md) and the output goes where you need it. */
#include <stdio.h>
#include <string.h>

#include "digits.h"

static uint64_t arena[(DIGITS_ARENA_BYTES + 7) / 8];

int main(void) {
    memset(digits_input(arena), 0, DIGITS_INPUT_BYTES);
    if (digits_run(arena) != 0)
        return 1;
    const int8_t *output = digits_output(arena);
    for (unsigned i = 0; i < DIGITS_OUTPUT_BYTES; i++)
        printf("%d ", output[i]);
    printf("\n");
    return 0;
}
