/* Plain unit tests: EXPECT() counts, unit_done() prints the line that every test program ends in
 * and returns the exit status of main(). */
#ifndef MOTE_TEST_UNIT_UNIT_H
#define MOTE_TEST_UNIT_UNIT_H

#include <stdio.h>
#include <string.h>

static int unit_passed, unit_failed;

/* `...` is a printf format with arguments that say which case it was. */
#define EXPECT(condition, ...)                                                                     \
    do {                                                                                           \
        if (condition) {                                                                           \
            unit_passed++;                                                                         \
        } else {                                                                                   \
            unit_failed++;                                                                         \
            printf("%s:%d: failed: %s: ", __FILE__, __LINE__, #condition);                         \
            printf(__VA_ARGS__);                                                                   \
            printf("\n");                                                                          \
        }                                                                                          \
    } while (0)

static inline int unit_done(void) {
    printf("%d passed, %d failed\n", unit_passed, unit_failed);
    return unit_failed != 0;
}

#endif
