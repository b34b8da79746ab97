#include "base/diag.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"

static struct {
    jmp_buf recovery;
    int armed;
    exit_status status;
    const char *file;
    int op_index;
    const char *op_name;
    int quiet;
    char message[4096];
} diag = {.op_index = -1};

void diag_set_file(const char *file) {
    diag.file = file;
    diag.op_index = -1;
}

void diag_set_operator(int index, const char *name) {
    diag.op_index = index;
    diag.op_name = name;
}

void diag_set_quiet(int quiet) {
    diag.quiet = quiet;
}

const char *diag_last_message(void) {
    return diag.message;
}

static size_t append(size_t at, const char *format, ...) __attribute__((format(printf, 2, 3)));

static size_t append(size_t at, const char *format, ...) {
    va_list args;
    va_start(args, format);
    int n = vsnprintf(diag.message + at, sizeof diag.message - at, format, args);
    va_end(args);
    at += n > 0 ? (size_t)n : 0;
    return at < sizeof diag.message ? at : sizeof diag.message - 1;
}

/* Text from a hostile file must not drive the user's terminal (U+0080 to U+009F do that, too), nor
 * look like a second message: only lines that the format itself begins are kept. */
static void mask_control_characters(char *s, int keep_lines) {
    for (; *s; s++) {
        unsigned char c = (unsigned char)s[0], next = (unsigned char)s[1];
        int is_c1 = c == 0xC2 && next >= 0x80 && next < 0xA0; /* in UTF-8 */
        if (is_c1)
            *s++ = '?';
        if (is_c1 || c == 0x7F || (c < ' ' && !(keep_lines && c == '\n')))
            *s = '?';
    }
}

_Noreturn void fail(exit_status status, const char *format, ...) {
    size_t at = 0;
    diag.message[0] = 0;
    if (diag.file)
        at = append(at, "%s: ", diag.file);
    if (diag.op_index >= 0)
        at = append(at, "operator %d (%s): ", diag.op_index, diag.op_name);
    mask_control_characters(diag.message, 0);
    va_list args;
    va_start(args, format);
    vsnprintf(diag.message + at, sizeof diag.message - at, format, args);
    va_end(args);
    mask_control_characters(diag.message + at, strchr(format, '\n') != NULL);
    if (!diag.quiet)
        fprintf(stderr, "mote: %s\n", diag.message);
    if (!diag.armed)
        exit((int)status);
    diag.status = status;
    longjmp(diag.recovery, 1);
}

exit_status diag_try(exit_status (*body)(void *context), void *context) {
    diag_set_file(NULL);
    diag.message[0] = 0;
    diag.armed = 1;
    if (setjmp(diag.recovery) == 0)
        diag.status = body(context);
    diag.armed = 0;
    diag_set_file(NULL);
    file_remove_temporaries();
    mem_free_all();
    return diag.status;
}

void diag_note(const char *format, ...) {
    if (diag.quiet)
        return;
    va_list args;
    va_start(args, format);
    fputs("mote: note: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
}
