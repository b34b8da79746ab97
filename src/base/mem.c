#include "base/mem.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"

typedef struct block {
    struct block *previous, *next;
    size_t bytes;
    max_align_t data[];
} block;

static block *newest;
static size_t total_bytes;
static long failure_countdown;

void mem_inject_failure(long n) {
    failure_countdown = n;
}

void *mem_new(size_t count, size_t size) {
    if (size != 0 && count > MEM_LIMIT_BYTES / size)
        fail(STATUS_REFUSED, "needs more than %zu MiB of memory", MEM_LIMIT_BYTES >> 20);
    size_t bytes = count * size;
    if (bytes > MEM_LIMIT_BYTES - total_bytes)
        fail(STATUS_REFUSED, "needs more than %zu MiB of memory", MEM_LIMIT_BYTES >> 20);
    int injected = failure_countdown > 0 && --failure_countdown == 0;
    block *b = injected ? NULL : calloc(1, sizeof *b + bytes);
    if (!b)
        fail(STATUS_REFUSED, "out of memory: %zu more bytes could not be had", bytes);
    b->bytes = bytes;
    b->previous = newest;
    if (newest)
        newest->next = b;
    newest = b;
    total_bytes += bytes;
    return b->data;
}

static block *block_of(void *data) {
    return (block *)((char *)data - offsetof(block, data));
}

void mem_free(void *data) {
    if (!data)
        return;
    block *b = block_of(data);
    if (b->previous)
        b->previous->next = b->next;
    if (b->next)
        b->next->previous = b->previous;
    else
        newest = b->previous;
    total_bytes -= b->bytes;
    free(b);
}

void mem_free_newer(const void *mark) {
    while (newest->data != mark)
        mem_free(newest->data);
}

void mem_free_all(void) {
    while (newest)
        mem_free(newest->data);
}

void *mem_grow(void *data, size_t old_count, size_t new_count, size_t size) {
    void *grown = mem_new(new_count, size);
    if (data)
        memcpy(grown, data, old_count * size);
    mem_free(data);
    return grown;
}

char *mem_strdup(const char *s) {
    size_t bytes = strlen(s) + 1;
    return memcpy(mem_new(bytes, 1), s, bytes);
}

char *mem_printf(const char *format, ...) {
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    CHECK(n >= 0);
    char *s = mem_new((size_t)n + 1, 1);
    vsnprintf(s, (size_t)n + 1, format, again);
    va_end(again);
    return s;
}
