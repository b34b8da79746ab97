/* One image from a file, for the counting emulator, which has no serial line. */
#include "harness.h"
#include "person.h"

static uint64_t arena[(PERSON_ARENA_BYTES + 7) / 8];
static int8_t row[PERSON_ROW_BYTES];

int main(void) {
    int in = harness_open("in", 0);
    person_reset(arena);
    do
        harness_read(in, row, sizeof row);
    while (person_push_row(arena, row) == 0);
    return 0;
}
