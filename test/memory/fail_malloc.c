/* Preloaded into a process: its allocation number FAIL_AT fails, all others succeed. Without
 * FAIL_AT, the number of allocations is written to descriptor 9 when the process ends. Those of
 * libsndfile do not count: version 1.2.0 crashes in sf_open_virtual() when some of its own fail. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);

static long made, fail_at;

static int is_sndfile(const void *caller) {
    Dl_info info;
    return dladdr(caller, &info) != 0 && strstr(info.dli_fname, "libsndfile") != NULL;
}

/* Is it the turn of an allocation that this code asks for? */
static int fails(const void *caller) {
    static int asking; /* dladdr may allocate */
    if (!fail_at) {
        const char *s = getenv("FAIL_AT");
        fail_at = s ? strtol(s, NULL, 10) : -1;
    }
    if (asking)
        return 0;
    asking = 1;
    made += !is_sndfile(caller);
    asking = 0;
    if (made != fail_at)
        return 0;
    made++; /* once only */
    errno = ENOMEM;
    return 1;
}

void *malloc(size_t size) {
    return fails(__builtin_return_address(0)) ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
    return fails(__builtin_return_address(0)) ? NULL : __libc_calloc(count, size);
}

void *realloc(void *block, size_t size) {
    return fails(__builtin_return_address(0)) ? NULL : __libc_realloc(block, size);
}

__attribute__((destructor)) static void tell(void) {
    if (fail_at < 0)
        dprintf(9, "%ld\n", made);
}
