/* Tiles: the inner loops of layers with weights, as assembly for cores with the DSP extension. What
 * a tile computes and how its data lie is said in device/kernel/tile.h.
 *
 * Registers of the loop over steps:
 *   r0 x, r1 weights, r4-r11 accumulators: of two pixels A0 A1 B0 B1 for channels 0, 1 and again
 *   for 2, 3; of one pixel A B A B in r4-r7, weights in r8-r11. r2, r3, r12, lr are free.
 * The loop is unrolled. So that any number of steps works, it is first entered in the middle, with
 * x and weights moved back by as much. SP moves only on entry and return. */
#include "device/kernel/tile.h"
#include "emit/assembly.h"

/* Words from SP: own variables, then r0-r3 as the call gave them and r4-r11, lr, then the arguments
 * of the call, which the function may change: where one is done with, another variable follows. */
enum {
    SLOT_ENTRY,    /* address where the loop over steps is first entered */
    SLOT_SKIP,     /* bytes by which x and weights are moved back */
    SLOT_ROW_OUT0, /* where the pixels' first channel goes */
    SLOT_ROW_OUT1,
    SLOT_X, /* first x, moved back */
    SLOT_WEIGHTS,
    SLOT_OUT0,
    SLOT_OUT1,
    SLOT_SAVED,
    SLOT_STEPS = SLOT_SAVED + 9,
    SLOT_X_END = SLOT_STEPS, /* x after the last step */
    SLOT_PAIRS,
    SLOT_GROUPS,
    SLOT_WEIGHTS_END = SLOT_GROUPS, /* after the last group */
    SLOT_X_STEP,
    SLOT_OUT_STEP,
    SLOT_NUDGE,
    SLOT_MULTIPLIER,
    SLOT_SHIFT
};

typedef struct tile_writer {
    assembly *a;
    int pixels;
    int unroll;     /* units in the loop's body */
    int unit_steps; /* steps in a unit: 1, or 2 with one pixel */
    int unit_code;  /* bytes of code */
} tile_writer;

static void load(tile_writer *w, const char *reg, int slot) {
    assembly_line(w->a, "ldr.w %s, [sp, #%d]", reg, 4 * slot);
}

static void store(tile_writer *w, const char *reg, int slot) {
    assembly_line(w->a, "str.w %s, [sp, #%d]", reg, 4 * slot);
}

/* ---- one unit of the loop ---- */

/* One step of two pixels, 16 multiplications: x in r2 and r3, weights in r12 and lr. */
static void pair_unit(tile_writer *w, int unit) {
    static const char *const weights[] = {"r12", "lr"};
    static const char *const sums[2][4] = {{"r4", "r5", "r6", "r7"}, {"r8", "r9", "r10", "r11"}};
    assembly_line(w->a, "ldr.w r2, [r0, #%d]", 8 * unit);
    assembly_line(w->a, "ldr.w r3, [r0, #%d]", 8 * unit + 4);
    assembly_line(w->a, "ldr.w r12, [r1, #%d]", 8 * unit);
    assembly_line(w->a, "ldr.w lr, [r1, #%d]", 8 * unit + 4);
    for (int part = 0; part < 4; part++) {
        const char *word = weights[part & 1], *const *to = sums[part & 1] + (part & 2);
        if (part >= 2)
            assembly_line(w->a, "sxtb16 %s, %s", word, word);
        assembly_line(w->a, "smlad %s, r2, %s, %s", to[0], word, to[0]);
        assembly_line(w->a, "smlad %s, r3, %s, %s", to[1], word, to[1]);
    }
}

/* Two steps of one pixel: x in r2 and r3, weights in r8 to r11. */
static void pixel_unit(tile_writer *w, int unit) {
    assembly_line(w->a, "ldr.w r2, [r0, #%d]", 8 * unit);
    assembly_line(w->a, "ldr.w r3, [r0, #%d]", 8 * unit + 4);
    for (int i = 0; i < 4; i++)
        assembly_line(w->a, "ldr.w r%d, [r1, #%d]", 8 + i, 16 * unit + 4 * i);
    for (int low = 0; low < 2; low++)
        for (int i = 0; i < 4; i++) {
            int sum = 4 + 2 * (i & 1) + low;
            if (low)
                assembly_line(w->a, "sxtb16 r%d, r%d", 8 + i, 8 + i);
            assembly_line(w->a, "smlad r%d, r%d, r%d, r%d", sum, 2 + i / 2, 8 + i, sum);
        }
}

/* ---- entry: the number of steps becomes a point of entry ---- */

static void entry(tile_writer *w) {
    int step_bytes = w->pixels * 4;
    assembly_comment(w->a, "r12: steps that the first round leaves out");
    load(w, "r12", SLOT_STEPS);
    assembly_line(w->a, "add.w r3, r0, r12, lsl #%d", w->pixels == 2 ? 3 : 2);
    store(w, "r3", SLOT_X_END);
    assembly_line(w->a, "rsb.w r3, r12, #0");
    assembly_line(w->a, "and.w r3, r3, #%d", w->unroll * w->unit_steps - 1);
    assembly_line(w->a, "sub.w r0, r0, r3, lsl #%d", step_bytes == 8 ? 3 : 2);
    store(w, "r0", SLOT_X);
    assembly_line(w->a, "lsl.w r2, r3, #3");
    store(w, "r2", SLOT_SKIP);
    assembly_line(w->a, "mov.w r2, #%d", w->unit_code / w->unit_steps);
    assembly_line(w->a, "mul r3, r3, r2");
    assembly_line(w->a, "adr.w r2, .L%s_steps", w->a->name);
    assembly_line(w->a, "add r2, r3");
    assembly_line(w->a, "orr.w r2, r2, #1");
    store(w, "r2", SLOT_ENTRY);
    assembly_comment(w->a, "bytes of all groups: 4 * (2 * steps + constants) each");
    load(w, "r3", SLOT_GROUPS);
    assembly_line(w->a, "lsl.w r12, r12, #3");
    assembly_line(w->a, "add.w r12, r12, #%d",
                  4 * MOTE_TILE_CHANNELS * (w->a->tile->one_scale ? 1 : 3));
    assembly_line(w->a, "mla r12, r12, r3, r1");
    store(w, "r12", SLOT_WEIGHTS_END);
}

/* ---- from sums to values ---- */

/* A channel's constants, then its values. The sums of the upper channel are still A - B. */
static void finish_channel(tile_writer *w, const char *const *sums, int upper) {
    if (w->a->tile->one_scale) {
        assembly_line(w->a, "ldr r2, [r1], #4");
    } else {
        assembly_line(w->a, "ldm r1!, {r2, r3, lr}");
        assembly_line(w->a, "lsl.w r12, r0, lr");
    }
    for (int i = 0; i < w->pixels; i++)
        assembly_line(w->a, "add.w %s, r2, %s, %s", sums[i], sums[i], upper ? "asr #7" : "lsl #1");
    assembly_multiply(w->a, sums, w->pixels, "r3", "r12");
    assembly_shift(w->a, sums, w->pixels, "lr");
}

static void finish_group(tile_writer *w) {
    static const char *const pair_sums[] = {"r4", "r5", "r6", "r7", "r8", "r9", "r10", "r11"};
    int pixels = w->pixels;
    load(w, "r0", SLOT_NUDGE);
    if (w->a->tile->one_scale) {
        load(w, "r3", SLOT_MULTIPLIER);
        load(w, "lr", SLOT_SHIFT);
        assembly_line(w->a, "lsl.w r12, r0, lr");
    }
    for (int half = 0; half < 2; half++) {
        const char *const *sums = pair_sums + half * 2 * pixels;
        for (int i = 0; i < pixels; i++)
            assembly_line(w->a, "sub.w %s, %s, %s", sums[i], sums[i], sums[pixels + i]);
        finish_channel(w, sums, 1);
        finish_channel(w, sums + pixels, 0);
    }
}

/* Channels 1, 0, 3, 2 lie in the sums' order. */
static void store_group(tile_writer *w) {
    static const int pair_first[] = {6, 4, 10, 8}, pixel_first[] = {5, 4, 7, 6};
    int pixels = w->pixels;
    load(w, "r2", SLOT_OUT0);
    if (pixels == 2)
        load(w, "r3", SLOT_OUT1);
    load(w, "r12", SLOT_WEIGHTS_END);
    for (int channel = 0; channel < MOTE_TILE_CHANNELS; channel++)
        for (int i = 0; i < pixels; i++)
            assembly_line(w->a, "strb r%d, [r%d, #%d]",
                          (pixels == 2 ? pair_first : pixel_first)[channel] + i, 2 + i, channel);
    assembly_line(w->a, "adds r2, #4");
    if (pixels == 2) {
        assembly_line(w->a, "adds r3, #4");
        assembly_line(w->a, "strd r2, r3, [sp, #%d]", 4 * SLOT_OUT0);
    } else {
        store(w, "r2", SLOT_OUT0);
    }
}

/* ---- the whole function ---- */

static void group_loop(tile_writer *w) {
    int pixels = w->pixels;
    assembly_line(w->a, ".L%s_group:", w->a->name);
    load(w, "r0", SLOT_X);
    load(w, "r2", SLOT_SKIP);
    load(w, "r3", SLOT_ENTRY);
    for (int i = 0; i < 4 * pixels; i++)
        assembly_line(w->a, "mov.w r%d, #0", 4 + i);
    assembly_line(w->a, "sub.w r1, r1, r2");
    assembly_line(w->a, "bx r3");
    assembly_line(w->a, ".balign 4");
    assembly_line(w->a, ".L%s_steps:", w->a->name);
    for (int unit = 0; unit < w->unroll; unit++)
        (pixels == 2 ? pair_unit : pixel_unit)(w, unit);
    load(w, "r2", SLOT_X_END);
    assembly_line(w->a, "add.w r0, r0, #%d", w->unroll * 8);
    assembly_line(w->a, "add.w r1, r1, #%d", w->unroll * w->unit_steps * 8);
    assembly_line(w->a, "cmp r0, r2");
    assembly_line(w->a, "bne.w .L%s_steps", w->a->name);
    assembly_comment(w->a, "A - B is 256 times the upper channel's sum");
    finish_group(w);
    store_group(w);
    assembly_line(w->a, "cmp r1, r12");
    assembly_line(w->a, "bne.w .L%s_group", w->a->name);
}

static void next_pair(tile_writer *w) {
    assembly_comment(w->a, "the next pair");
    load(w, "r2", SLOT_PAIRS);
    assembly_line(w->a, "subs r2, #1");
    assembly_line(w->a, "beq.n .L%s_done", w->a->name);
    store(w, "r2", SLOT_PAIRS);
    load(w, "r4", SLOT_X_STEP);
    load(w, "r0", SLOT_X);
    load(w, "r1", SLOT_X_END);
    assembly_line(w->a, "add r0, r4");
    assembly_line(w->a, "add r1, r4");
    store(w, "r0", SLOT_X);
    store(w, "r1", SLOT_X_END);
    load(w, "r4", SLOT_OUT_STEP);
    load(w, "r2", SLOT_ROW_OUT0);
    load(w, "r3", SLOT_ROW_OUT1);
    assembly_line(w->a, "add r2, r4");
    assembly_line(w->a, "add r3, r4");
    load(w, "r1", SLOT_WEIGHTS);
    assembly_line(w->a, "b.w .L%s_pair", w->a->name);
}

void tile_write(assembly *a, int unroll_steps) {
    int pixels = a->tile->kind == OP_TILE_PAIR ? 2 : 1;
    tile_writer writer = {.a = a, .pixels = pixels}, *w = &writer;
    w->unit_steps = pixels == 2 ? 1 : 2;
    w->unroll = unroll_steps / w->unit_steps;
    w->unit_code = pixels == 2 ? 4 * 14 : 4 * 18;
    assembly_begin(a);
    assembly_line(a, "push.w {r4-r11, lr}");
    assembly_line(a, "push {r0-r3}");
    assembly_line(a, "sub sp, #%d", 4 * SLOT_X);
    entry(w);
    load(w, "r2", SLOT_OUT0);
    load(w, "r3", SLOT_OUT1);
    if (pixels == 2)
        assembly_line(a, ".L%s_pair:", a->name);
    assembly_line(a, "strd r2, r3, [sp, #%d]", 4 * SLOT_ROW_OUT0);
    assembly_line(a, "strd r2, r3, [sp, #%d]", 4 * SLOT_OUT0);
    group_loop(w);
    if (pixels == 2)
        next_pair(w);
    assembly_line(a, ".L%s_done:", a->name);
    assembly_line(a, "add sp, #%d", 4 * SLOT_SAVED);
    assembly_line(a, "pop.w {r4-r11, pc}");
    assembly_end(a);
}
