/* Loops whose cycles can be counted by hand: test_count.c has the sums. Each makes 100 rounds,
 * counted down in r1 or r2, and begins at a word. */
#include "measured.h"

#define LOOP(name, body)                                                                           \
    __attribute__((naked, aligned(4))) void name(__attribute__((unused)) uint32_t *words) {        \
        __asm__ volatile(".syntax unified\n" body);                                                \
    }

/* The same with two constants in flash, to which r0 points. before: ADR, MOVS */
#define CONSTANT_LOOP(name, round)                                                                 \
    LOOP(name, "adr r0, 2f\n"                                                                      \
               "movs r1, #100\n"                                                                   \
               "1: " round "subs r1, #1\n"                                                         \
               "bne 1b\n"                                                                          \
               "bx lr\n"                                                                           \
               ".balign 4\n"                                                                       \
               "2: .word 1, 2\n")

/* before: 1; round: SUBS, BNE; after: BX */
LOOP(loop_count, "movs r1, #100\n"
                 "1: subs r1, #1\n"
                 "bne 1b\n"
                 "bx lr\n")

/* round: two loads that pair, SUBS, BNE */
LOOP(loop_loads, "movs r1, #100\n"
                 "1: ldr r2, [r0]\n"
                 "ldr r3, [r0, #4]\n"
                 "subs r1, #1\n"
                 "bne 1b\n"
                 "bx lr\n")

/* round: two loads, the second from where the first says */
LOOP(loop_dependent, "movs r1, #100\n"
                     "1: ldr r0, [r0]\n"
                     "ldr r0, [r0]\n"
                     "subs r1, #1\n"
                     "bne 1b\n"
                     "bx lr\n")

/* round: STR immediate, STRB immediate, SUBS, BNE */
LOOP(loop_stores, "movs r1, #100\n"
                  "1: str r1, [r0, #4]\n"
                  "strb r1, [r0, #8]\n"
                  "subs r1, #1\n"
                  "bne 1b\n"
                  "bx lr\n")

/* before: PUSH of 2, MOVS; round: BL, BX, SUBS, BNE; after: POP of 2 with pc. The callee begins at
 * a word. */
LOOP(loop_calls, "push {r4, lr}\n"
                 "movs r1, #100\n"
                 "1: bl 2f\n"
                 "subs r1, #1\n"
                 "bne 1b\n"
                 "pop {r4, pc}\n"
                 ".balign 4\n"
                 "2: bx lr\n")

/* before: PUSH of 4, MOVS, ADDS; round: LDM of 3, SUBS, STM of 3, SUBS, SUBS, BNE; after: POP of 4
 * with pc */
LOOP(loop_many, "push {r4, r5, r6, lr}\n"
                "movs r1, #100\n"
                "adds r0, #4\n"
                "1: ldmia r0!, {r4, r5, r6}\n"
                "subs r0, #12\n"
                "stmia r0!, {r4, r5, r6}\n"
                "subs r0, #12\n"
                "subs r1, #1\n"
                "bne 1b\n"
                "pop {r4, r5, r6, pc}\n")

/* round: MULS, SUBS, BNE */
LOOP(loop_multiply, "movs r1, #100\n"
                    "1: muls r2, r1, r2\n"
                    "subs r1, #1\n"
                    "bne 1b\n"
                    "bx lr\n")

/* before: MOVS, MOV; round: SUBS, BEQ that is taken in the last, B; after: BX */
LOOP(loop_returns, "movs r1, #100\n"
                   "mov r3, lr\n"
                   "1: subs r1, #1\n"
                   "beq 2f\n"
                   "b 1b\n"
                   "2: bx r3\n")

/* round: LDM, SUBS, a byte of a constant, SUBS, BNE */
CONSTANT_LOOP(loop_constants, "ldmia r0!, {r2, r3}\n"
                              "subs r0, #8\n"
                              "ldrb r2, [r0, #5]\n")

#if HAS_MAINLINE
/* before: MOVS, MOVS; round: MLA, SMULL, UMLAL, SUBS, BNE */
LOOP(loop_long_products, "movs r1, #100\nmovs r2, #0\n"
                         "1: mla r2, r1, r1, r2\n"
                         "smull r2, r3, r1, r1\n"
                         "umlal r2, r3, r1, r1\n"
                         "subs r1, #1\n"
                         "bne 1b\n"
                         "bx lr\n")

/* before: MOVS, MOVS; round: UDIV, SUBS, BNE */
LOOP(loop_divide, "movs r1, #100\nmovs r2, #0\n"
                  "1: udiv r2, r1, r1\n"
                  "subs r1, #1\n"
                  "bne 1b\n"
                  "bx lr\n")

/* The loop goes to a 32-bit instruction across two words. Round: ADD.W, SUBS, BNE */
LOOP(loop_wide, "movs r1, #100\n"
                "1: add.w r2, r2, r1, lsl #3\n"
                "subs r1, #1\n"
                "bne 1b\n"
                "bx lr\n")

/* before: MOVS, MOVS; round: LDR, STR with register offset behind it, STR with register offset
 * alone, LDR with write-back, SUBS, SUBS, BNE */
LOOP(loop_indexed, "movs r1, #100\n"
                   "movs r3, #4\n"
                   "1: ldr r2, [r0]\n"
                   "str r2, [r0, r3]\n"
                   "str r2, [r0, r3]\n"
                   "ldr r2, [r0], #4\n"
                   "subs r0, #4\n"
                   "subs r1, #1\n"
                   "bne 1b\n"
                   "bx lr\n")

/* before: MOVS, MOVS; round: LDRD, STRD, an IT block of two that is not executed, SUBS, BNE */
LOOP(loop_double_words, "movs r1, #100\nmovs r2, #0\n"
                        "1: ldrd r2, r3, [r0]\n"
                        "strd r2, r3, [r0, #8]\n"
                        "cmp r1, #0\n"
                        "itt eq\n"
                        "addeq r2, #1\n"
                        "addeq r3, #1\n"
                        "subs r1, #1\n"
                        "bne 1b\n"
                        "bx lr\n")

/* round: LDRD, STRD to the stack, SUBS, BNE */
CONSTANT_LOOP(loop_constant_pairs, "ldrd r2, r3, [r0]\n"
                                   "strd r2, r3, [sp, #-8]\n")
#endif

#if defined __ARM_FP
/* round: VLDR of 64 bits, SUBS, BNE */
CONSTANT_LOOP(loop_double, "vldr d0, [r0]\n")
#endif

/* A function of 256 bytes and two saved registers. */
__attribute__((naked)) void deep_stack(void) {
    __asm__ volatile(".syntax unified\n"
                     "push {r4, lr}\n"
                     "sub sp, #256\n"
                     "str r4, [sp]\n"
                     "add sp, #256\n"
                     "pop {r4, pc}\n");
}

/* UDIV r0, r0, r1 as its code, so that it can be assembled for an M0. */
__attribute__((naked)) uint32_t divide_by_zero(__attribute__((unused)) uint32_t x) {
    __asm__ volatile(".syntax unified\n"
                     "movs r1, #0\n"
                     ".short 0xFBB0, 0xF0F1\n"
                     "bx lr\n");
}
