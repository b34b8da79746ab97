/* Tiles: the inner loops of layers with weights, as assembly for cores with the DSP extension. What
 * a tile computes and how its data lie is said in device/kernel/tile.h.
 *
 * Registers of the loop over steps:
 *   r0 x, r1 weights, r4-r11 accumulators: of two pixels A0 A1 B0 B1 for channels 0, 1 and again
 *   for 2, 3; of one pixel A B A B in r4-r7, weights in r8-r11. r2, r3, r12, lr are free.
 * The loop is unrolled. So that any number of steps works, it is first entered in the middle, with
 * x and weights moved back by as much. SP moves only on entry and return. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "device/kernel/tile.h"
#include "emit/emit.h"

/* Offsets from SP: own variables, then what was pushed, then the arguments of the call. */
enum {
    SLOT_ENTRY,       /* address where the loop over steps is first entered */
    SLOT_SKIP,        /* bytes by which x and weights are moved back */
    SLOT_X,           /* first x, moved back */
    SLOT_X_END,       /* x after the last step */
    SLOT_WEIGHTS_END, /* after the last group */
    SLOT_ROW_OUT0,    /* where the pixels' first channel goes */
    SLOT_ROW_OUT1,
    SLOT_PUSHED, /* r0-r3, as the call gave them */
    SLOT_WEIGHTS = SLOT_PUSHED + 1,
    SLOT_OUT0 = SLOT_PUSHED + 2,
    SLOT_OUT1 = SLOT_PUSHED + 3,
    SLOT_SAVED = SLOT_PUSHED + 4, /* r4-r11, lr */
    SLOT_STEPS = SLOT_SAVED + 9,
    SLOT_PAIRS,
    SLOT_GROUPS,
    SLOT_OUT_STEP,
    SLOT_NUDGE,
    SLOT_MULTIPLIER,
    SLOT_SHIFT
};

typedef struct tile_writer {
    text *out;
    const op_tile *tile;
    const char *name;
    int unroll;     /* units in the loop's body */
    int unit_steps; /* steps in a unit: 1, or 2 with one pixel */
    int unit_code;  /* bytes of code */
} tile_writer;

static void line(tile_writer *w, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* An instruction, a directive or a label, as a line of a C string. */
static void line(tile_writer *w, const char *format, ...) {
    char buffer[128];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(buffer, sizeof buffer, format, arguments);
    va_end(arguments);
    size_t length = strlen(buffer);
    text_add(w->out, "    \"%s%s\\n\"\n", buffer[length - 1] == ':' ? "" : "    ", buffer);
}

static void comment(tile_writer *w, const char *what) {
    text_add(w->out, "    /* %s */\n", what);
}

static void load(tile_writer *w, const char *reg, int slot) {
    line(w, "ldr.w %s, [sp, #%d]", reg, 4 * slot);
}

static void store(tile_writer *w, const char *reg, int slot) {
    line(w, "str.w %s, [sp, #%d]", reg, 4 * slot);
}

/* ---- one unit of the loop ---- */

/* One step of two pixels, 16 multiplications: x in r2 and r3, weights in r12 and lr. */
static void pair_unit(tile_writer *w, int unit) {
    static const char *const weights[] = {"r12", "lr"};
    static const char *const sums[2][4] = {{"r4", "r5", "r6", "r7"}, {"r8", "r9", "r10", "r11"}};
    line(w, "ldr.w r2, [r0, #%d]", 8 * unit);
    line(w, "ldr.w r3, [r0, #%d]", 8 * unit + 4);
    line(w, "ldr.w r12, [r1, #%d]", 8 * unit);
    line(w, "ldr.w lr, [r1, #%d]", 8 * unit + 4);
    for (int part = 0; part < 4; part++) {
        const char *word = weights[part & 1], *const *to = sums[part & 1] + (part & 2);
        if (part >= 2)
            line(w, "sxtb16 %s, %s", word, word);
        line(w, "smlad %s, r2, %s, %s", to[0], word, to[0]);
        line(w, "smlad %s, r3, %s, %s", to[1], word, to[1]);
    }
}

/* Two steps of one pixel: x in r2 and r3, weights in r8 to r11. */
static void pixel_unit(tile_writer *w, int unit) {
    line(w, "ldr.w r2, [r0, #%d]", 8 * unit);
    line(w, "ldr.w r3, [r0, #%d]", 8 * unit + 4);
    for (int i = 0; i < 4; i++)
        line(w, "ldr.w r%d, [r1, #%d]", 8 + i, 16 * unit + 4 * i);
    for (int low = 0; low < 2; low++)
        for (int i = 0; i < 4; i++) {
            int sum = 4 + 2 * (i & 1) + low;
            if (low)
                line(w, "sxtb16 r%d, r%d", 8 + i, 8 + i);
            line(w, "smlad r%d, r%d, r%d, r%d", sum, 2 + i / 2, 8 + i, sum);
        }
}

/* ---- entry: the number of steps becomes a point of entry ---- */

static void entry(tile_writer *w) {
    int step_bytes = w->tile->pixels * 4;
    comment(w, "r12: steps that the first round leaves out");
    load(w, "r12", SLOT_STEPS);
    line(w, "add.w r3, r0, r12, lsl #%d", w->tile->pixels == 2 ? 3 : 2);
    store(w, "r3", SLOT_X_END);
    line(w, "rsb.w r3, r12, #0");
    line(w, "and.w r3, r3, #%d", w->unroll * w->unit_steps - 1);
    line(w, "sub.w r0, r0, r3, lsl #%d", step_bytes == 8 ? 3 : 2);
    store(w, "r0", SLOT_X);
    line(w, "lsl.w r2, r3, #3");
    store(w, "r2", SLOT_SKIP);
    line(w, "mov.w r2, #%d", w->unit_code / w->unit_steps);
    line(w, "mul r3, r3, r2");
    line(w, "adr.w r2, .L%s_steps", w->name);
    line(w, "add r2, r3");
    line(w, "orr.w r2, r2, #1");
    store(w, "r2", SLOT_ENTRY);
    comment(w, "bytes of all groups: 4 * (2 * steps + constants) each");
    load(w, "r3", SLOT_GROUPS);
    line(w, "lsl.w r12, r12, #3");
    line(w, "add.w r12, r12, #%d", 4 * MOTE_TILE_CHANNELS * (w->tile->one_scale ? 1 : 3));
    line(w, "mla r12, r12, r3, r1");
    store(w, "r12", SLOT_WEIGHTS_END);
}

/* ---- from sums to values ---- */

/* What follows a sum doubled, bias added, in `sum`: r3 multiplier, r12 nudge, lr shift - 1. */
static void finish_values(tile_writer *w, const char *const *sums, int count) {
    for (int i = 0; i < count; i++) {
        const char *s = sums[i];
        if (w->tile->finish == OP_TILE_RELU) {
            line(w, "smmlar %s, %s, r3, r12", s, s);
        } else {
            line(w, "smmulr %s, %s, r3", s, s);
            line(w, "add.w %s, %s, %s, asr #31", s, s, s);
            line(w, "add.w %s, %s, r12", s, s);
        }
    }
    for (int i = 0; i < count; i++) {
        line(w, "asr.w %s, %s, lr", sums[i], sums[i]);
        line(w, "ssat %s, #8, %s, asr #1", sums[i], sums[i]);
    }
}

/* A channel's constants, then its values. The sums of the upper channel are still A - B. */
static void finish_channel(tile_writer *w, const char *const *sums, int upper) {
    if (w->tile->one_scale) {
        line(w, "ldr r2, [r1], #4");
    } else {
        line(w, "ldm r1!, {r2, r3, lr}");
        line(w, "lsl.w r12, r0, lr");
    }
    for (int i = 0; i < w->tile->pixels; i++)
        line(w, "add.w %s, r2, %s, %s", sums[i], sums[i], upper ? "asr #7" : "lsl #1");
    finish_values(w, sums, w->tile->pixels);
}

static void finish_group(tile_writer *w) {
    static const char *const pair_sums[] = {"r4", "r5", "r6", "r7", "r8", "r9", "r10", "r11"};
    int pixels = w->tile->pixels;
    load(w, "r0", SLOT_NUDGE);
    if (w->tile->one_scale) {
        load(w, "r3", SLOT_MULTIPLIER);
        load(w, "lr", SLOT_SHIFT);
        line(w, "lsl.w r12, r0, lr");
    }
    for (int half = 0; half < 2; half++) {
        const char *const *sums = pair_sums + half * 2 * pixels;
        for (int i = 0; i < pixels; i++)
            line(w, "sub.w %s, %s, %s", sums[i], sums[i], sums[pixels + i]);
        finish_channel(w, sums, 1);
        finish_channel(w, sums + pixels, 0);
    }
}

/* Channels 1, 0, 3, 2 lie in the sums' order. */
static void store_group(tile_writer *w) {
    static const int pair_first[] = {6, 4, 10, 8}, pixel_first[] = {5, 4, 7, 6};
    int pixels = w->tile->pixels;
    load(w, "r2", SLOT_OUT0);
    if (pixels == 2)
        load(w, "r3", SLOT_OUT1);
    load(w, "r12", SLOT_WEIGHTS_END);
    for (int channel = 0; channel < MOTE_TILE_CHANNELS; channel++)
        for (int i = 0; i < pixels; i++)
            line(w, "strb r%d, [r%d, #%d]", (pixels == 2 ? pair_first : pixel_first)[channel] + i,
                 2 + i, channel);
    line(w, "adds r2, #4");
    if (pixels == 2) {
        line(w, "adds r3, #4");
        line(w, "strd r2, r3, [sp, #%d]", 4 * SLOT_OUT0);
    } else {
        store(w, "r2", SLOT_OUT0);
    }
}

/* ---- the whole function ---- */

static void group_loop(tile_writer *w) {
    int pixels = w->tile->pixels;
    line(w, ".L%s_group:", w->name);
    load(w, "r0", SLOT_X);
    load(w, "r2", SLOT_SKIP);
    load(w, "r3", SLOT_ENTRY);
    for (int i = 0; i < 4 * pixels; i++)
        line(w, "mov.w r%d, #0", 4 + i);
    line(w, "sub.w r1, r1, r2");
    line(w, "bx r3");
    line(w, ".balign 4");
    line(w, ".L%s_steps:", w->name);
    for (int unit = 0; unit < w->unroll; unit++)
        (pixels == 2 ? pair_unit : pixel_unit)(w, unit);
    load(w, "r2", SLOT_X_END);
    line(w, "add.w r0, r0, #%d", w->unroll * 8);
    line(w, "add.w r1, r1, #%d", w->unroll * w->unit_steps * 8);
    line(w, "cmp r0, r2");
    line(w, "bne.w .L%s_steps", w->name);
    comment(w, "A - B is 256 times the upper channel's sum");
    finish_group(w);
    store_group(w);
    line(w, "cmp r1, r12");
    line(w, "bne.w .L%s_group", w->name);
}

static void next_pair(tile_writer *w) {
    comment(w, "the next pair");
    load(w, "r2", SLOT_PAIRS);
    line(w, "subs r2, #1");
    line(w, "beq.n .L%s_done", w->name);
    store(w, "r2", SLOT_PAIRS);
    load(w, "r4", SLOT_STEPS);
    load(w, "r0", SLOT_X);
    load(w, "r1", SLOT_X_END);
    line(w, "add.w r0, r0, r4, lsl #3");
    line(w, "add.w r1, r1, r4, lsl #3");
    store(w, "r0", SLOT_X);
    store(w, "r1", SLOT_X_END);
    load(w, "r4", SLOT_OUT_STEP);
    load(w, "r2", SLOT_ROW_OUT0);
    load(w, "r3", SLOT_ROW_OUT1);
    line(w, "add r2, r4");
    line(w, "add r3, r4");
    load(w, "r1", SLOT_WEIGHTS);
    line(w, "b.w .L%s_pair", w->name);
}

static void function(tile_writer *w) {
    line(w, ".pushsection .text.%s, \\\"ax\\\", %%progbits", w->name);
    line(w, ".syntax unified");
    line(w, ".thumb");
    line(w, ".balign 4");
    line(w, ".global %s", w->name);
    line(w, ".hidden %s", w->name);
    line(w, ".type %s, %%function", w->name);
    line(w, "%s:", w->name);
    line(w, "push.w {r4-r11, lr}");
    line(w, "push {r0-r3}");
    line(w, "sub sp, #%d", 4 * SLOT_PUSHED);
    entry(w);
    load(w, "r2", SLOT_OUT0);
    load(w, "r3", SLOT_OUT1);
    if (w->tile->pixels == 2)
        line(w, ".L%s_pair:", w->name);
    line(w, "strd r2, r3, [sp, #%d]", 4 * SLOT_ROW_OUT0);
    line(w, "strd r2, r3, [sp, #%d]", 4 * SLOT_OUT0);
    group_loop(w);
    if (w->tile->pixels == 2)
        next_pair(w);
    line(w, ".L%s_done:", w->name);
    line(w, "add sp, #%d", 4 * SLOT_SAVED);
    line(w, "pop.w {r4-r11, pc}");
    line(w, ".size %s, . - %s", w->name, w->name);
    line(w, ".popsection");
}

const char *emit_tile_name(const char *model, const op_tile *t) {
    return mem_printf("%s_tile_%s_%s%s", model, t->pixels == 2 ? "pair" : "pixel",
                      t->finish == OP_TILE_RELU ? "relu" : "plain", t->one_scale ? "_layer" : "");
}

static void tile_text(const char *model, const op_tile *t, int unroll_steps, text *out) {
    tile_writer w = {.out = out, .tile = t, .name = emit_tile_name(model, t)};
    w.unit_steps = t->pixels == 2 ? 1 : 2;
    w.unroll = unroll_steps / w.unit_steps;
    w.unit_code = t->pixels == 2 ? 4 * 14 : 4 * 18;
    text_add(out,
             "\n/* %s x 4 channels%s%s, %d steps unrolled. */\n"
             "mote_tile %s;\n__asm__(\n",
             t->pixels == 2 ? "2 pixels" : "1 pixel",
             t->one_scale ? ", one scale for the layer" : "",
             t->finish == OP_TILE_RELU ? ", negative results clamped" : "", unroll_steps, w.name);
    function(&w);
    text_add(out, ");\n");
}

static int is_first_use(const op_program *p, int step, int tile, const char *name) {
    for (int i = 0; i <= step; i++)
        for (int t = 0; t < p->steps[i].kernel.tile_count && (i < step || t < tile); t++)
            if (strcmp(emit_tile_name("", &p->steps[i].kernel.tiles[t]), name) == 0)
                return 0;
    return 1;
}

void emit_tiles(const op_program *p, int unroll_steps, text *out) {
    text assembly = {0}, without = {0};
    for (int i = 0; i < p->step_count; i++)
        for (int t = 0; t < p->steps[i].kernel.tile_count; t++) {
            const op_tile *tile = &p->steps[i].kernel.tiles[t];
            if (!is_first_use(p, i, t, emit_tile_name("", tile)))
                continue;
            tile_text(p->graph->name, tile, unroll_steps, &assembly);
            text_add(&without, "#define %s ((mote_tile *)0)\n",
                     emit_tile_name(p->graph->name, tile));
        }
    if (assembly.length == 0)
        return;
    text_add(
        out,
        "\n/* ---- inner loops (mote/tile.h); where the compiler does not take them, C does the "
        "same ---- */\n"
        "#if defined(__GNUC__) && defined(__ARM_FEATURE_DSP) && !defined(MOTE_NO_ASSEMBLY)\n");
    text_add(out, "%s#else\n%s#endif\n", text_string(&assembly), text_string(&without));
}
