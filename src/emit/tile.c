/* Tiles: the inner loops of layers with weights, as assembly for cores with the DSP extension. What
 * a tile computes and how its data lie is said in device/kernel/tile.h.
 *
 * Registers of the loop over units:
 *   r0 x, r1 weights, r4-r11 accumulators: of two pixels A0 A1 B0 B1 for channels 0, 1 and again
 *   for 2, 3; of one pixel A B A B in r4-r7, weights in r8-r11. r2, r3, r12, lr are free.
 * The loop is unrolled. So that any number of units works, it is first entered in the middle, with
 * x and weights moved back by as much. A round's last unit comes first: in the group's first round
 * outside the loop, where it begins the sums. SP moves only on entry and return. */
#include "device/kernel/tile.h"

#include <stddef.h>

#include "emit/assembly.h"

enum {
    SLOT_X,     /* first x, moved back */
    SLOT_X_END, /* x after the last unit */
    SLOT_SKIP,  /* bytes by which weights are moved back, less those of units that are left out */
    SLOT_ENTRY, /* address where the loop is first entered */
    SLOT_OUT,   /* where the group's channels go; those of the second pixel lie apart */
    SLOT_OUT_APART,
    SLOT_WEIGHTS_END, /* after the last group */
    SLOT_NUDGE,
    SLOT_MULTIPLIER,
    SLOT_SHIFT,
    SLOT_PAIRS,
    SLOT_PAIR_OUT, /* where the pixels' first channel goes */
    SLOT_WEIGHTS,
    SLOT_X_STEP,
    SLOT_OUT_STEP,
    SLOT_AFTER /* bytes of units that are left out at a group's end */
};

typedef struct tile_writer {
    assembly *a;
    int pixels;
    int unroll;    /* units in the loop's body */
    int unit_code; /* bytes of code of a unit */
    int unit_x;    /* bytes of x that it reads, and of weights */
    int unit_weights;
    int linear; /* 1: OP_TILE_LINEAR */
    int edges;  /* 1: some of a group's units may be left out */
    int once;   /* 1: no layer has more units than the loop, which is no loop then */
    int begins; /* 1: the next products are a sum's first */
} tile_writer;

/* ---- one unit of the loop: 32-bit instructions only, so that entries can be computed ---- */

static void load_weights(tile_writer *w, int step) {
    assembly_line(w->a, "ldr.w r12, [r1, #%d]", 8 * step);
    assembly_line(w->a, "ldr.w lr, [r1, #%d]", 8 * step + 4);
}

/* Two products more in a sum, or the first two: behind `bias`, if there is one. */
static void multiply(tile_writer *w, const char *sum, const char *x, const char *weights,
                     const char *bias) {
    if (w->begins && !bias)
        assembly_line(w->a, "smuad %s, %s, %s", sum, x, weights);
    else
        assembly_line(w->a, "smlad %s, %s, %s, %s", sum, x, weights, w->begins ? bias : sum);
}

/* 16 multiplications: the pixels' x in `first` and `second`, weights in r12 and lr. */
static void multiply_pair(tile_writer *w, const char *first, const char *second) {
    static const char *const weights[] = {"r12", "lr"};
    static const char *const sums[2][4] = {{"r4", "r5", "r6", "r7"}, {"r8", "r9", "r10", "r11"}};
    for (int part = 0; part < 4; part++) {
        const char *word = weights[part & 1], *const *to = sums[part & 1] + (part & 2);
        const char *bias = w->linear && part < 2 ? to[0] : NULL;
        if (part >= 2)
            assembly_line(w->a, "sxtb16 %s, %s", word, word);
        multiply(w, to[1], second, word, bias);
        multiply(w, to[0], first, word, bias);
    }
    w->begins = 0;
}

static void load_x(tile_writer *w, const char *reg, int word) {
    assembly_line(w->a, "ldr.w %s, [r0, #%d]", reg, 4 * word);
}

/* Of four values those of the even or the odd step. Not next to its load: loads in a row are
 * faster.
 */
static void expand_x(tile_writer *w, const char *reg, int odd) {
    if (w->a->tile->bytes)
        assembly_line(w->a, "sxtb16 %s, %s%s", reg, reg, odd ? ", ror #8" : "");
}

static void pair_unit(tile_writer *w, int unit) {
    for (int step = 0; step <= w->a->tile->bytes; step++) {
        load_x(w, "r2", 2 * unit);
        load_x(w, "r3", 2 * unit + 1);
        load_weights(w, (unit << w->a->tile->bytes) + step);
        expand_x(w, "r2", step);
        expand_x(w, "r3", step);
        multiply_pair(w, "r2", "r3");
    }
}

/* Three taps of two pixels, which share two of four words. */
static void triple_unit(tile_writer *w, int unit) {
    static const char *const x[] = {"r2", "r3"};
    for (int odd = 0; odd <= w->a->tile->bytes; odd++) {
        load_x(w, "r2", 4 * unit);
        for (int tap = 0; tap < 3; tap++) {
            const char *next = x[(tap + 1) % 2];
            load_x(w, next, 4 * unit + tap + 1);
            load_weights(w, (3 * unit << w->a->tile->bytes) + 3 * odd + tap);
            if (tap == 0)
                expand_x(w, "r2", odd);
            expand_x(w, next, odd);
            multiply_pair(w, x[tap % 2], next);
        }
    }
}

/* Two steps of one pixel: x in r2 and r3, weights in r8 to r11. */
static void pixel_unit(tile_writer *w, int unit) {
    static const char *const sums[] = {"r4", "r5", "r6", "r7"};
    static const char *const weights[] = {"r8", "r9", "r10", "r11"};
    int bytes = w->a->tile->bytes, begins = w->begins;
    if (!bytes)
        assembly_line(w->a, "ldr.w r2, [r0, #%d]", 8 * unit);
    assembly_line(w->a, "ldr.w r3, [r0, #%d]", bytes ? 4 * unit : 8 * unit + 4);
    for (int i = 0; i < 4; i++)
        assembly_line(w->a, "ldr.w r%d, [r1, #%d]", 8 + i, 16 * unit + 4 * i);
    if (bytes) {
        assembly_line(w->a, "sxtb16 r2, r3");
        assembly_line(w->a, "sxtb16 r3, r3, ror #8");
    }
    for (int low = 0; low < 2; low++)
        for (int i = 0; i < 4; i++) {
            if (low)
                assembly_line(w->a, "sxtb16 %s, %s", weights[i], weights[i]);
            const char *sum = sums[2 * (i & 1) + low];
            w->begins = begins && i < 2;
            multiply(w, sum, i < 2 ? "r2" : "r3", weights[i], w->linear && !low ? sum : NULL);
        }
    w->begins = 0;
}

/* ---- entry ---- */

/* Bytes of a group's constants, biases before the units included. */
static int constant_bytes(const tile_writer *w) {
    return 4 * MOTE_TILE_CHANNELS * op_tile_constant_words(w->a->tile);
}

static int moves_weights(const tile_writer *w) {
    return w->unroll > 1 || w->edges;
}

/* The number of units, r4, becomes a point of entry. Weights are moved back by as many units less
 * those that are left out, r5. */
static void entry(tile_writer *w) {
    assembly_comment(w->a, "r6: units that the first round leaves out");
    assembly_line(w->a, "rsb.w r6, r4, #%d", w->once ? w->unroll : 0);
    if (!w->once)
        assembly_line(w->a, "and.w r6, r6, #%d", w->unroll - 1);
    assembly_line(w->a, "mov.w r7, #%d", w->unit_x);
    assembly_line(w->a, "mls r0, r6, r7, r0");
    assembly_line(w->a, "mov.w r7, #%d", w->unit_code);
    assembly_line(w->a, "adr.w r8, .L%s_units", w->a->name);
    assembly_line(w->a, "mla r7, r6, r7, r8");
    assembly_line(w->a, "orr.w r7, r7, #1");
    assembly_put(w->a, "r7", SLOT_ENTRY);
    if (w->edges)
        assembly_line(w->a, "subs r6, r6, r5");
}

/* The group has so many bytes besides the units r4 and those before them, r5. */
static void leave_out_the_rest(tile_writer *w) {
    assembly_comment(w->a, "r7: bytes of the units behind");
    assembly_line(w->a, "adds r6, r4, r5");
    assembly_line(w->a, "ldrh.w r7, [lr, #%d]", (int)offsetof(mote_tile_layer, group_words));
    assembly_line(w->a, "mov.w r8, #%d", w->unit_weights);
    assembly_line(w->a, "lsl.w r7, r7, #2");
    assembly_line(w->a, "mls r7, r6, r8, r7");
    assembly_line(w->a, "sub.w r7, r7, #%d", constant_bytes(w));
    assembly_put(w->a, "r7", SLOT_AFTER);
}

/* r12: windows, lr: layer. */
static void begin_windows(tile_writer *w) {
    if (w->pixels == 1) {
        assembly_line(w->a, "ldr.w r4, [r12, #%d]", (int)offsetof(mote_tile_windows, units));
    } else {
        assembly_comment(w->a, "units, units before them, pairs, x's step, the outputs' step");
        assembly_line(w->a, "ldm r12, {r4-r8}");
        assembly_put(w->a, "r1", SLOT_WEIGHTS);
        assembly_put(w->a, "r6", SLOT_PAIRS);
        assembly_put(w->a, "r7", SLOT_X_STEP);
        assembly_put(w->a, "r8", SLOT_OUT_STEP);
    }
    if (!w->once) {
        assembly_line(w->a, "mov.w r6, #%d", w->unit_x);
        assembly_line(w->a, "mla r6, r4, r6, r0");
        assembly_put(w->a, "r6", SLOT_X_END);
    }
    if (w->edges)
        leave_out_the_rest(w);
    if (w->unroll > 1)
        entry(w);
    else if (w->edges)
        assembly_line(w->a, "rsb.w r6, r5, #0");
    if (moves_weights(w)) {
        assembly_line(w->a, "mov.w r7, #%d", w->unit_weights);
        assembly_line(w->a, "mul r6, r6, r7");
        assembly_put(w->a, "r6", SLOT_SKIP);
    }
    assembly_put(w->a, "r0", SLOT_X);
}

static void begin(tile_writer *w) {
    assembly_argument(w->a, "lr", 4);
    assembly_argument(w->a, "r12", 5);
    begin_windows(w);
    assembly_comment(w->a, "the weights' end: groups * their size");
    assembly_argument(w->a, "r4", 6);
    assembly_line(w->a, "ldrh.w r5, [lr, #%d]", (int)offsetof(mote_tile_layer, group_words));
    assembly_line(w->a, "mul r4, r4, r5");
    assembly_line(w->a, "add.w r4, r1, r4, lsl #2");
    assembly_put(w->a, "r4", SLOT_WEIGHTS_END);
    assembly_line(w->a, "ldrsh.w r4, [lr, #%d]", (int)offsetof(mote_tile_layer, nudge));
    if (w->linear)
        assembly_linear_nudge(w->a, "r4");
    if (w->a->tile->one_scale) {
        assembly_line(w->a, "ldr.w r5, [lr, #%d]", (int)offsetof(mote_tile_layer, multiplier));
        assembly_put(w->a, "r5", SLOT_MULTIPLIER);
        assembly_line(w->a, "ldrsh.w r5, [lr, #%d]", (int)offsetof(mote_tile_layer, shift));
        assembly_put(w->a, "r5", SLOT_SHIFT);
        assembly_line(w->a, "lsl.w r4, r4, r5");
    }
    assembly_put(w->a, "r4", SLOT_NUDGE);
}

/* ---- from sums to values ---- */

/* A channel's constants, then its values. The sums of the upper channel are still A - B. */
static void finish_channel(tile_writer *w, const char *const *sums, int upper, const char *bias) {
    if (!w->a->tile->one_scale) {
        assembly_line(w->a, "ldm r1!, {r2, r3, lr}");
        assembly_line(w->a, "lsl.w r12, r0, lr");
    } else if (w->pixels > 1) {
        assembly_line(w->a, "ldr r2, [r1], #4");
    }
    for (int i = 0; i < w->pixels; i++)
        assembly_line(w->a, "add.w %s, %s, %s, %s", sums[i], bias, sums[i],
                      upper ? "asr #7" : "lsl #1");
    assembly_multiply(w->a, sums, w->pixels, "r3", "r12", bias);
    assembly_shift(w->a, sums, w->pixels, "lr");
}

/* The upper channel, whose sums are 256 times as large and begin with the bias, and the lower,
 * whose sums are the next registers. */
static void finish_linear(tile_writer *w, const char *const *high, const char *const *low) {
    assembly_line(w->a, "ldm r1!, {r2, r3, lr}");
    for (int i = 0; i < w->pixels; i++) {
        assembly_line(w->a, "sub.w %s, %s, %s", high[i], high[i], low[i]);
        assembly_line(w->a, "add.w %s, r3, %s, lsl #8", low[i], low[i]);
    }
    assembly_multiply(w->a, high, w->pixels, "r2", "r12", NULL);
    assembly_multiply(w->a, low, w->pixels, "lr", "r12", NULL);
    assembly_shift(w->a, high, 2 * w->pixels, NULL);
}

static void finish_group(tile_writer *w) {
    static const char *const pair_sums[] = {"r4", "r5", "r6", "r7", "r8", "r9", "r10", "r11"};
    const char *const *biases = pair_sums + 4; /* one pixel leaves room for all of one scale */
    int pixels = w->pixels, one_scale = w->a->tile->one_scale, at_once = one_scale && pixels == 1;
    assembly_get(w->a, w->linear || one_scale ? "r12" : "r0", SLOT_NUDGE);
    if (one_scale) {
        assembly_get(w->a, "r3", SLOT_MULTIPLIER);
        assembly_get(w->a, "lr", SLOT_SHIFT);
    }
    if (at_once)
        assembly_line(w->a, "ldm r1!, {r8-r11}");
    for (int half = 0; half < 2; half++) {
        const char *const *sums = pair_sums + half * 2 * pixels;
        if (w->linear) {
            finish_linear(w, sums, sums + pixels);
            continue;
        }
        for (int i = 0; i < pixels; i++)
            assembly_line(w->a, "sub.w %s, %s, %s", sums[i], sums[i], sums[pixels + i]);
        finish_channel(w, sums, 1, at_once ? biases[2 * half] : "r2");
        finish_channel(w, sums + pixels, 0, at_once ? biases[2 * half + 1] : "r2");
    }
}

/* Channels 1, 0, 3, 2 lie in the sums' order. */
static void store_group(tile_writer *w) {
    static const int pair_first[] = {6, 4, 10, 8}, pixel_first[] = {5, 4, 7, 6};
    int pixels = w->pixels;
    assembly_get(w->a, "r2", SLOT_OUT);
    assembly_get(w->a, "r12", SLOT_WEIGHTS_END);
    if (pixels == 2) {
        assembly_get(w->a, "r3", SLOT_OUT_APART);
        assembly_line(w->a, "add r3, r2");
    }
    for (int channel = 0; channel < MOTE_TILE_CHANNELS; channel++)
        for (int i = 0; i < pixels; i++)
            assembly_line(w->a, "strb r%d, [r%d, #%d]",
                          (pixels == 2 ? pair_first : pixel_first)[channel] + i, 2 + i, channel);
    assembly_line(w->a, "adds r2, #4");
    assembly_put(w->a, "r2", SLOT_OUT);
}

/* ---- the whole function ---- */

static void put_unit(tile_writer *w, int unit) {
    static void (*const units[])(tile_writer *, int) = {
        [OP_TILE_PIXEL] = pixel_unit, [OP_TILE_PAIR] = pair_unit, [OP_TILE_TRIPLE] = triple_unit};
    units[w->a->tile->kind](w, unit);
}

/* A linear scale's biases begin the upper channels' sums. */
static void load_biases(tile_writer *w) {
    if (w->linear)
        assembly_line(w->a, "ldm r1!, {r4, r%d}", 4 + 2 * w->pixels);
}

/* A round's last unit comes first. In the group's first round it begins the sums. */
static void first_unit(tile_writer *w) {
    w->begins = 1;
    put_unit(w, w->unroll - 1);
    if (w->unroll > 1) {
        assembly_get(w->a, "r3", SLOT_ENTRY);
        assembly_line(w->a, "bx r3");
    } else if (!w->once) {
        assembly_line(w->a, "b.w .L%s_units", w->a->name);
    }
}

static void unit_loop(tile_writer *w) {
    assembly_line(w->a, ".balign 4");
    if (!w->once) {
        assembly_line(w->a, ".L%s_round:", w->a->name);
        put_unit(w, w->unroll - 1);
    }
    assembly_line(w->a, ".L%s_units:", w->a->name);
    for (int unit = 0; unit < w->unroll - 1; unit++)
        put_unit(w, unit);
    assembly_line(w->a, "add.w r1, r1, #%d", w->unroll * w->unit_weights);
    if (!w->once) {
        assembly_get(w->a, "r2", SLOT_X_END);
        assembly_line(w->a, "add.w r0, r0, #%d", w->unroll * w->unit_x);
        assembly_line(w->a, "cmp r0, r2");
        assembly_line(w->a, "bne.w .L%s_round", w->a->name);
    }
    if (w->edges) {
        assembly_get(w->a, "r2", SLOT_AFTER);
        assembly_line(w->a, "add r1, r2");
    }
}

/* May r0 stay as it is from group to group? */
static int keeps_x(const tile_writer *w) {
    return w->once && w->linear;
}

static void group_loop(tile_writer *w) {
    if (keeps_x(w))
        assembly_get(w->a, "r0", SLOT_X);
    assembly_line(w->a, ".balign 4");
    assembly_line(w->a, ".L%s_group:", w->a->name);
    load_biases(w);
    if (!keeps_x(w))
        assembly_get(w->a, "r0", SLOT_X);
    if (moves_weights(w)) {
        assembly_get(w->a, "r2", SLOT_SKIP);
        assembly_line(w->a, "sub.w r1, r1, r2");
    }
    first_unit(w);
    unit_loop(w);
    assembly_comment(w->a, "A - B is 256 times the upper channel's sum");
    finish_group(w);
    store_group(w);
    assembly_line(w->a, "cmp r1, r12");
    assembly_line(w->a, "bne.w .L%s_group", w->a->name);
}

/* `once`: nothing compares with the end of x. */
static void next_pair(tile_writer *w) {
    assembly_comment(w->a, "the next pair");
    assembly_get(w->a, "r2", SLOT_PAIRS);
    assembly_get(w->a, "r4", SLOT_X_STEP);
    assembly_get(w->a, "r0", SLOT_X);
    assembly_line(w->a, "subs r2, #1");
    assembly_line(w->a, "beq.n .L%s_done", w->a->name);
    assembly_line(w->a, "add r0, r4");
    assembly_put(w->a, "r2", SLOT_PAIRS);
    assembly_put(w->a, "r0", SLOT_X);
    if (!w->once) {
        assembly_get(w->a, "r1", SLOT_X_END);
        assembly_line(w->a, "add r1, r4");
        assembly_put(w->a, "r1", SLOT_X_END);
    }
    assembly_get(w->a, "r4", SLOT_OUT_STEP);
    assembly_get(w->a, "r2", SLOT_PAIR_OUT);
    assembly_get(w->a, "r1", SLOT_WEIGHTS);
    assembly_line(w->a, "add r2, r4");
    assembly_line(w->a, "b.w .L%s_pair", w->a->name);
}

/* Instructions of a unit: loads of x, expanding them, the rest for every step of two pixels. */
static int unit_instructions(const op_tile *t, int steps) {
    if (t->kind == OP_TILE_PIXEL)
        return 18 + t->bytes;
    int x_loads = (t->kind == OP_TILE_TRIPLE ? 4 : 2) << t->bytes;
    return x_loads * (t->bytes ? 2 : 1) + 12 * steps;
}

static tile_writer writer_of(assembly *a, int unroll_steps, int most_units, int has_edges) {
    const op_tile *t = a->tile;
    int steps = op_tile_unit_steps(t), x_words = t->kind == OP_TILE_TRIPLE ? 4 : 2;
    if (t->kind == OP_TILE_PIXEL && t->bytes)
        x_words = 1;
    tile_writer w = {.a = a,
                     .pixels = t->kind == OP_TILE_PIXEL ? 1 : 2,
                     .linear = t->finish == OP_TILE_LINEAR,
                     .edges = has_edges,
                     .unroll = 1,
                     .unit_code = 4 * unit_instructions(t, steps),
                     .unit_x = 4 * x_words,
                     .unit_weights = 8 * steps};
    while (2 * w.unroll * steps <= unroll_steps)
        w.unroll *= 2;
    w.once = most_units <= w.unroll;
    if (w.once)
        w.unroll = most_units;
    return w;
}

void tile_write(assembly *a, int unroll_steps, int most_units, int has_edges) {
    tile_writer writer = writer_of(a, unroll_steps, most_units, has_edges), *w = &writer;
    assembly_begin(a, "r4-r11");
    begin(w);
    if (w->pixels == 2) {
        assembly_line(a, "sub.w r3, r3, r2");
        assembly_put(a, "r3", SLOT_OUT_APART);
        assembly_line(a, ".balign 4");
        assembly_line(a, ".L%s_pair:", a->name);
        assembly_put(a, "r2", SLOT_PAIR_OUT);
    }
    assembly_put(a, "r2", SLOT_OUT);
    group_loop(w);
    if (w->pixels == 2)
        next_pair(w);
    assembly_line(a, ".L%s_done:", a->name);
    assembly_end(a, "r4-r11");
}
