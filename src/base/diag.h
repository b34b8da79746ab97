/* Diagnostics: one way to refuse, one recovery point.
 *
 * Everything that can go wrong because of the outside world (a file, an option, a missing tool)
 * ends in fail(). It prints one message and unwinds to the diag_try() around the command, which
 * frees all memory of base/mem.h and removes all temporary files of base/file.h. */
#ifndef MOTE_BASE_DIAG_H
#define MOTE_BASE_DIAG_H

#include <stddef.h>

/* Exit codes of the program; the table is part of the command-line contract. */
typedef enum exit_status {
    STATUS_DONE = 0,    /* done, and equal where something was compared */
    STATUS_REFUSED = 1, /* the model, the data or a file is refused */
    STATUS_USAGE = 2,   /* the command line makes no sense */
    STATUS_BUG = 3,     /* our own error, also: generated code differs from the reference meaning */
    STATUS_DIFFERS = 4, /* results differ from --expect */
    STATUS_MISSING = 5  /* a tool that is needed is missing */
} exit_status;

/* Says where the following work takes place; fail() puts it in front of its message.
 * `file` may be NULL (no file). Forgets the operator. The string must outlive its use. */
void diag_set_file(const char *file);
/* `index` < 0 means: no operator. `name` is the operator's name as the file spells it. */
void diag_set_operator(int index, const char *name);

/* Prints "mote: FILE: operator I (NAME): MESSAGE" on standard error and unwinds. The message is a
 * clause without a final full stop that says what was found, what was expected and what to do. */
_Noreturn void fail(exit_status status, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A condition that only a bug in mote can break; ends in STATUS_BUG. */
#define CHECK(condition)                                                                           \
    ((condition) ? (void)0                                                                         \
                 : fail(STATUS_BUG, "%s:%d: internal error: %s", __FILE__, __LINE__, #condition))

/* Runs body(context) and returns its status, or the status of the fail() that ended it.
 * Frees all memory and temporary files that the body left. Does not nest. */
exit_status diag_try(exit_status (*body)(void *context), void *context);

/* The message of the last fail(), without a newline; "" if none. For tests and fuzzers. */
const char *diag_last_message(void);
/* Keeps fail() from printing (fuzzers refuse millions of files). */
void diag_set_quiet(int quiet);
/* A hint on standard error that does not end the work: "mote: note: ...". */
void diag_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
