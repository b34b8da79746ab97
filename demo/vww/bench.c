/* One image from a file, for the counting emulator, which has no serial line. */
#include "harness.h"
#include "person.h"

static uint64_t arena[(PERSON_ARENA_BYTES + 7) / 8];
static union {
    uint32_t aligned; /* as push_row demands */
    int8_t pixel[PERSON_ROW_BYTES];
} row;

int main(void) {
    int in = harness_open("in", 0);
    person_reset(arena);
    do
        harness_read(in, row.pixel, sizeof row.pixel);
    while (person_push_row(arena, row.pixel) == 0);
    return 0;
}
