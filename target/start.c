/* From reset to main(), and out of every fault. For all Cortex-M cores. */
#include <stdint.h>

#include "harness.h"

int main(void);
void start_reset(void);

/* Of link.ld: addresses, not objects. */
extern uint32_t mote_stack_top[], mote_data_begin[], mote_data_end[], mote_bss_begin[],
    mote_bss_end[];
extern const uint32_t mote_data_load[];

/* Registers of the system control block, Armv7-M Architecture Reference Manual, B3.2.2. */
#define SCB_CCR (*(volatile uint32_t *)0xE000ED14u)
#define SCB_CCR_UNALIGN_TRP (1u << 3)
#define SCB_CCR_DIV_0_TRP (1u << 4)
#define SCB_CFSR (*(volatile uint32_t *)0xE000ED28u)
#define SCB_CPACR (*(volatile uint32_t *)0xE000ED88u)
#define SCB_CPACR_FPU (0xFu << 20) /* full access to coprocessors 10 and 11: FPU and MVE */

#define HAS_MAINLINE (__ARM_ARCH_ISA_THUMB >= 2)

/* Unaligned accesses trap where the core would allow them, and division by zero where it would give
 * 0: code for one core then works on all. */
static void set_up_core(void) {
#if HAS_MAINLINE
    SCB_CCR |= SCB_CCR_UNALIGN_TRP | SCB_CCR_DIV_0_TRP;
#endif
#if defined(__ARM_FP) || defined(__ARM_FEATURE_MVE)
    SCB_CPACR |= SCB_CPACR_FPU;
    __asm__ volatile("dsb\n\tisb");
#endif
}

/* volatile keeps the compiler from calling memcpy and memset, which would then be linked for the
 * harness alone. */
static void set_up_memory(void) {
    volatile uint32_t *to = mote_data_begin;
    for (const uint32_t *from = mote_data_load; to < mote_data_end;)
        *to++ = *from++;
    for (to = mote_bss_begin; to < mote_bss_end;)
        *to++ = 0;
}

void start_reset(void) {
    set_up_core();
    set_up_memory();
    harness_exit(main());
}

static void print_hex(uint32_t value) {
    char digits[9];
    for (int i = 0; i < 8; i++)
        digits[i] = "0123456789abcdef"[value >> (28 - 4 * i) & 15];
    digits[8] = '\0';
    harness_print(digits);
}

/* `frame` is what the core stacked: r0-r3, r12, lr, pc, psr. */
static void report_fault(const uint32_t *frame) __attribute__((used));
static void report_fault(const uint32_t *frame) {
    harness_print("fault at ");
    print_hex(frame[6]);
    harness_print(", called from ");
    print_hex(frame[5]);
#if HAS_MAINLINE
    harness_print(", CFSR ");
    print_hex(SCB_CFSR);
#endif
    harness_print("\n");
    harness_exit(HARNESS_FAULT);
}

/* A fault may come from a full stack: the report gets a fresh one. */
__attribute__((naked)) static void fault(void) {
    __asm__ volatile("mov r0, sp\n\t"
                     "ldr r1, =mote_stack_top\n\t"
                     "mov sp, r1\n\t"
                     "ldr r1, =report_fault\n\t"
                     "bx r1\n\t"
                     ".ltorg");
}

typedef union vector {
    const void *stack;
    void (*handler)(void);
} vector;

__attribute__((section(".vectors"), used)) static const vector vectors[16] = {
    {.stack = mote_stack_top}, {.handler = start_reset},
    {.handler = fault},        {.handler = fault}, /* NMI, hard fault */
    {.handler = fault},        {.handler = fault}, /* memory, bus */
    {.handler = fault},        {.handler = fault}, /* usage, secure */
    {.handler = fault},        {.handler = fault}, /* reserved */
    {.handler = fault},        {.handler = fault}, /* reserved, supervisor call */
    {.handler = fault},        {.handler = fault}, /* debug monitor, reserved */
    {.handler = fault},        {.handler = fault}, /* PendSV, SysTick */
};
