/* A tiny test runner: every test_*.c includes it once and becomes a program that prints one line
 * for each failed test and ends with "N passed, N failed".
 *
 *   TEST(name) { ... }                        must get to its end
 *   TEST_FAILS(name, status, "words") { ... } must end in a fail() of that status whose message
 *                                             contains the words
 *   TEST_BARE(name) { ... }                   runs outside of diag_try, to call try_*() itself */
#ifndef MOTE_TEST_H
#define MOTE_TEST_H

#include <stdio.h>
#include <string.h>

#include "base/diag.h"
#include "base/mem.h"

typedef struct test {
    const char *name;
    void (*body)(void);
    int bare;
    exit_status status; /* that it must end in */
    const char *words;
    struct test *next;
} test;

static test *first_test, **next_test = &first_test;
static const char *test_problem; /* of the test that runs, NULL: none */
static int test_problem_line;

static void test_add(test *t) {
    *next_test = t;
    next_test = &t->next;
}

#define TEST_WITH(name, bare, status, words)                                                       \
    static void test_##name(void);                                                                 \
    static test entry_##name = {#name, test_##name, bare, status, words, NULL};                    \
    __attribute__((constructor)) static void add_##name(void) {                                    \
        test_add(&entry_##name);                                                                   \
    }                                                                                              \
    static void test_##name(void)

#define TEST(name) TEST_WITH(name, 0, STATUS_DONE, "")
#define TEST_FAILS(name, status, words) TEST_WITH(name, 0, status, words)
#define TEST_BARE(name) TEST_WITH(name, 1, STATUS_DONE, "")

static inline void test_expect(int holds, const char *condition, int line) {
    if (holds || test_problem)
        return;
    test_problem = condition;
    test_problem_line = line;
}

/* The first one that does not hold is printed; the test goes on. */
#define EXPECT(condition) test_expect((condition) ? 1 : 0, #condition, __LINE__)

static inline int test_contains(const char *s, const char *words) {
    return strstr(s, words) != NULL;
}

/* For bare tests: does body(context) end in that status with these words? */
static inline int try_ends_in(exit_status (*body)(void *), void *context, exit_status status,
                              const char *words) {
    diag_set_quiet(1);
    exit_status got = diag_try(body, context);
    diag_set_quiet(0);
    return got == status && test_contains(diag_last_message(), words);
}

/* For bare tests: lets the first, second, ... allocation of body(context) fail until it is done.
 * Each failure must be told as one. */
static inline void try_every_allocation(exit_status (*body)(void *), void *context) {
    int done = 0;
    for (long n = 1; n < 100000 && !done && !test_problem; n++) {
        mem_inject_failure(n);
        done = try_ends_in(body, context, STATUS_DONE, "");
        mem_inject_failure(0);
        EXPECT(done || test_contains(diag_last_message(), "out of memory"));
    }
    EXPECT(done);
}

static exit_status test_run_body(void *body) {
    (*(void (**)(void))body)();
    return STATUS_DONE;
}

static int test_run(test *t) {
    test_problem = NULL;
    if (t->bare)
        t->body();
    else if (!try_ends_in(test_run_body, &t->body, t->status, t->words) && !test_problem) {
        printf("%s: should end with status %d and '%s', ended with '%s'\n", t->name, (int)t->status,
               t->words, diag_last_message());
        return 0;
    }
    if (test_problem)
        printf("%s: line %d: %s\n", t->name, test_problem_line, test_problem);
    return test_problem == NULL;
}

int main(void) {
    int passed = 0, failed = 0;
    for (test *t = first_test; t; t = t->next)
        *(test_run(t) ? &passed : &failed) += 1;
    printf("%d passed, %d failed\n", passed, failed);
    return failed != 0;
}

#endif
