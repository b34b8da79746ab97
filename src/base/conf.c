#include "base/conf.h"

#include <ini.h>
#include <string.h>

#include "base/diag.h"

static void check_lines(const char *text) {
    int number = 1;
    for (const char *line = text; *line; number++) {
        size_t length = strcspn(line, "\n");
        if (length > CONF_LINE_BYTES)
            fail(STATUS_REFUSED,
                 "line %d has %zu characters, at most %d are read; go on in an indented line",
                 number, length, CONF_LINE_BYTES);
        line += length + (line[length] == '\n');
    }
}

int conf_parse(const char *text,
               int (*take_line)(void *user, const char *section, const char *name,
                                const char *value),
               void *user) {
    check_lines(text);
    int line = ini_parse_string(text, take_line, user);
    if (line < 0)
        fail(STATUS_REFUSED, "out of memory");
    return line;
}
