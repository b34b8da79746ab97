/* The firmware of `mote check`: runs every case of a generated table on inputs from the file "in",
 * and writes what came out to the file "out". The host compares; the firmware only looks at what
 * cannot be seen from outside: canaries, inputs that must survive, constants that must not change.
 *
 * "in":  for every case, set and fill pattern: the inputs, one after the other.
 * "out": for the same, a check_record, then the outputs; after the last, one check_record whose
 *        flags say whether the constants are unchanged. Little endian, nothing aligned. */
#ifndef MOTE_TARGET_CHECK_H
#define MOTE_TARGET_CHECK_H

#include <stdint.h>

/* Every set runs with the arena filled with each of these first. */
#define CHECK_PATTERNS 2

typedef struct check_port {
    uint32_t bytes;
    uint32_t kept; /* inputs only: the plan leaves it as it was */
} check_port;

typedef struct check_case {
    int (*run)(void *arena);
    void *(*input)(void *arena, int index);
    const void *(*output)(const void *arena, int index);
    uint32_t arena_bytes;
    int32_t input_count, output_count, set_count;
    const check_port *inputs, *outputs;
} check_case;

enum {
    CHECK_STATUS = 1,   /* run() did not return 0 */
    CHECK_CANARY = 2,   /* bytes next to the arena were written */
    CHECK_INPUT = 4,    /* an input that is kept has changed */
    CHECK_CONSTANTS = 8 /* flash has changed */
};

typedef struct check_record {
    uint32_t flags;
    uint32_t stack_bytes; /* high water of this run */
    uint32_t ticks;       /* of the machine's timer during this run */
} check_record;

/* Generated for each check. The pool is aligned to 16 and has room for the largest arena, 8 bytes
 * in front of it and CHECK_CANARY_BYTES behind. */
#define CHECK_CANARY_BYTES 64
extern const check_case check_cases[];
extern const int32_t check_case_count;
extern uint8_t check_pool[];
extern const uint32_t check_pool_bytes;

#endif
