/* The listener on a file of blocks, for the counting emulator, which has no serial line. */
#include "harness.h"
#include "listener.h"

static listener ear;

int main(void) {
    int in = harness_open("in", 0);
    int32_t blocks;
    harness_read(in, &blocks, sizeof blocks);
    listener_reset(&ear);
    for (int32_t i = 0; i < blocks; i++) {
        int16_t pcm[DIGITS_HOP];
        harness_read(in, pcm, sizeof pcm);
        if (!listener_push(&ear, pcm))
            continue;
        digits_reset(ear.arena);
        for (int32_t y = 0; y < DIGITS_ROWS; y++)
            digits_push_row(ear.arena, listener_frame(&ear, y));
    }
    return 0;
}
