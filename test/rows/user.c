/* A user's program: rows that push_row refuses are not taken, two instances do not mix, and a
 * picture that is given up leaves nothing behind. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "digits.h"

static uint64_t arenas[3][(DIGITS_ARENA_BYTES + 7) / 8];
static uint32_t picture[DIGITS_ROWS][DIGITS_ROW_BYTES / 4];

static const int8_t *row(int y) {
    return (const int8_t *)picture[y];
}

static int same(int a, int b) {
    return memcmp(digits_output(arenas[a]), digits_output(arenas[b]), DIGITS_OUTPUT_BYTES) == 0;
}

#define EXPECT(condition)                                                                          \
    do                                                                                             \
        if (!(condition))                                                                          \
            return printf("line %d: %s\n", __LINE__, #condition), 1;                               \
    while (0)

int main(void) {
    for (int i = 0; i < (int)sizeof picture; i++)
        ((uint8_t *)picture)[i] = (uint8_t)(i * 77 >> 3);
    EXPECT(digits_reset(NULL) == -1 && digits_reset((char *)arenas + 4) == -1);
    for (int i = 0; i < 3; i++)
        EXPECT(digits_reset(arenas[i]) == 0);
    for (int y = 0; y < 7; y++) /* given up */
        EXPECT(digits_push_row(arenas[2], row(20 + y)) == 0);
    EXPECT(digits_reset(arenas[2]) == 0);
    for (int y = 0; y < DIGITS_ROWS; y++) {
        int last = y + 1 == DIGITS_ROWS;
        EXPECT(digits_push_row(arenas[0], row(y)) == last);
        EXPECT(digits_push_row(NULL, row(y)) == -1);
        EXPECT(digits_push_row((char *)arenas[1] + 4, row(y)) == -1);
        EXPECT(digits_push_row(arenas[1], NULL) == -2);
        EXPECT(digits_push_row(arenas[1], row(y) + 2) == -2);
        EXPECT(digits_push_row(arenas[1], row(y)) == last);
        EXPECT(digits_push_row(arenas[2], row(last ? y : DIGITS_ROWS - 2 - y)) == last);
    }
    EXPECT(same(0, 1) && !same(0, 2));
    for (int y = 0; y < DIGITS_ROWS; y++) /* without a reset */
        EXPECT(digits_push_row(arenas[2], row(y)) == (y + 1 == DIGITS_ROWS));
    EXPECT(same(0, 2));
    return 0;
}
