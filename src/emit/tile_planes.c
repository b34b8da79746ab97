/* The function that brings rows to planes (device/kernel/depthwise_tile.h). Of a block of 4
 * channels it makes word after word of two rows:
 *
 *   r0 r1   the rows' next columns; r2 r3: from one to the next
 *   r4      where the words lie, r5: behind the line's last
 *   r6      what is added to two values
 *   r7-r10  words of the 4 channels
 *   r11     the channel; r12: in the table of rows; lr: a word of padding */
#include "emit/tile_depthwise.h"

enum { SLOT_SIZE, SLOT_NEXT_LINE, SLOT_CHANNELS, SLOT_BEHIND, SLOT_ODD = SLOT_END, SLOT_RETURN };

/* Column `column` of two in two rows: 4 channels. r0 and r1 are the rows', r4 the planes'. */
static void expand_column(assembly *a, int column) {
    assembly_line(a, column ? "ldr.w r9, [r0, r2]" : "ldr.w r9, [r0]");
    assembly_line(a, column ? "ldr.w r10, [r1, r3]" : "ldr.w r10, [r1]");
    assembly_line(a, "pkhbt r8, r9, r10, lsl #16");
    assembly_line(a, "pkhtb r10, r10, r9, asr #16");
    assembly_line(a, "sxtab16 r7, r6, r8");
    assembly_line(a, "sxtab16 r8, r6, r8, ror #8");
    assembly_line(a, "sxtab16 r9, r6, r10");
    assembly_line(a, "sxtab16 r10, r6, r10, ror #8");
    for (int channel = 0; channel < 4; channel++)
        assembly_line(a, "str.w r%d, [r4, #%d]", 7 + channel,
                      column * column_bytes(a) + channel * channel_bytes(a));
}

/* Two columns a round; the second alone is the first round of an odd number. */
static void expand_columns(assembly *a) {
    assembly_line(a, ".L%s_columns:", a->name);
    assembly_get(a, "r7", SLOT_ODD);
    assembly_line(a, "cbz r7, .L%s_expand", a->name);
    assembly_line(a, "subs r0, r2");
    assembly_line(a, "subs r1, r3");
    assembly_line(a, "subs r4, #%d", column_bytes(a));
    assembly_line(a, "b.n .L%s_second", a->name);
    assembly_line(a, ".balign 4");
    assembly_line(a, ".L%s_expand:", a->name);
    expand_column(a, 0);
    assembly_line(a, ".L%s_second:", a->name);
    expand_column(a, 1);
    assembly_line(a, "add.w r0, r0, r2, lsl #1");
    assembly_line(a, "add.w r1, r1, r3, lsl #1");
    assembly_line(a, "add.w r4, r4, #%d", 2 * column_bytes(a));
    assembly_line(a, "cmp r4, r5");
    assembly_line(a, "bne.n .L%s_expand", a->name);
}

/* Two rows after two rows into the planes. A row of padding is one word, again and again. */
void tile_write_expander(assembly *a) {
    assembly_open(a);
    assembly_put(a, "lr", SLOT_RETURN);
    assembly_comment(a, "lr: a word of padding; r6: minus the zero point, twice");
    get_pass(a, "lr");
    assembly_line(a, "add.w r12, lr, #%d", 4 * PASS_PLANES);
    assembly_line(a, "add.w lr, lr, #%d", 4 * PASS_PADDING);
    assembly_line(a, "ldm r12, {r3, r4, r5, r12}");
    assembly_line(a, "ldm lr, {r6-r9, r11}");
    assembly_line(a, "movs r0, #0");
    assembly_line(a, "sxtb16 r6, r6");
    assembly_line(a, "ssub16 r6, r0, r6");
    assembly_get(a, "r0", SLOT_ROW_ENDS);
    assembly_line(a, "and.w r1, r0, #2");
    assembly_put(a, "r1", SLOT_ODD);
    assembly_put(a, "r3", SLOT_X);
    assembly_put(a, "r5", SLOT_BEHIND);
    assembly_line(a, "sub.w r8, r8, r7");
    assembly_put(a, "r7", SLOT_SIZE);
    assembly_put(a, "r8", SLOT_NEXT_LINE);
    assembly_put(a, "r9", SLOT_CHANNELS);
    assembly_line(a, ".L%s_line:", a->name);
    assembly_line(a, "ldrd r0, r1, [r12], #8");
    assembly_get(a, "r2", SLOT_CHANNELS);
    assembly_get(a, "r5", SLOT_SIZE);
    assembly_line(a, "mov r3, r2");
    assembly_line(a, "add r5, r4");
    assembly_line(a, "cmp r0, #0");
    assembly_line(a, "beq.w .L%s_no_first", a->name);
    assembly_line(a, "add r0, r11");
    assembly_line(a, "cmp r1, #0");
    assembly_line(a, "beq.w .L%s_no_second", a->name);
    assembly_line(a, "add r1, r11");
    expand_columns(a);
    assembly_get(a, "r0", SLOT_NEXT_LINE);
    assembly_get(a, "r1", SLOT_BEHIND);
    assembly_line(a, "add r4, r0");
    assembly_line(a, "cmp r4, r1");
    assembly_line(a, "bne.n .L%s_line", a->name);
    assembly_get(a, "r0", SLOT_RETURN);
    assembly_line(a, "bx r0");
    assembly_line(a, ".L%s_no_first:", a->name);
    assembly_line(a, "mov r0, lr");
    assembly_line(a, "movs r2, #0");
    assembly_line(a, "add r1, r11");
    assembly_line(a, "cmp r1, r11");
    assembly_line(a, "bne.w .L%s_columns", a->name);
    assembly_line(a, ".L%s_no_second:", a->name);
    assembly_line(a, "mov r1, lr");
    assembly_line(a, "movs r3, #0");
    assembly_line(a, "b.w .L%s_columns", a->name);
    assembly_close(a);
}
