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
        if (listener_push(&ear, pcm))
            digits_run(ear.arena);
    }
    return 0;
}
