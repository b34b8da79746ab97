/* Depthwise tiles for windows of one column (device/kernel/depthwise_column_s8.h): mote_column_tile
 * for a row, in a loop over windows of any height; and for two rows with windows of one height. */
#include "device/kernel/depthwise_column_s8.h"
#include "emit/assembly.h"

enum { SLOT_ROWS, SLOT_OUT, SLOT_SECOND_OUT, SLOT_END, SLOT_NUDGE };

static int is_linear(const assembly *a) {
    return a->tile->finish == OP_TILE_LINEAR;
}

/* Arguments from the stack. */
static void begin(assembly *a, int rows, const char *nudge) {
    assembly_argument(a, "r12", 4);
    for (int row = 0; row < rows; row++) {
        assembly_line(a, "ldr.w lr, [r12, #%d]", 4 * row);
        assembly_put(a, "lr", SLOT_OUT + row);
    }
    assembly_argument(a, "r12", 5);
    assembly_put(a, "r12", SLOT_END);
    assembly_argument(a, nudge, 6);
    if (is_linear(a))
        assembly_line(a, "lsl.w %s, %s, #%d", nudge, nudge, MOTE_COLUMN_LINEAR_SHIFT - 1);
    else
        assembly_line(a, "asr.w %s, %s, #1", nudge, nudge);
}

/* Bytes 0 and 2 of a word, or 1 and 3, as halves; 256 times if that is wanted. */
static void expand(assembly *a, const char *to, const char *word, int odd, int times_256) {
    if (!times_256) {
        assembly_line(a, "sxtb16 %s, %s%s", to, word, odd ? ", ror #8" : "");
        return;
    }
    if (!odd)
        assembly_line(a, "lsl.w %s, %s, #8", to, word);
    assembly_line(a, "bic.w %s, %s, #0x00ff00ff", to, odd ? word : to);
}

/* A channel's sums, bias included, to values. As a signed number the doubled multiplier is less by
 * 2^32, hence the sum that is added. The second multiplication shifts to the right, rounds, and
 * adds the zero point. */
static void finish(assembly *a, const char *const *sums, const char *const *products, int rows,
                   const char *multiplier, const char *power, const char *nudge) {
    for (int i = 0; i < rows; i++) {
        const char *sum = sums[i], *product = products[i];
        if (is_linear(a)) {
            assembly_line(a, "smmla %s, %s, %s, %s", sum, sum, multiplier, nudge);
            assembly_line(a, "ssat %s, #8, %s, asr #%d", sum, sum, MOTE_COLUMN_LINEAR_SHIFT);
            continue;
        }
        assembly_line(a, "smmlar %s, %s, %s, %s", product, sum, multiplier, sum);
        if (a->tile->finish == OP_TILE_PLAIN)
            assembly_line(a, "add.w %s, %s, %s, asr #31", product, product, sum);
        assembly_line(a, "smmlsr %s, %s, %s, %s", sum, product, power, nudge);
        assembly_line(a, "ssat %s, #8, %s", sum, sum);
    }
}

/* ---- a row: a block of 4 channels at a time ----
 *   r0      the table of rows, r3 its end
 *   r1      the block
 *   r2      its place in the rows
 *   r4-r7   sums
 *   r8 r9   the words of two rows, then values
 *   r10 r11 the block's words of weights
 *   r12 lr  both rows of the channels 0 and 1, of 2 and 3 */

static const char *const block_sums[] = {"r4", "r5", "r6", "r7"};

static void two_rows(assembly *a) {
    assembly_line(a, "ldm r0!, {r8, r9}");
    assembly_line(a, "ldm r1!, {r10, r11}");
    assembly_line(a, "ldr.w r8, [r8, r2]");
    assembly_line(a, "ldr.w r9, [r9, r2]");
    assembly_line(a, "pkhbt r12, r8, r9, lsl #16");
    assembly_line(a, "pkhtb lr, r9, r8, asr #16");
    for (int c = 0; c < 4; c++) {
        expand(a, "r8", c < 2 ? "r12" : "lr", c % 2, is_linear(a));
        assembly_line(a, "sxtb16 r9, r1%d%s", c / 2, c % 2 ? ", ror #8" : "");
        assembly_line(a, "smlad %s, r8, r9, %s", block_sums[c], block_sums[c]);
    }
}

/* Multipliers come to r8 to r11, powers of two to r12 and lr. */
static void finish_block(assembly *a) {
    static const char *const products[] = {"r8", "r9", "r10", "r11"};
    assembly_line(a, "ldm r1!, {r8-r11}");
    assembly_get(a, "r0", SLOT_NUDGE);
    for (int c = 0; c < 4; c++) {
        if (c % 2 == 0 && !is_linear(a))
            assembly_line(a, "ldm r1!, {r12, lr}");
        finish(a, block_sums + c, products + c, 1, products[c], c % 2 ? "lr" : "r12", "r0");
    }
    assembly_get(a, "r0", SLOT_OUT);
    assembly_line(a, "add r0, r2");
    for (int c = 0; c < 4; c++)
        assembly_line(a, "strb %s, [r0, #%d]", block_sums[c], c);
}

void tile_write_column(assembly *a) {
    assembly_begin(a, "r4-r11");
    assembly_put(a, "r0", SLOT_ROWS);
    begin(a, 1, "r4");
    assembly_put(a, "r4", SLOT_NUDGE);
    assembly_line(a, ".balign 4");
    assembly_line(a, ".L%s_block:", a->name);
    assembly_line(a, "ldm.w r1!, {r4-r7}");
    assembly_line(a, ".L%s_rows:", a->name);
    two_rows(a);
    assembly_line(a, "cmp r0, r3");
    assembly_line(a, "bne.n .L%s_rows", a->name);
    finish_block(a);
    assembly_get(a, "r0", SLOT_ROWS);
    assembly_get(a, "r12", SLOT_END);
    assembly_line(a, "adds r2, #4");
    assembly_line(a, "cmp r2, r12");
    assembly_line(a, "bne .L%s_block", a->name);
    assembly_end(a, "r4-r11");
}

/* ---- two rows: two channels at a time ----
 * With p the words of a channel, two rows of the input each, the first row of the output is the sum
 * of p[j].(w[2j], w[2j+1]), the second that of p[j].(w[2j-1], w[2j]), crossed: weights of both are
 * made of the same words.
 *   r0      the table of rows
 *   r1      the channels' constants
 *   r2      their place in the rows
 *   r3      nudge
 *   r4-r7   sums: both rows of the first channel, then of the second
 *   r8 r9   the rows of both channels, the words of one
 *   r10-lr  weights of both channels, and those of the word before */

typedef struct pair_writer {
    assembly *a;
    int taps, weight_words;
} pair_writer;

static const char *const pair_sums[2][2] = {{"r4", "r5"}, {"r6", "r7"}};
static const char *const pair_weights[2][2] = {{"r10", "r11"}, {"r12", "lr"}};

enum { PAIR_BYTES = 8 }; /* of each constant */

/* Rows 2j and 2j + 1 of both channels to r8, their weights to `weights`, as bytes. */
static void load_pair(const pair_writer *w, int j, const char *weights) {
    int is_whole = 2 * j < w->taps;
    assembly_line(w->a, "ldr.w r8, [r0, #%d]", 8 * j);
    if (is_whole)
        assembly_line(w->a, "ldr.w r9, [r0, #%d]", 8 * j + 4);
    assembly_line(w->a, "ldrh.w r8, [r8, r2]");
    if (!is_whole)
        return;
    assembly_line(w->a, "ldrh.w r9, [r9, r2]");
    assembly_line(w->a, "ldr.w %s, [r1, #%d]", weights, PAIR_BYTES + 4 * j);
    assembly_line(w->a, "orr.w r8, r8, r9, lsl #16");
}

/* A channel's word x: products of the second row, then of the first. `before`: weights of the word
 * before, which become those of the second row. */
static void multiply_pair(const pair_writer *w, int j, const char *x, const char *weights,
                          const char *before, const char *const *sums) {
    assembly *a = w->a;
    if (j == 0)
        assembly_line(a, "smlatb %s, %s, %s, %s", sums[1], x, weights, sums[0]);
    else if (2 * j == w->taps)
        assembly_line(a, "smlabt %s, %s, %s, %s", sums[1], x, before, sums[1]);
    else {
        assembly_line(a, "pkhbt %s, %s, %s", before, weights, before);
        assembly_line(a, "smladx %s, %s, %s, %s", sums[1], x, before, sums[1]);
    }
    if (2 * j + 1 < w->taps)
        assembly_line(a, "smlad %s, %s, %s, %s", sums[0], x, weights, sums[0]);
    else if (2 * j < w->taps)
        assembly_line(a, "smlabb %s, %s, %s, %s", sums[0], x, weights, sums[0]);
}

static void add_pair(const pair_writer *w, int j) {
    const char *const *weights = pair_weights[j % 2], *const *before = pair_weights[1 - j % 2];
    load_pair(w, j, weights[0]);
    expand(w->a, "r9", "r8", 0, 0);
    expand(w->a, "r8", "r8", 1, 0);
    if (2 * j < w->taps) {
        expand(w->a, weights[1], weights[0], 1, is_linear(w->a));
        expand(w->a, weights[0], weights[0], 0, is_linear(w->a));
    }
    multiply_pair(w, j, "r9", weights[0], before[0], pair_sums[0]);
    multiply_pair(w, j, "r8", weights[1], before[1], pair_sums[1]);
}

/* The second row's values first: a row alone is made as both, at one place. */
static void finish_pair(const pair_writer *w) {
    static const char *const constants[] = {"r8", "r9", "r10", "r11"};
    static const char *const products[] = {"r12", "lr"};
    assembly *a = w->a;
    for (int i = 0; i < (is_linear(a) ? 2 : 4); i++)
        assembly_line(a, "ldr.w %s, [r1, #%d]", constants[i],
                      PAIR_BYTES + 4 * w->weight_words + 4 * i);
    for (int c = 0; c < 2; c++)
        finish(a, pair_sums[c], products, 2, constants[c], constants[2 + c], "r3");
    for (int row = 1; row >= 0; row--) {
        assembly_get(a, "r8", SLOT_OUT + row);
        assembly_line(a, "add r8, r2");
        for (int c = 0; c < 2; c++)
            assembly_line(a, "strb.w %s, [r8, #%d]", pair_sums[c][row], c);
    }
}

void tile_write_column_pair(assembly *a) {
    int taps = a->tile->lines, weight_words = (taps + 1) / 2;
    int bytes = 4 * weight_words + PAIR_BYTES * (is_linear(a) ? 2 : 3);
    pair_writer w = {a, taps, weight_words};
    assembly_begin(a, "r4-r11");
    begin(a, 2, "r3");
    assembly_line(a, ".balign 4");
    assembly_line(a, ".L%s_channels:", a->name);
    assembly_line(a, "ldr.w r4, [r1]");
    assembly_line(a, "ldr.w r6, [r1, #4]");
    for (int j = 0; 2 * j <= taps; j++)
        add_pair(&w, j);
    finish_pair(&w);
    assembly_get(a, "r12", SLOT_END);
    assembly_line(a, "add.w r1, r1, #%d", bytes);
    assembly_line(a, "adds r2, #2");
    assembly_line(a, "cmp r2, r12");
    assembly_line(a, "bne.w .L%s_channels", a->name);
    assembly_end(a, "r4-r11");
}
