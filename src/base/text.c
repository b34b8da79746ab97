#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/diag.h"
#include "base/mem.h"

static void reserve(text *t, size_t more) {
    if (t->capacity - t->length > more)
        return;
    size_t capacity = (t->length + more + 1) * 2;
    t->data = mem_grow(t->data, t->length, capacity, 1);
    t->capacity = capacity;
}

void text_add_string(text *t, const char *s) {
    size_t n = strlen(s);
    reserve(t, n);
    memcpy(t->data + t->length, s, n + 1);
    t->length += n;
}

void text_add(text *t, const char *format, ...) {
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    CHECK(n >= 0);
    reserve(t, (size_t)n);
    vsnprintf(t->data + t->length, (size_t)n + 1, format, again);
    va_end(again);
    t->length += (size_t)n;
}

const char *text_string(const text *t) {
    return t->data ? t->data : "";
}
