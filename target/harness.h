/* What a firmware under test can ask of the computer that emulates it: files, messages, an exit
 * code, and measurements of stack and time. On Arm by semihosting (see harness.c), on the host by
 * its C library. Everything that fails ends the program with HARNESS_FAILURE. */
#ifndef MOTE_TARGET_HARNESS_H
#define MOTE_TARGET_HARNESS_H

#include <stdint.h>

/* Exit codes of the firmware besides those that main() returns. */
#define HARNESS_FAILURE 120 /* a file could not be opened, read or written */
#define HARNESS_FAULT                                                                              \
    121 /* the core took a fault: unaligned access, undefined instruction, ...                     \
         */

/* ---- files: in the folder that the emulator runs in; `name` has no folder part ---- */
int harness_open(const char *name, int for_writing);
void harness_read(int file, void *to, uint32_t bytes); /* exactly so many */
void harness_write(int file, const void *from, uint32_t bytes);
void harness_close(int file);

void harness_print(const char *text);
__attribute__((noreturn)) void harness_exit(int status);

/* ---- stack: paint, run, then ask how deep it went ---- */

/* Paints HARNESS_STACK_BYTES below the caller's stack pointer (fewer if there are not so many). */
#define HARNESS_STACK_BYTES 4096
void harness_stack_paint(void);
/* Bytes below the stack pointer of harness_stack_paint's caller that were written since. 0 on the
 * host, where it is not measured. */
uint32_t harness_stack_high_water(void);
/* The same from the stack's first word on: what stack the program has taken. */
uint32_t harness_stack_total(void);

/* ---- time ---- */

/* Ticks of the core's SysTick timer between the two. Under QEMU's -icount a tick is a fixed number
 * of instructions (target.conf: systick_hz). At most HARNESS_MAX_TICKS; more gives UINT32_MAX.
 * 0 on the host and in emulators without the timer. */
#define HARNESS_MAX_TICKS 0xFFFFFFu
void harness_ticks_begin(void);
uint32_t harness_ticks_end(void);

/* ---- the program's constants and code, to see that nothing changes them ---- */
const uint8_t *harness_rom_begin(void);
uint32_t harness_rom_bytes(void); /* 0 on the host, whose system protects them */

#endif
