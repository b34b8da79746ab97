/* Depthwise tiles for windows of one column (device/kernel/depthwise_column_s8.h). */
#include "device/kernel/depthwise_column_s8.h"
#include "emit/assembly.h"

/* mote_column_tile, a block of 4 channels at a time:
 *   r0      the table of rows, r3 its end
 *   r1      the block
 *   r2      its place in the rows
 *   r4-r7   sums
 *   r8 r9   the words of two rows, then values
 *   r10 r11 the block's words of weights
 *   r12 lr  both rows of the channels 0 and 1, of 2 and 3 */
enum { SLOT_ROWS, SLOT_OUT, SLOT_END, SLOT_NUDGE };

static const char *const sums[] = {"r4", "r5", "r6", "r7"};

/* Arguments 4 and up of the call, from the stack. */
static void put_arguments(assembly *a, const int *slots, int count) {
    for (int i = 0; i < count; i++) {
        assembly_argument(a, "r4", 4 + i);
        assembly_put(a, "r4", slots[i]);
    }
}

static int is_linear(const assembly *a) {
    return a->tile->finish == OP_TILE_LINEAR;
}

static void begin(assembly *a) {
    static const int slots[] = {SLOT_OUT, SLOT_END, SLOT_NUDGE};
    assembly_put(a, "r0", SLOT_ROWS);
    put_arguments(a, slots, 3);
    if (is_linear(a)) {
        assembly_line(a, "lsl.w r4, r4, #%d", MOTE_COLUMN_LINEAR_SHIFT - 1);
        assembly_put(a, "r4", SLOT_NUDGE);
    }
}

/* Bytes 0 and 2 of a word, or 1 and 3, as halves; with a linear scale 256 times. */
static void expand(assembly *a, const char *to, const char *word, int odd) {
    if (!is_linear(a)) {
        assembly_line(a, "sxtb16 %s, %s%s", to, word, odd ? ", ror #8" : "");
        return;
    }
    if (!odd)
        assembly_line(a, "lsl.w %s, %s, #8", to, word);
    assembly_line(a, "bic.w %s, %s, #0x00ff00ff", to, odd ? word : to);
}

/* Two rows of 4 channels. */
static void two_rows(assembly *a) {
    assembly_line(a, "ldm r0!, {r8, r9}");
    assembly_line(a, "ldm r1!, {r10, r11}");
    assembly_line(a, "ldr.w r8, [r8, r2]");
    assembly_line(a, "ldr.w r9, [r9, r2]");
    assembly_line(a, "pkhbt r12, r8, r9, lsl #16");
    assembly_line(a, "pkhtb lr, r9, r8, asr #16");
    for (int c = 0; c < 4; c++) {
        expand(a, "r8", c < 2 ? "r12" : "lr", c % 2);
        assembly_line(a, "sxtb16 r9, r1%d%s", c / 2, c % 2 ? ", ror #8" : "");
        assembly_line(a, "smlad %s, r8, r9, %s", sums[c], sums[c]);
    }
}

/* A sum, bias included, to a value: multiplier in r8 + c, shift in byte c of lr, nudge in r0. As a
 * signed number the doubled multiplier is less by 2^32, hence the sum that is added. */
static void finish_channel(assembly *a, int c) {
    const char *sum = sums[c];
    int product = 8 + c;
    if (is_linear(a)) {
        assembly_line(a, "smmla %s, %s, r%d, r0", sum, sum, product);
        assembly_line(a, "ssat %s, #8, %s, asr #%d", sum, sum, MOTE_COLUMN_LINEAR_SHIFT);
        return;
    }
    assembly_line(a, "smmlar r%d, %s, r%d, %s", product, sum, product, sum);
    assembly_line(a, "ubfx r12, lr, #%d, #8", 8 * c);
    if (a->tile->finish == OP_TILE_PLAIN)
        assembly_line(a, "add.w r%d, r%d, %s, asr #31", product, product, sum);
    assembly_line(a, "asr.w r%d, r%d, r12", product, product);
    assembly_line(a, "add r%d, r0", product);
    assembly_line(a, "ssat %s, #8, r%d, asr #1", sum, product);
}

static void finish(assembly *a) {
    assembly_line(a, "ldm r1!, {r8-r11}");
    if (!is_linear(a))
        assembly_line(a, "ldr lr, [r1], #4");
    assembly_get(a, "r0", SLOT_NUDGE);
    for (int c = 0; c < 4; c++)
        finish_channel(a, c);
    assembly_get(a, "r0", SLOT_OUT);
    assembly_line(a, "add r0, r2");
    for (int c = 0; c < 4; c++)
        assembly_line(a, "strb %s, [r0, #%d]", sums[c], c);
}

void tile_write_column(assembly *a) {
    assembly_begin(a, "r4-r11");
    begin(a);
    assembly_line(a, ".balign 4");
    assembly_line(a, ".L%s_block:", a->name);
    assembly_line(a, "ldm.w r1!, {r4-r7}");
    assembly_line(a, ".L%s_rows:", a->name);
    two_rows(a);
    assembly_line(a, "cmp r0, r3");
    assembly_line(a, "bne.n .L%s_rows", a->name);
    finish(a);
    assembly_get(a, "r0", SLOT_ROWS);
    assembly_get(a, "r12", SLOT_END);
    assembly_line(a, "adds r2, #4");
    assembly_line(a, "cmp r2, r12");
    assembly_line(a, "bne .L%s_block", a->name);
    assembly_end(a, "r4-r11");
}
