/* Host memory: everything allocated here lives until the command ends (diag_try frees it), so that
 * fail() can unwind from anywhere without a leak. Each block is a malloc of its own, so that
 * AddressSanitizer sees every overrun. */
#ifndef MOTE_BASE_MEM_H
#define MOTE_BASE_MEM_H

#include <stddef.h>

/* More than this in all is refused: a hostile file must not exhaust the computer. */
#define MEM_LIMIT_BYTES ((size_t)400 << 20)

/* `count * size` zeroed bytes, never NULL; overflow and MEM_LIMIT_BYTES end in fail(). */
void *mem_new(size_t count, size_t size);
/* Grows (never shrinks) a block of mem_new or NULL, keeps its content; the new part is zero. */
void *mem_grow(void *block, size_t old_count, size_t new_count, size_t size);
char *mem_strdup(const char *s);
/* printf into a new string. */
char *mem_printf(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Frees one block early. NULL is fine. */
void mem_free(void *block);
/* Frees every block that was allocated after `mark`, a block that is still there. */
void mem_free_newer(const void *mark);
void mem_free_all(void);

#define NEW(type) ((type *)mem_new(1, sizeof(type)))
#define NEW_ARRAY(type, count) ((type *)mem_new((count), sizeof(type)))

/* For tests: the n-th allocation from now on (1 = the next) fails once; 0 switches that off. */
void mem_inject_failure(long n);

#endif
