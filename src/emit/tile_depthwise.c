/* Depthwise tiles: 3x3 windows over planes (device/kernel/depthwise_dual_s8.h), channel by channel.
 *
 *   r0      x: the word of the window's first row and first pair of columns
 *   r1-r3   that pair's (or the next pair's) words in the window's three rows
 *   r4-r9   weights, doubled: (w0, w1) and (w1, w2) of the three rows
 *   r10 r11 sums of the output at the pair's first and second column
 *   r12 lr  free
 * With stride 1, a pair of columns p and the next one q make two outputs:
 *   first  = p.(w0, w1) + q.low * w2        second = p.high * w0 + q.(w1, w2)
 * with stride 2 only the first. */
#include "device/kernel/depthwise_dual_s8.h"
#include "emit/assembly.h"

#define ROW_BYTES 16 /* from one row of the planes to the next; a channel is 4 */

enum {
    SLOT_X,         /* the channel's first word */
    SLOT_ROW_X,     /* of the row */
    SLOT_END,       /* x behind the last full pair of outputs, from the row's first word on */
    SLOT_CONSTANTS, /* of the channel */
    SLOT_SHIFTS,    /* address of the channel's shift; 3 of 4 when one is left */
    SLOT_OUTPUTS,
    SLOT_ROWS,
    SLOT_ROWS_LEFT,
    SLOT_TABLE, /* of output rows */
    SLOT_CHANNEL,
    SLOT_STEP,
    SLOT_BIAS,
    SLOT_MULTIPLIER,
    SLOT_NUDGE,
    SLOT_SHIFT,
    SLOT_OUT
};
#define SLOT_BYTES 64
#define SAVED_BYTES 36 /* r4-r11, lr */

static const char *const sums[] = {"r10", "r11"};

/* From one pair of columns to the next. */
static int pair_bytes(const assembly *a) {
    return a->tile->plane_rows * ROW_BYTES;
}

static int is_stride_1(const assembly *a) {
    return a->tile->kind == OP_TILE_DEPTHWISE_1;
}

/* Argument 4 and up of the call, from the stack. */
static void load_argument(assembly *a, const char *reg, int argument) {
    assembly_line(a, "ldr.w %s, [sp, #%d]", reg,
                  SAVED_BYTES + (a->fpu ? 0 : SLOT_BYTES) + 4 * (argument - 4));
}

static void begin(assembly *a) {
    assembly_line(a, "push.w {r4-r11, lr}");
    if (!a->fpu)
        assembly_line(a, "sub sp, #%d", SLOT_BYTES);
    assembly_put(a, "r0", SLOT_X);
    assembly_put(a, "r1", SLOT_CONSTANTS);
    assembly_put(a, "r2", SLOT_OUTPUTS);
    assembly_put(a, "r3", SLOT_ROWS);
    assembly_line(a, "add.w r1, r1, #%d", 4 * (DEPTHWISE_DUAL_CONSTANTS - 1));
    assembly_put(a, "r1", SLOT_SHIFTS);
    load_argument(a, "r0", 5);
    load_argument(a, "r1", 6);
    assembly_put(a, "r0", SLOT_CHANNEL);
    assembly_put(a, "r1", SLOT_STEP);
}

/* Constants into registers and slots. */
static void channel_constants(assembly *a) {
    assembly_get(a, "r0", SLOT_CONSTANTS);
    assembly_get(a, "r12", SLOT_SHIFTS);
    assembly_line(a, "ldm r0!, {r1, r2, r3, r10, r11}");
    assembly_line(a, "ldrb lr, [r12], #1");
    assembly_put(a, "r0", SLOT_CONSTANTS);
    assembly_put(a, "r12", SLOT_SHIFTS);
    load_argument(a, "r12", 7);
    for (int row = 0; row < 3; row++) {
        assembly_line(a, "sxtb16 r%d, r%d", 4 + 2 * row, 1 + row);
        assembly_line(a, "sxtb16 r%d, r%d, ror #8", 5 + 2 * row, 1 + row);
    }
    for (int reg = 4; reg < 10; reg++)
        assembly_line(a, "sadd16 r%d, r%d, r%d", reg, reg, reg);
    assembly_line(a, "lsl.w r12, r12, lr");
    assembly_put(a, "r10", SLOT_BIAS);
    assembly_put(a, "r11", SLOT_MULTIPLIER);
    assembly_put(a, "r12", SLOT_NUDGE);
    assembly_put(a, "lr", SLOT_SHIFT);
    load_argument(a, "r0", 4);
    assembly_get(a, "r1", SLOT_ROWS);
    assembly_get(a, "r2", SLOT_X);
    assembly_put(a, "r0", SLOT_TABLE);
    assembly_put(a, "r1", SLOT_ROWS_LEFT);
    assembly_put(a, "r2", SLOT_ROW_X);
}

static void load_pair(assembly *a, int next) {
    for (int row = 0; row < 3; row++)
        assembly_line(a, "ldr.w r%d, [r0, #%d]", 1 + row, next * pair_bytes(a) + row * ROW_BYTES);
}

/* Where the row's outputs go; x; the end; the first pair. */
static void begin_row(assembly *a) {
    assembly_get(a, "r3", SLOT_TABLE);
    assembly_get(a, "r12", SLOT_CHANNEL);
    assembly_line(a, "ldr lr, [r3], #4");
    assembly_put(a, "r3", SLOT_TABLE);
    assembly_get(a, "r0", SLOT_ROW_X);
    assembly_line(a, "add.w lr, lr, r12");
    assembly_put(a, "lr", SLOT_OUT);
    assembly_get(a, "r12", SLOT_OUTPUTS);
    if (is_stride_1(a))
        assembly_line(a, "lsr.w r12, r12, #1");
    assembly_line(a, "mov.w lr, #%d", pair_bytes(a));
    assembly_line(a, "mla r12, r12, lr, r0");
    assembly_put(a, "r12", SLOT_END);
    load_pair(a, 0);
}

/* The products of the pair in r1-r3 as the window's first. */
static void start(assembly *a) {
    int both = is_stride_1(a);
    for (int i = 0; i <= both; i++)
        assembly_get(a, sums[i], SLOT_BIAS);
    for (int row = 0; row < 3; row++) {
        assembly_line(a, "smlad r10, r%d, r%d, r10", 1 + row, 4 + 2 * row);
        if (both)
            assembly_line(a, "smlatb r11, r%d, r%d, r11", 1 + row, 4 + 2 * row);
    }
}

/* The products of the pair after it, now in r1-r3; `count` outputs. */
static void finish(assembly *a, int count) {
    load_pair(a, 1);
    for (int row = 0; row < 3; row++) {
        assembly_line(a, "smlabt r10, r%d, r%d, r10", 1 + row, 5 + 2 * row);
        if (count == 2)
            assembly_line(a, "smlad r11, r%d, r%d, r11", 1 + row, 5 + 2 * row);
    }
    assembly_get(a, "r12", SLOT_NUDGE);
    assembly_get(a, "lr", SLOT_MULTIPLIER);
    assembly_multiply(a, sums, count, "lr", "r12");
    assembly_get(a, "lr", SLOT_SHIFT);
    assembly_shift(a, sums, count, "lr");
    assembly_get(a, "r12", SLOT_OUT);
    assembly_get(a, "lr", SLOT_STEP);
    assembly_line(a, "strb.w r10, [r12]");
    if (count == 2)
        assembly_line(a, "strb.w r11, [r12, lr]");
    assembly_line(a, "add.w r12, r12, lr%s", count == 2 ? ", lsl #1" : "");
    assembly_put(a, "r12", SLOT_OUT);
}

static void compare_end(assembly *a) {
    assembly_get(a, "lr", SLOT_END);
    assembly_line(a, "cmp r0, lr");
}

/* Pairs of outputs, and a last one if their number is odd. */
static void row_stride_1(assembly *a) {
    start(a);
    compare_end(a);
    assembly_line(a, "beq.w .L%s_odd", a->name);
    assembly_line(a, ".L%s_pair:", a->name);
    finish(a, 2);
    assembly_line(a, "add.w r0, r0, #%d", pair_bytes(a));
    compare_end(a);
    assembly_line(a, "beq.w .L%s_last", a->name);
    start(a);
    assembly_line(a, "b.w .L%s_pair", a->name);
    assembly_line(a, ".L%s_last:", a->name);
    assembly_get(a, "lr", SLOT_OUTPUTS);
    assembly_line(a, "tst.w lr, #1");
    assembly_line(a, "beq.w .L%s_row_done", a->name);
    start(a);
    assembly_line(a, ".L%s_odd:", a->name);
    finish(a, 1);
    assembly_line(a, ".L%s_row_done:", a->name);
}

static void row_stride_2(assembly *a) {
    assembly_line(a, ".L%s_value:", a->name);
    start(a);
    finish(a, 1);
    assembly_line(a, "add.w r0, r0, #%d", pair_bytes(a));
    compare_end(a);
    assembly_line(a, "bne.w .L%s_value", a->name);
}

static void next_row(assembly *a) {
    assembly_get(a, "r0", SLOT_ROW_X);
    assembly_get(a, "r1", SLOT_ROWS_LEFT);
    assembly_line(a, "add.w r0, r0, #%d", (is_stride_1(a) ? 1 : 2) * ROW_BYTES);
    assembly_line(a, "subs r1, #1");
    assembly_put(a, "r0", SLOT_ROW_X);
    assembly_put(a, "r1", SLOT_ROWS_LEFT);
    assembly_line(a, "bne.w .L%s_row", a->name);
}

static void next_channel(assembly *a) {
    assembly_get(a, "r0", SLOT_X);
    assembly_get(a, "r1", SLOT_CHANNEL);
    assembly_get(a, "r2", SLOT_SHIFTS);
    assembly_line(a, "adds r0, #4");
    assembly_line(a, "adds r1, #1");
    assembly_put(a, "r0", SLOT_X);
    assembly_put(a, "r1", SLOT_CHANNEL);
    assembly_comment(a, "the shifts are one word: behind its last byte the block is done");
    assembly_line(a, "tst.w r2, #3");
    assembly_line(a, "bne.w .L%s_channel", a->name);
}

void tile_write_depthwise(assembly *a) {
    assembly_begin(a);
    begin(a);
    assembly_line(a, ".L%s_channel:", a->name);
    channel_constants(a);
    assembly_line(a, ".L%s_row:", a->name);
    begin_row(a);
    (is_stride_1(a) ? row_stride_1 : row_stride_2)(a);
    next_row(a);
    next_channel(a);
    if (!a->fpu)
        assembly_line(a, "add sp, #%d", SLOT_BYTES);
    assembly_line(a, "pop.w {r4-r11, pc}");
    assembly_end(a);
}
