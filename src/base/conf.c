#include "base/conf.h"

#include <ini.h>
#include <string.h>

#include "base/diag.h"

static void check_lines(const char *text) {
    int number = 1;
    for (const char *line = text; *line; number++) {
        size_t length = strcspn(line, "\n");
        if (length > CONF_LINE_BYTES)
            fail(STATUS_REFUSED, "line %d has %zu characters, at most %d are read", number, length,
                 CONF_LINE_BYTES);
        line += length + (line[length] == '\n');
    }
}

typedef struct lines {
    const char *rest;
    int *number;
} lines;

/* inih takes a line after the other, as from fgets. */
static char *next_line(char *to, int size, void *from) {
    lines *l = from;
    size_t length = strcspn(l->rest, "\n");
    if (!*l->rest)
        return NULL;
    length += l->rest[length] == '\n';
    CHECK(length < (size_t)size);
    memcpy(to, l->rest, length);
    to[length] = 0;
    l->rest += length;
    (*l->number)++;
    return to;
}

int conf_parse(const char *text,
               int (*take_line)(void *user, const char *section, const char *name,
                                const char *value),
               void *user, int *line) {
    int unused = 0;
    lines l = {text, line ? line : &unused};
    check_lines(text);
    *l.number = 0;
    int problem = ini_parse_stream(next_line, &l, take_line, user);
    if (problem < 0)
        fail(STATUS_REFUSED, "out of memory");
    return problem;
}
