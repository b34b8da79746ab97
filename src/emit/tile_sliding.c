/* Depthwise tiles for windows of one column that slide along the height
 * (device/kernel/depthwise_sliding_s8.h): 8 rows of one channel at a time.
 *
 *   r0      x: the channel's word of a pair of rows
 *   r1      the channel's weights
 *   r2 r3   a pair of weights, doubled: E = (w[2j], w[2j+1]), and O = (w[2j], w[2j-1]); they change
 *           places with every pair, since the O of the next is made of the last E
 *   r4-r11  sums of the rows
 *   r12 lr  words of x
 * With p the pairs of rows, row 2i is the sum of p[i+j].E[j] and row 2i+1 that of p[i+j].O[j] with
 * the halves crossed; where the number of weights is even, its last one is left over. */
#include "device/kernel/depthwise_sliding_s8.h"
#include "emit/assembly.h"

#define PAIR_BYTES 16        /* from one pair of rows to the next in the planes */
#define WEIGHTS_PAIR_BYTES 8 /* the same in the weights */

enum {
    SLOT_X, /* of the channel; moved back by a pair if their number is odd, as are the weights */
    SLOT_WEIGHTS,
    SLOT_WEIGHTS_END,
    SLOT_CONSTANTS, /* address of the channel's bias; its multiplier is 4 words further */
    SLOT_SHIFTS,    /* address of the channel's shift; 3 of 4 when one is left */
    SLOT_OUT,
    SLOT_ODD, /* are the pairs an odd number? */
    SLOT_GROUPS,
    SLOT_GROUP_X,
    SLOT_GROUP_OUT,
    SLOT_GROUPS_LEFT,
    SLOT_BIAS,
    SLOT_MULTIPLIER,
    SLOT_NUDGE,
    SLOT_SHIFT
};

static const char *const sums[] = {"r4", "r5", "r6", "r7", "r8", "r9", "r10", "r11"};

/* r0 planes, r1 block, r2 pairs, r3 out. */
static void begin(assembly *a) {
    assembly_line(a, "add.w r12, r1, r2, lsl #3");
    assembly_put(a, "r12", SLOT_WEIGHTS_END);
    assembly_put(a, "r12", SLOT_CONSTANTS);
    assembly_line(a, "add.w r12, r12, #32");
    assembly_put(a, "r12", SLOT_SHIFTS);
    assembly_line(a, "and.w r2, r2, #1");
    assembly_line(a, "sub.w r0, r0, r2, lsl #4");
    assembly_line(a, "sub.w r1, r1, r2, lsl #3");
    assembly_put(a, "r0", SLOT_X);
    assembly_put(a, "r1", SLOT_WEIGHTS);
    assembly_put(a, "r2", SLOT_ODD);
    assembly_put(a, "r3", SLOT_OUT);
    assembly_argument(a, "r0", 4);
    assembly_put(a, "r0", SLOT_GROUPS);
}

static void begin_channel(assembly *a) {
    assembly_get(a, "r0", SLOT_CONSTANTS);
    assembly_get(a, "r1", SLOT_SHIFTS);
    assembly_argument(a, "r12", 5);
    assembly_line(a, "ldr.w r2, [r0, #0]");
    assembly_line(a, "ldr.w r3, [r0, #16]");
    assembly_line(a, "ldrb lr, [r1], #1");
    assembly_line(a, "adds r0, #4");
    assembly_line(a, "lsl.w r12, r12, lr");
    assembly_put(a, "r0", SLOT_CONSTANTS);
    assembly_put(a, "r1", SLOT_SHIFTS);
    assembly_put(a, "r2", SLOT_BIAS);
    assembly_put(a, "r3", SLOT_MULTIPLIER);
    assembly_put(a, "lr", SLOT_SHIFT);
    assembly_put(a, "r12", SLOT_NUDGE);
    assembly_get(a, "r0", SLOT_X);
    assembly_get(a, "r1", SLOT_OUT);
    assembly_get(a, "r2", SLOT_GROUPS);
    assembly_put(a, "r0", SLOT_GROUP_X);
    assembly_put(a, "r1", SLOT_GROUP_OUT);
    assembly_put(a, "r2", SLOT_GROUPS_LEFT);
}

static void begin_group(assembly *a) {
    assembly_get(a, "lr", SLOT_ODD);
    assembly_get(a, "r0", SLOT_GROUP_X);
    assembly_get(a, "r1", SLOT_WEIGHTS);
    assembly_get(a, "r4", SLOT_BIAS);
    for (int i = 1; i < SLIDING_ROWS; i++)
        assembly_line(a, "mov %s, r4", sums[i]);
    assembly_line(a, "mov.w r2, #0");
    assembly_line(a, "mov.w r3, #0");
    assembly_line(a, "cmp.w lr, #0");
    assembly_line(a, "bne.w .L%s_odd", a->name);
}

/* Four words of x, from `at` bytes on, two at a time; `what` is done with each. */
static void with_words(assembly *a, int at, void (*what)(assembly *a, int pair, const char *x)) {
    for (int pair = 0; pair < SLIDING_ROWS / 2; pair += 2) {
        assembly_line(a, "ldr.w r12, [r0, #%d]", at + pair * PAIR_BYTES);
        assembly_line(a, "ldr.w lr, [r0, #%d]", at + (pair + 1) * PAIR_BYTES);
        what(a, pair, "r12");
        what(a, pair + 1, "lr");
    }
}

static void multiply_even(assembly *a, int pair, const char *x) {
    const char *even = sums[2 * pair], *odd = sums[2 * pair + 1];
    assembly_line(a, "smlad %s, %s, r2, %s", even, x, even);
    assembly_line(a, "smladx %s, %s, r3, %s", odd, x, odd);
}

static void multiply_odd(assembly *a, int pair, const char *x) {
    const char *even = sums[2 * pair], *odd = sums[2 * pair + 1];
    assembly_line(a, "smlad %s, %s, r3, %s", even, x, even);
    assembly_line(a, "smladx %s, %s, r2, %s", odd, x, odd);
}

static void multiply_last(assembly *a, int pair, const char *x) {
    const char *odd = sums[2 * pair + 1];
    assembly_line(a, "smlabt %s, %s, r3, %s", odd, x, odd);
}

/* E of a pair of weights in `e`; what was the E before it becomes O in `o`. */
static void load_weights(assembly *a, const char *e, const char *o, int at) {
    assembly_line(a, "ldrsb.w %s, [r1, #%d]", e, at);
    assembly_line(a, "ldrsb.w r12, [r1, #%d]", at + 2);
    assembly_line(a, "pkhbt %s, %s, r12, lsl #16", e, e);
    assembly_line(a, "sadd16 %s, %s, %s", e, e, e);
    assembly_line(a, "pkhbt %s, %s, %s", o, e, o);
}

static void sum_group(assembly *a) {
    assembly_line(a, ".L%s_pairs:", a->name);
    load_weights(a, "r2", "r3", 0);
    with_words(a, 0, multiply_even);
    assembly_line(a, ".L%s_odd:", a->name);
    load_weights(a, "r3", "r2", WEIGHTS_PAIR_BYTES);
    with_words(a, PAIR_BYTES, multiply_odd);
    assembly_get(a, "r12", SLOT_WEIGHTS_END);
    assembly_line(a, "adds r0, #%d", 2 * PAIR_BYTES);
    assembly_line(a, "adds r1, #%d", 2 * WEIGHTS_PAIR_BYTES);
    assembly_line(a, "cmp r1, r12");
    assembly_line(a, "bne.w .L%s_pairs", a->name);
    assembly_comment(a, "a last weight that is not 0");
    assembly_line(a, "lsrs r12, r3, #16");
    assembly_line(a, "beq.w .L%s_summed", a->name);
    with_words(a, 0, multiply_last);
    assembly_line(a, ".L%s_summed:", a->name);
}

static void finish_group(assembly *a) {
    assembly_get(a, "r12", SLOT_NUDGE);
    assembly_get(a, "lr", SLOT_MULTIPLIER);
    assembly_multiply(a, sums, SLIDING_ROWS, "lr", "r12");
    assembly_get(a, "lr", SLOT_SHIFT);
    assembly_shift(a, sums, SLIDING_ROWS, "lr");
    assembly_get(a, "r12", SLOT_GROUP_OUT);
    assembly_get(a, "r0", SLOT_GROUP_X);
    assembly_get(a, "r1", SLOT_GROUPS_LEFT);
    for (int i = 0; i < SLIDING_ROWS; i++)
        assembly_line(a, "strb.w %s, [r12, #%d]", sums[i], 4 * i);
    assembly_line(a, "add.w r12, r12, #%d", 4 * SLIDING_ROWS);
    assembly_line(a, "adds r0, #%d", SLIDING_ROWS / 2 * PAIR_BYTES);
    assembly_line(a, "subs r1, #1");
    assembly_put(a, "r12", SLOT_GROUP_OUT);
    assembly_put(a, "r0", SLOT_GROUP_X);
    assembly_put(a, "r1", SLOT_GROUPS_LEFT);
    assembly_line(a, "bne.w .L%s_group", a->name);
}

/* The weights of channels 0 and 1 are neighbours, as are those of 2 and 3, 4 bytes further. */
static void next_channel(assembly *a) {
    assembly_get(a, "r0", SLOT_X);
    assembly_get(a, "r1", SLOT_OUT);
    assembly_get(a, "r2", SLOT_WEIGHTS);
    assembly_get(a, "r3", SLOT_WEIGHTS_END);
    assembly_get(a, "r12", SLOT_SHIFTS);
    assembly_line(a, "adds r0, #4");
    assembly_line(a, "adds r1, #1");
    assembly_line(a, "adds r2, #1");
    assembly_line(a, "adds r3, #1");
    assembly_line(a, "tst.w r12, #1");
    assembly_line(a, "itt eq");
    assembly_line(a, "addeq r2, #2");
    assembly_line(a, "addeq r3, #2");
    assembly_put(a, "r0", SLOT_X);
    assembly_put(a, "r1", SLOT_OUT);
    assembly_put(a, "r2", SLOT_WEIGHTS);
    assembly_put(a, "r3", SLOT_WEIGHTS_END);
    assembly_comment(a, "the shifts are one word: behind its last byte the block is done");
    assembly_line(a, "tst.w r12, #3");
    assembly_line(a, "bne.w .L%s_channel", a->name);
}

void tile_write_sliding(assembly *a) {
    assembly_begin(a, "r4-r11");
    begin(a);
    assembly_line(a, ".L%s_channel:", a->name);
    begin_channel(a);
    assembly_line(a, ".L%s_group:", a->name);
    begin_group(a);
    sum_group(a);
    finish_group(a);
    next_channel(a);
    assembly_end(a, "r4-r11");
}
