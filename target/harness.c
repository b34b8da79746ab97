/* The harness on Arm: semihosting, SysTick, a painted stack.
 * Semihosting: https://github.com/ARM-software/abi-aa/blob/main/semihosting/semihosting.rst */
#include "harness.h"

enum semihosting_call {
    SYS_OPEN = 0x01,
    SYS_CLOSE = 0x02,
    SYS_WRITE0 = 0x04,
    SYS_WRITE = 0x05,
    SYS_READ = 0x06,
    SYS_EXIT_EXTENDED = 0x20
};
enum { OPEN_READ_BINARY = 1, OPEN_WRITE_BINARY = 5 };
#define ADP_STOPPED_APPLICATION_EXIT 0x20026u

static uint32_t semihosting(uint32_t call, const void *argument) {
    register uint32_t r0 __asm__("r0") = call;
    register const void *r1 __asm__("r1") = argument;
    __asm__ volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
    return r0;
}

static uint32_t address(const void *p) {
    return (uint32_t)(uintptr_t)p;
}

__attribute__((noreturn)) static void give_up(const char *what, const char *name) {
    harness_print(what);
    harness_print(name);
    harness_print("\n");
    harness_exit(HARNESS_FAILURE);
}

int harness_open(const char *name, int for_writing) {
    uint32_t length = 0;
    while (name[length])
        length++;
    uint32_t block[3] = {address(name), for_writing ? OPEN_WRITE_BINARY : OPEN_READ_BINARY, length};
    int file = (int)semihosting(SYS_OPEN, block);
    if (file < 0)
        give_up("cannot open ", name);
    return file;
}

/* Both calls return how many bytes are left to do. */
void harness_read(int file, void *to, uint32_t bytes) {
    uint32_t block[3] = {(uint32_t)file, address(to), bytes};
    if (semihosting(SYS_READ, block) != 0)
        give_up("cannot read a file: it ends too early", "");
}

void harness_write(int file, const void *from, uint32_t bytes) {
    uint32_t block[3] = {(uint32_t)file, address(from), bytes};
    if (semihosting(SYS_WRITE, block) != 0)
        give_up("cannot write a file", "");
}

void harness_close(int file) {
    uint32_t block[1] = {(uint32_t)file};
    semihosting(SYS_CLOSE, block);
}

void harness_print(const char *text) {
    semihosting(SYS_WRITE0, text);
}

void harness_exit(int status) {
    uint32_t block[2] = {ADP_STOPPED_APPLICATION_EXIT, (uint32_t)status};
    for (;;)
        semihosting(SYS_EXIT_EXTENDED, block);
}

/* ---- stack ---- */

#define PAINT 0xC5C5C5C5u

extern uint32_t mote_stack_limit[], mote_stack_top[]; /* of link.ld */
static volatile uint32_t *stack_caller, *stack_lowest;

/* Its own frame, which may be made after the stack pointer was read. */
#define PAINTER_WORDS 8

/* Runs on the stack that it paints: without locals in memory, and called by a jump. */
__attribute__((noinline, used)) static void paint_below(uint32_t *caller) {
    uint32_t room = (uint32_t)((char *)caller - (char *)mote_stack_limit);
    volatile uint32_t *lowest =
        caller - (room < HARNESS_STACK_BYTES ? room : HARNESS_STACK_BYTES) / 4;
    stack_caller = caller;
    stack_lowest = lowest;
    volatile uint32_t *own;
    __asm__ volatile("mov %0, sp" : "=r"(own));
    while (lowest < own - PAINTER_WORDS)
        *lowest++ = PAINT;
}

__attribute__((naked)) void harness_stack_paint(void) {
    __asm__ volatile("mov r0, sp\n\t"
                     "ldr r1, =paint_below\n\t"
                     "bx r1\n\t"
                     ".ltorg");
}

uint32_t harness_stack_high_water(void) {
    const volatile uint32_t *p = stack_lowest;
    while (p < stack_caller && *p == PAINT)
        p++;
    return (uint32_t)(stack_caller - p) * 4;
}

uint32_t harness_stack_total(void) {
    return harness_stack_high_water() +
           (uint32_t)((char *)mote_stack_top - (const char *)(uintptr_t)stack_caller);
}

/* ---- time: SysTick counts down from 2^24 - 1 ---- */

#define SYSTICK_CSR (*(volatile uint32_t *)0xE000E010u)
#define SYSTICK_RVR (*(volatile uint32_t *)0xE000E014u)
#define SYSTICK_CVR (*(volatile uint32_t *)0xE000E018u)
#define SYSTICK_CSR_RUN 5u /* enabled, clocked by the core, no interrupt */
#define SYSTICK_CSR_WRAPPED (1u << 16)

static uint32_t ticks_at_begin;

void harness_ticks_begin(void) {
    SYSTICK_CSR = 0;
    SYSTICK_RVR = HARNESS_MAX_TICKS;
    SYSTICK_CVR = 0; /* any write clears it: it reloads at the first tick */
    SYSTICK_CSR = SYSTICK_CSR_RUN;
    while (SYSTICK_CVR == 0) {
    }
    ticks_at_begin = SYSTICK_CVR;
}

uint32_t harness_ticks_end(void) {
    uint32_t now = SYSTICK_CVR;
    if (SYSTICK_CSR & SYSTICK_CSR_WRAPPED)
        return UINT32_MAX;
    return ticks_at_begin - now;
}

/* ---- constants ---- */

extern const uint8_t mote_rom_begin[], mote_rom_end[]; /* of link.ld */

const uint8_t *harness_rom_begin(void) {
    return mote_rom_begin;
}

uint32_t harness_rom_bytes(void) {
    return (uint32_t)(mote_rom_end - mote_rom_begin);
}
