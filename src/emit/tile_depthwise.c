/* Depthwise tiles: 3x3 windows over planes (device/kernel/depthwise_tile.h), channel by channel,
 * pieces of two rows and two columns of outputs, row by row.
 *
 *   r0       x: the piece's first word, or the round's if lines are apart and the stride is 1
 *   r1       the piece's first output; apart: x one line on, with stride 2 how far that is
 *   r4-r9    weights, doubled; with a linear scale times 256. Column k: (w0, w1) in r4 + 2k and
 *            (w1, w2) in r5 + 2k; with stride 2, r5 has w2 of the columns 0 and 1, r9 in its upper
 *            half that of 2
 *   r10 r11  sums of the piece's first column, upper row and lower
 *   r12 lr   of its second column; until that begins, words of the window's first column
 *   r2 r3 r7 words of one column, from the top; r7 with stride 2 only
 *
 * With stride 1, the rows 0 to 3 of a column lie in the words p and q:
 *
 *   upper = p.(w0, w1) + q.low * w2            lower = p.high * w0 + q.(w1, w2)
 *
 * with stride 2, the rows 0 to 4 in p, q and r:
 *
 *   upper = p.(w0, w1) + q.low * w2            lower = q.(w0, w1) + r.low * w2
 *
 * Where the planes have room for two words only, a piece is one row. A round of the loop has
 * several pieces; the first round of a row skips as many as are too many.
 *
 * Lines that follow each other come two at a time, and r1 is free for outputs; but a tile is for
 * one number of lines. If they are apart, a tile is for any: it takes 1 cycle more for 4 values. */
#include "emit/tile_depthwise.h"

static const char *const sums[] = {"r10", "r11", "r12", "lr"};
static const char *const words[] = {"r2", "r3", "r7"};

static int stride_of(const assembly *a) {
    return a->tile->kind == OP_TILE_DEPTHWISE_1 ? 1 : 2;
}

static int is_linear(const assembly *a) {
    return a->tile->finish == OP_TILE_LINEAR;
}

/* Are the rows of a call more than the two, or one, of a piece? */
static int has_rows(const assembly *a) {
    return a->tile->scattered || a->tile->lines > 2;
}

/* Pieces of a round. */
static int pieces_of(const assembly *a) {
    return MOTE_DEPTHWISE_PIECES(stride_of(a));
}

/* Rows of outputs in a piece. */
static int rows_of(const assembly *a) {
    return (is_apart(a) ? a->tile->scattered : a->tile->lines > stride_of(a)) ? 2 : 1;
}

static int piece_bytes(const assembly *a) {
    return 2 * stride_of(a) * column_bytes(a);
}

/* ---- one piece ---- */

typedef struct piece {
    int first;       /* column of outputs, if columns are known */
    int outputs;     /* columns */
    int left, right; /* is the first, the last column of the windows padding? */
} piece;

/* One column of the window; if it is the output's first, the sums begin. */
static void multiply(assembly *a, int output, int k, int begins, const char *const *x) {
    const char *upper = sums[2 * output], *lower = sums[2 * output + 1];
    const char *from = begins ? upper : lower, *half = "t";
    int w = 4 + 2 * k, w2 = w + 1, stride = stride_of(a);
    if (stride == 2) {
        half = k == 0 ? "b" : "t";
        w2 = k == 2 ? 9 : 5;
    }
    if (begins)
        assembly_get(a, upper, SLOT_BIAS);
    if (rows_of(a) == 2 && stride == 1) {
        assembly_line(a, "smlatb %s, %s, r%d, %s", lower, x[0], w, from);
        assembly_line(a, "smlad %s, %s, r%d, %s", lower, x[1], w2, lower);
    } else if (rows_of(a) == 2) {
        assembly_line(a, "smlad %s, %s, r%d, %s", lower, x[1], w, from);
        assembly_line(a, "smlab%s %s, %s, r%d, %s", half, lower, x[2], w2, lower);
    }
    assembly_line(a, "smlad %s, %s, r%d, %s", upper, x[0], w, upper);
    assembly_line(a, "smlab%s %s, %s, r%d, %s", half, upper, x[1], w2, upper);
}

#define MOST_DOUBLE_OFFSET 1020 /* of LDRD */

/* The words of a column, lines apart. With stride 2, r0 goes on to the next column if there is one
 * in the piece. */
static void load_apart(assembly *a, int column, int goes_on, const char *const *x) {
    int offset = column * APART_BYTES;
    if (stride_of(a) == 1) {
        assembly_line(a, "ldr %s, [r0, #%d]", x[0], offset);
        assembly_line(a, "ldr %s, [r1, #%d]", x[1], offset);
        return;
    }
    assembly_line(a, "ldr %s, [r0, r1]", x[1]);
    if (rows_of(a) == 2)
        assembly_line(a, "ldr.w %s, [r0, r1, lsl #1]", x[2]);
    if (goes_on)
        assembly_line(a, "ldr %s, [r0], #%d", x[0], APART_BYTES);
    else
        assembly_line(a, "ldr %s, [r0]", x[0]);
}

static void load_column(assembly *a, int column, int goes_on, const char *const *x) {
    if (is_apart(a)) {
        load_apart(a, column, goes_on, x);
        return;
    }
    int count = rows_of(a) == 1 ? 2 : stride_of(a) + 1, offset = column * column_bytes(a);
    int twos = offset <= MOST_DOUBLE_OFFSET ? 2 : 0;
    if (twos)
        assembly_line(a, "ldrd %s, %s, [r0, #%d]", x[0], x[1], offset);
    for (int line = twos; line < count; line++)
        assembly_line(a, "ldr.w %s, [r0, #%d]", x[line], offset + line * LINE_BYTES);
}

/* With stride 1, the first column's words come in one go with the second's, into registers of sums
 * that begin later. */
static void multiply_columns(assembly *a, piece p) {
    int stride = stride_of(a), early = stride == 1 && !p.left;
    int from = p.left || early, to = (p.outputs - 1) * stride + 3 - p.right;
    if (early)
        load_column(a, p.first * stride, 1, sums + 2);
    for (int column = from; column < to; column++) {
        load_column(a, p.first * stride + column, column + 1 < to, words);
        if (column == 1 && early)
            multiply(a, 0, 0, 1, sums + 2);
        for (int output = 0; output < p.outputs; output++) {
            int k = column - output * stride;
            if (k >= 0 && k < 3)
                multiply(a, output, k, k == 0 || (output == 0 && p.left && k == 1), words);
        }
    }
}

/* A value into its column. */
static void store(assembly *a, piece p, int output, int row) {
    const char *value = sums[2 * output + row], *base = row ? "r2" : "r1";
    int column = (p.first + output) * a->tile->channels;
    if (output == 0 || a->tile->columns)
        assembly_line(a, "strb.w %s, [%s, #%d]", value, base, column);
    else
        assembly_line(a, "strb.w %s, [%s, r3]", value, base);
}

/* The piece's values, and on to the next. The order of stores matters where a step is 0. */
static void store_piece(assembly *a, piece p) {
    int rows = rows_of(a), steps = p.outputs == 2 && !a->tile->columns;
    if (rows == 2 && steps) {
        assembly_get_two(a, "r2", "r3", SLOT_ROW_STEP);
        assembly_line(a, "add r2, r1");
    } else if (rows == 2) {
        assembly_get(a, "r3", SLOT_ROW_STEP);
        assembly_line(a, "adds r2, r1, r3");
    } else if (steps) {
        assembly_get(a, "r3", SLOT_COLUMN_STEP);
    }
    for (int row = rows - 1; row >= 0; row--)
        for (int output = p.outputs - 1; output >= 0; output--)
            store(a, p, output, row);
    if (steps)
        assembly_line(a, "add.w r1, r1, r3, lsl #1");
}

/* The same where the place of the second column is in a slot. */
static void store_apart(assembly *a, piece p) {
    int rows = rows_of(a);
    if (rows == 2) {
        assembly_get_two(a, "r2", "r3", SLOT_PIECE_OUT);
        assembly_line(a, "add r3, r2");
        if (p.outputs == 2)
            assembly_line(a, "strb.w lr, [r3]");
    } else {
        assembly_get(a, "r2", SLOT_PIECE_OUT);
    }
    if (p.outputs == 2)
        assembly_line(a, "strb.w r12, [r2]");
    assembly_get(a, "r12", SLOT_COLUMN_STEP);
    if (rows == 2)
        assembly_line(a, "strb.w r11, [r3, r12]");
    assembly_line(a, "strb.w r10, [r2, r12]");
    if (p.outputs == 2) {
        assembly_line(a, "sub.w r2, r2, r12, lsl #1");
        assembly_put(a, "r2", SLOT_PIECE_OUT);
    }
}

/* From sums to stored values. */
static void finish(assembly *a, piece p) {
    static const char *const upper[] = {"r10", "r12"};
    int rows = rows_of(a);
    const char *const *all = rows == 2 ? sums : upper;
    assembly_get_two(a, "r3", "r2", SLOT_MULTIPLIER);
    assembly_multiply(a, all, rows * p.outputs, "r3", "r2", NULL);
    if (!is_linear(a))
        assembly_get(a, "r3", SLOT_SHIFT);
    assembly_shift(a, all, rows * p.outputs, "r3");
    (is_apart(a) ? store_apart : store_piece)(a, p);
}

/* ---- the whole function ---- */

/* On top of the stack: the pass, and behind it the constants of the next channel. */
#define SAVED "r0-r2, r4-r11"

static void put_constants(assembly *a) {
    assembly_line(a, "str r0, [sp, #%d]", pass_offset(a) + 4);
}

static void begin(assembly *a) {
    assembly_comment(a, "on top of the stack: the pass, the next channel's constants");
    if (!is_linear(a))
        assembly_put(a, "r1", SLOT_SHIFTS);
    if (is_apart(a))
        assembly_line(a, "ldr.w r8, [r0, #%d]", 4 * PASS_LINE);
    assembly_line(a, "adds r0, #%d", 4 * PASS_ALL);
    assembly_line(a, "ldm r0, {r4-r7}");
    assembly_put(a, "r4", SLOT_NEXT_X);
    if (is_apart(a)) {
        assembly_line(a, "add r2, r6");
        assembly_line(a, "negs r6, r6");
        assembly_put(a, "r8", SLOT_LINE);
    } else {
        assembly_put(a, "r5", SLOT_NEXT_OUT);
    }
    assembly_put(a, "r2", SLOT_OUT);
    assembly_put(a, "r6", SLOT_COLUMN_STEP);
    assembly_put(a, "r7", SLOT_ROW_ENDS);
}

static void begin_block(assembly *a) {
    assembly_line(a, ".L%s_block:", a->name);
    assembly_line(a, "bl %s", a->expander);
    if (a->tile->scattered) {
        assembly_comment(a, "the rows of outputs are behind those of inputs");
        get_pass(a, "r0");
        assembly_line(a, "str.w r12, [r0, #%d]", 4 * PASS_ROW_STEP);
    }
    if (!a->tile->columns && pieces_of(a) > 1) {
        assembly_comment(a, "rows begin where the pieces skipped would lie");
        assembly_get(a, "r0", SLOT_ROW_ENDS);
        assembly_get(a, "r3", SLOT_X);
        assembly_line(a, "lsrs r0, r0, #2");
        assembly_line(a, "mov.w r1, #%d", piece_bytes(a));
        assembly_line(a, "mls r3, r0, r1, r3");
        assembly_put(a, "r3", SLOT_X);
    }
    if (is_linear(a)) {
        assembly_line(a, "movs r0, #4");
        assembly_put(a, "r0", SLOT_LEFT);
        return;
    }
    assembly_get(a, "r0", SLOT_SHIFTS);
    put_constants(a);
    assembly_line(a, "adds r0, #%d", 4 * (MOTE_DEPTHWISE_CONSTANTS - 1));
    assembly_put(a, "r0", SLOT_SHIFTS);
}

/* Weights, doubled or times 256, from the bytes w0, w1, w1, w2 in r1-r3. */
static void expand_weights(assembly *a) {
    if (is_linear(a))
        assembly_line(a, "mov.w lr, #0xff00ff00");
    for (int k = 0; k < 3; k++) {
        int to = 4 + 2 * k, from = 1 + k;
        assembly_line(a, is_linear(a) ? "and.w r%d, lr, r%d, lsl #8" : "sxtb16 r%d, r%d", to, from);
        assembly_line(a, is_linear(a) ? "and.w r%d, lr, r%d" : "sxtb16 r%d, r%d, ror #8", to + 1,
                      from);
    }
    if (stride_of(a) == 2)
        assembly_line(a, "pkhtb r5, r7, r5, asr #16");
    for (int reg = 4; reg < 10 && !is_linear(a); reg++)
        if (stride_of(a) == 1 || reg != 7)
            assembly_line(a, "sadd16 r%d, r%d, r%d", reg, reg, reg);
}

static void begin_channel(assembly *a) {
    assembly_line(a, "ldrd r12, r0, [sp, #%d]", pass_offset(a));
    assembly_line(a, "ldm r0!, {r1, r2, r3, r10, r11}");
    put_constants(a);
    expand_weights(a);
    assembly_put_two(a, "r10", "r11", SLOT_BIAS);
    if (!is_linear(a)) {
        assembly_get(a, "r0", SLOT_SHIFTS);
        assembly_line(a, "ldrb lr, [r0], #1");
        assembly_put(a, "r0", SLOT_SHIFTS);
        assembly_put(a, "lr", SLOT_SHIFT);
    }
    assembly_comment(a,
                     "nudge, row step or where rows are found, x of pieces and of rows, odd rows");
    assembly_line(a, "ldm r12, {r0-r3, r10}");
    if (is_linear(a))
        assembly_linear_nudge(a, "r0");
    else
        assembly_line(a, "lsl.w r0, r0, lr");
    assembly_put(a, "r0", SLOT_NUDGE);
    if (a->tile->scattered) {
        assembly_put(a, "r1", SLOT_ROWS);
    } else if (!is_apart(a)) {
        assembly_put(a, "r1", SLOT_ROW_STEP);
        assembly_put(a, "r10", SLOT_ODD_ROWS);
        assembly_get(a, "r1", SLOT_OUT);
    }
    assembly_get(a, "r0", SLOT_X);
    if (a->tile->columns) {
        assembly_line(a, "add r3, r0");
    } else {
        assembly_line(a, "add r2, r0");
        assembly_line(a, "add r3, r2");
        assembly_put(a, "r2", SLOT_END);
    }
    if (has_rows(a))
        assembly_put(a, "r3", SLOT_LAST);
}

/* Two rows that lie anywhere; SLOT_OUT is the channel. */
static void find_rows(assembly *a) {
    assembly_get(a, "r3", SLOT_ROWS);
    assembly_line(a, "ldrd r1, r2, [r3], #8");
    assembly_put(a, "r3", SLOT_ROWS);
    assembly_get(a, "r3", SLOT_OUT);
    assembly_line(a, "subs r2, r2, r1");
    assembly_line(a, "add r1, r3");
    assembly_put(a, "r2", SLOT_ROW_STEP);
}

static void begin_row(assembly *a) {
    if (has_rows(a))
        assembly_line(a, ".L%s_row:", a->name);
    if (a->tile->scattered)
        find_rows(a);
    if (!is_apart(a))
        return;
    if (!a->tile->scattered)
        assembly_get(a, "r1", SLOT_OUT);
    assembly_put(a, "r1", SLOT_PIECE_OUT);
    assembly_get(a, "r1", SLOT_LINE);
    if (stride_of(a) == 1)
        assembly_line(a, "add r1, r0");
}

/* Where a row begins that skips pieces of a round. */
static void skip_pieces(assembly *a) {
    int last = pieces_of(a) - 1;
    if (last == 0)
        return;
    assembly_line(a, ".L%s_skip:", a->name);
    for (int skipped = 1; skipped < last; skipped++) {
        assembly_line(a, "cmp r3, #%d", skipped);
        assembly_line(a, "beq.w .L%s_piece_%d", a->name, skipped);
    }
    assembly_line(a, "b.w .L%s_piece_%d", a->name, last);
}

/* A single column behind the pieces. */
static void odd_column(assembly *a) {
    assembly_line(a, ".L%s_odd_column:", a->name);
    multiply_columns(a, (piece){.outputs = 1});
    finish(a, (piece){.outputs = 1});
    assembly_line(a, "b.w .L%s_row_done", a->name);
}

/* From behind a row to the next. */
static void next_row(assembly *a) {
    assembly_get(a, "r2", SLOT_NEXT_X);
    if (!a->tile->scattered)
        assembly_get(a, "r3", SLOT_NEXT_OUT);
    assembly_get(a, "r10", SLOT_END);
    if (is_apart(a)) {
        assembly_get(a, "r3", SLOT_LINE);
        assembly_line(a, "add.w r0, r10, r2");
        assembly_line(a, "add.w r10, r10, r3, lsl #%d", stride_of(a) - 1);
    } else {
        assembly_line(a, "add r0, r2");
        if (!a->tile->scattered)
            assembly_line(a, "add r1, r3");
        assembly_line(a, "add.w r10, r10, #%d", stride_of(a) * LINE_BYTES);
    }
    assembly_put(a, "r10", SLOT_END);
}

/* A row of any length. */
static void row(assembly *a) {
    begin_row(a);
    if (pieces_of(a) > 1) {
        assembly_get(a, "r3", SLOT_ROW_ENDS);
        assembly_line(a, "lsrs r3, r3, #2");
        assembly_line(a, "bne.w .L%s_skip", a->name);
    }
    assembly_line(a, ".balign 4");
    for (int i = 0; i < pieces_of(a); i++) {
        assembly_line(a, ".L%s_piece_%d:", a->name, i);
        multiply_columns(a, (piece){.first = 2 * i, .outputs = 2});
        finish(a, (piece){.outputs = 2});
    }
    assembly_get(a, "r2", SLOT_END);
    if (!is_apart(a) || stride_of(a) == 1)
        assembly_line(a, "add.w r0, r0, #%d", pieces_of(a) * piece_bytes(a));
    if (is_apart(a) && stride_of(a) == 1)
        assembly_line(a, "adds r1, #%d", pieces_of(a) * piece_bytes(a));
    assembly_line(a, "cmp r0, r2");
    assembly_line(a, "bne.w .L%s_piece_0", a->name);
    assembly_get(a, "r3", SLOT_ROW_ENDS);
    assembly_line(a, "lsrs r3, r3, #1");
    assembly_line(a, "bcs.w .L%s_odd_column", a->name);
    assembly_line(a, ".L%s_row_done:", a->name);
    if (has_rows(a))
        next_row(a);
}

/* A row of a known length; behind its last piece r2 is the second row of outputs, r3 the step. */
static void unrolled_row(assembly *a) {
    const op_tile *t = a->tile;
    if (t->scattered)
        begin_row(a);
    assembly_line(a, ".balign 4");
    if (!t->scattered)
        begin_row(a);
    for (int first = 0; first < t->columns; first += 2) {
        piece p = {first, first + 1 < t->columns ? 2 : 1, first == 0 && t->pads_left, 0};
        p.right = first + p.outputs == t->columns && t->pads_right;
        multiply_columns(a, p);
        finish(a, p);
    }
    int goes_on = rows_of(a) == 2 && !t->scattered;
    assembly_line(a, "add.w r0, r0, #%d", stride_of(a) * LINE_BYTES);
    if (goes_on)
        assembly_line(a, "add.w r1, r2, r3");
}

/* Once more if there is an odd row: both rows go where that belongs. */
static void odd_row(assembly *a) {
    assembly_get(a, "r2", SLOT_ODD_ROWS);
    assembly_line(a, "add.w r11, r11, #%d", stride_of(a) * LINE_BYTES);
    assembly_line(a, "cbz r2, .L%s_channel_done", a->name);
    assembly_line(a, "movs r3, #0");
    assembly_put(a, "r3", SLOT_ODD_ROWS);
    assembly_put(a, "r3", SLOT_ROW_STEP);
    assembly_put(a, "r11", SLOT_LAST);
    assembly_line(a, "b.w .L%s_row", a->name);
    assembly_line(a, ".L%s_channel_done:", a->name);
}

static void rows(assembly *a) {
    const char *end = a->tile->columns ? "r0" : "r10";
    (a->tile->columns ? unrolled_row : row)(a);
    if (!has_rows(a))
        return;
    assembly_get(a, "r11", SLOT_LAST);
    assembly_line(a, "cmp %s, r11", end);
    assembly_line(a, "bne.w .L%s_row", a->name);
    if (!a->tile->scattered)
        odd_row(a);
}

static void next_channel(assembly *a) {
    assembly_get(a, "r0", SLOT_X);
    assembly_get(a, "r1", SLOT_OUT);
    assembly_get(a, "r2", is_linear(a) ? SLOT_LEFT : SLOT_SHIFTS);
    assembly_line(a, "adds r0, #%d", channel_bytes(a));
    assembly_line(a, "adds r1, #1");
    assembly_put(a, "r0", SLOT_X);
    assembly_put(a, "r1", SLOT_OUT);
    if (is_linear(a)) {
        assembly_line(a, "subs r2, #1");
        assembly_put(a, "r2", SLOT_LEFT);
    } else {
        assembly_comment(a, "the shifts are one word: behind its last byte the block is done");
        assembly_line(a, "tst.w r2, #3");
    }
    assembly_line(a, "bne.w .L%s_channel", a->name);
}

static void next_block(assembly *a) {
    get_pass(a, "r3");
    assembly_line(a, "ldrd r0, r1, [r3, #%d]", 4 * (PASS_FIRST - 1));
    assembly_line(a, "adds r1, #4");
    assembly_line(a, "str r1, [r3, #%d]", 4 * PASS_FIRST);
    assembly_line(a, "cmp r0, r1");
    assembly_line(a, "bne.w .L%s_block", a->name);
}

void tile_write_depthwise(assembly *a) {
    assembly_begin(a, SAVED);
    begin(a);
    begin_block(a);
    assembly_line(a, ".L%s_channel:", a->name);
    begin_channel(a);
    rows(a);
    next_channel(a);
    next_block(a);
    assembly_return(a, SAVED);
    if (!a->tile->columns) {
        skip_pieces(a);
        odd_column(a);
    }
    assembly_close(a);
}
