#include "line.h"

#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/text.h"

#define SILENCE_TIMEOUT_S 60
#define END_TIMEOUT_S 10

process line_open(const sim_target *t, const char *folder) {
    process_require((tool){"qemu-system-arm", "qemu-system-arm"});
    const char *const argv[] = {"qemu-system-arm",
                                "-M",
                                t->machine,
                                "-nographic",
                                "-monitor",
                                "none",
                                "-serial",
                                "stdio",
                                "-semihosting-config",
                                "enable=on,target=native",
                                "-kernel",
                                "firmware",
                                NULL};
    process p = process_open(argv, folder);
    while (strcmp(line_receive_text(&p), "ready") != 0) {
    }
    return p;
}

void line_close(process *p, const sim_target *t) {
    int status = process_close(p, END_TIMEOUT_S);
    if (status != 0)
        fail(STATUS_BUG, "the emulated %s ended with exit code %d", t->board, status);
}

char line_receive(const process *p) {
    char c;
    struct pollfd from = {.fd = p->from, .events = POLLIN};
    if (poll(&from, 1, SILENCE_TIMEOUT_S * 1000) != 1 || read(p->from, &c, 1) != 1)
        fail(STATUS_BUG, "the board stopped answering");
    return c;
}

const char *line_receive_text(const process *p) {
    text line = {0};
    for (char c; (c = line_receive(p)) != '\n';)
        text_add(&line, "%c", c);
    return text_string(&line);
}

void line_transmit(const process *p, const void *data, size_t size) {
    for (const char *at = data; size > 0;) {
        ssize_t n = write(p->to, at, size);
        if (n <= 0)
            fail(STATUS_BUG, "the board takes no more bytes");
        at += n;
        size -= (size_t)n;
    }
}

const char *line_after(const char *line, const char *word) {
    size_t n = strlen(word);
    return strncmp(line, word, n) == 0 ? line + n : NULL;
}

int line_is_hex(const char *hex, const uint8_t *data, size_t size) {
    text expected = {0};
    for (size_t i = 0; i < size; i++)
        text_add(&expected, "%02x", data[i]);
    return hex && strcmp(hex, text_string(&expected)) == 0;
}
