/* A text that grows: generated code, tables, messages. Its memory is base/mem.h's. */
#ifndef MOTE_BASE_TEXT_H
#define MOTE_BASE_TEXT_H

#include <stddef.h>

typedef struct text {
    char *data; /* always ends in a zero byte once something was added; NULL when new */
    size_t length, capacity;
} text;

/* {0} is an empty text. */
void text_add(text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_add_string(text *t, const char *s);
/* The text as a string, "" when empty. */
const char *text_string(const text *t);

#endif
