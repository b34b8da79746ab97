/* A model compiled with --stream (as `slide`) against the same model run on every whole window (as
 * `whole`): two instances on different endless sequences, pushed in turn, one of them started anew
 * now and then. Exits with 1 at the first byte that differs. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "slide.h"
#include "whole.h"

static uint64_t whole_arena[(WHOLE_ARENA_BYTES + 7) / 8];

typedef struct instance {
    uint64_t arena[(SLIDE_ARENA_BYTES + 7) / 8];
    int8_t window[SLIDE_ROWS][SLIDE_ROW_BYTES]; /* the last rows, the oldest first */
    uint32_t random;
    int rows; /* since the reset */
} instance;

static void check(int holds, const char *what, const instance *x) {
    if (holds)
        return;
    printf("after %d rows: %s\n", x->rows, what);
    exit(1);
}

static void start(instance *x) {
    check(slide_reset(x->arena) == 0, "reset fails", x);
    x->rows = 0;
}

/* Returns 1 when a result came. */
static int push(instance *x) {
    memmove(x->window[0], x->window[1], sizeof x->window - SLIDE_ROW_BYTES);
    for (size_t i = 0; i < SLIDE_ROW_BYTES; i++) {
        x->random = x->random * 1664525u + 1013904223u;
        x->window[SLIDE_ROWS - 1][i] = (int8_t)(x->random >> 24);
    }
    x->rows++;
    int due = x->rows >= SLIDE_ROWS && (x->rows - SLIDE_ROWS) % SLIDE_HOP == 0;
    int ready = slide_push_row(x->arena, x->window[SLIDE_ROWS - 1]);
    check(ready == due, "a result too early or too late", x);
    if (!due)
        return 0;
    memcpy(whole_input(whole_arena), x->window, sizeof x->window);
    check(whole_run(whole_arena) == 0, "the whole run fails", x);
    check(memcmp(slide_output(x->arena), whole_output(whole_arena), SLIDE_OUTPUT_BYTES) == 0,
          "the result is not that of the whole window", x);
    return 1;
}

int main(int argc, char **argv) {
    static instance one = {.random = 1}, other = {.random = 2};
    int rows = argc > 1 ? atoi(argv[1]) : 0, results = 0;
    memset(one.arena, 0xA5, sizeof one.arena);
    start(&one);
    start(&other);
    for (int i = 0; i < rows; i++) {
        results += push(&one);
        results += push(&other);
        if (i % (3 * SLIDE_ROWS + 1) == 2 * SLIDE_ROWS)
            start(&other);
    }
    check(slide_push_row((char *)one.arena + 1, one.window[0]) < 0, "an arena that is not aligned",
          &one);
    printf("%d results equal\n", results);
    return results == 0;
}
