/* What firmware.c runs and the tests count. */
#ifndef MOTE_TEST_SIM_MEASURED_H
#define MOTE_TEST_SIM_MEASURED_H

#include <stdint.h>

#define HAS_MAINLINE (__ARM_ARCH_ISA_THUMB >= 2)

/* Loops whose cycles can be counted by hand; words[0] holds the address of words. */
void loop_count(uint32_t *words);
void loop_loads(uint32_t *words);
void loop_dependent(uint32_t *words);
void loop_stores(uint32_t *words);
void loop_calls(uint32_t *words);
void loop_many(uint32_t *words);
void loop_multiply(uint32_t *words);
void loop_returns(uint32_t *words);
void loop_constants(uint32_t *words);
/* Armv7-M and Armv8-M Mainline only. */
void loop_long_products(uint32_t *words);
void loop_divide(uint32_t *words);
void loop_wide(uint32_t *words);
void loop_indexed(uint32_t *words);
void loop_double_words(uint32_t *words);
void loop_constant_pairs(uint32_t *words);
/* With an FPU only. */
void loop_double(uint32_t *words);

/* Compiled C of many kinds: sorts, divides, multiplies in 64 bits, copies, branches by tables,
 * computes in float. */
#define MIXED_BYTES 1024
void mixed_fill(uint8_t values[MIXED_BYTES]);
uint32_t mixed(uint8_t values[MIXED_BYTES]);

void deep_stack(void); /* DEEP_STACK_BYTES of stack */
#define DEEP_STACK_BYTES 264
uint32_t divide_by_zero(uint32_t x); /* by UDIV, which an M0 does not have */

#endif
