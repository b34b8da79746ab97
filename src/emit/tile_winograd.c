/* Winograd tiles (device/kernel/conv2d_winograd_s8.h): M of 4 channels of two tiles side by side,
 * then their outputs.
 *
 * Products:
 *   r0 v, r1 weights, r4-r11 sums: of the left and the right tile for each of the 4 channels
 *   r2, r3 v of the left and the right tile; r12, lr weights
 * The sums are not cleared from place to place, so what is kept of place k is S[k] = 4 * bias +
 * M[0]
 * + .. + M[k], modulo 2^32. Rows of A' M follow from it, with P the last sum of the row before:
 *   row 1, the first    M0 + M1 - M2 = S0 + S1 - S3        M1 + M2 + M3 = S2
 *   the others          M0 + M1 - M2 = 2 S1 - S2 - P       M1 + M2 + M3 = S3 - S0
 * The bias is in row 1 only, and that is in all outputs. */
#include "device/kernel/conv2d_winograd_s8.h"
#include "emit/assembly.h"

#define STEP_BYTES (4 * WINOGRAD_PLACES * WINOGRAD_TILES) /* of v */
#define WEIGHT_BYTES (4 * WINOGRAD_CHANNELS)              /* of a step */
#define SUM_BYTES (4 * WINOGRAD_PLACES)                   /* of one channel of one tile in m */
#define TILE_BYTES (WINOGRAD_CHANNELS * SUM_BYTES)

enum {
    SLOT_V,
    SLOT_V_END,      /* v behind the last step of the first place */
    SLOT_PLACES_END, /* v of the place behind the last */
    SLOT_BACK,       /* from behind the last step of a place to the first of the next */
    SLOT_M,
    SLOT_SUMS, /* of a place in m, less half of its v */
    SLOT_TILES,
    SLOT_TILE,
    SLOT_GROUPS,
    SLOT_CHANNEL,   /* offset of the group in outputs */
    SLOT_CONSTANTS, /* of the group */
    SLOT_CONSTANT,  /* of the channel */
    SLOT_VALUES     /* of the channel: where m has been read, 4 outputs of 4 channels */
};
#define SLOT_BYTES 56
#define SAVED_BYTES 36 /* r4-r11, lr */

/* Argument 4 and up of the call, from the stack. */
static void load_argument(assembly *a, const char *reg, int argument) {
    assembly_line(a, "ldr.w %s, [sp, #%d]", reg,
                  SAVED_BYTES + (a->fpu ? 0 : SLOT_BYTES) + 4 * (argument - 4));
}

static void begin(assembly *a) {
    assembly_line(a, "push.w {r4-r11, lr}");
    if (!a->fpu)
        assembly_line(a, "sub sp, #%d", SLOT_BYTES);
    load_argument(a, "r4", 4);
    load_argument(a, "r5", 5);
    assembly_put(a, "r0", SLOT_V);
    assembly_put(a, "r2", SLOT_M);
    assembly_put(a, "r3", SLOT_TILES);
    assembly_put(a, "r5", SLOT_GROUPS);
    assembly_line(a, "sub.w r2, r2, r0, lsr #1");
    assembly_line(a, "subs r2, #4");
    assembly_put(a, "r2", SLOT_SUMS);
    assembly_line(a, "mov.w r5, #%d", STEP_BYTES);
    assembly_line(a, "mul r4, r4, r5");
    assembly_line(a, "add.w r5, r0, r4");
    assembly_put(a, "r5", SLOT_V_END);
    assembly_line(a, "sub.w r4, r4, #%d", 4 * WINOGRAD_TILES);
    assembly_put(a, "r4", SLOT_BACK);
    assembly_line(a, "add.w r5, r0, #%d", STEP_BYTES);
    assembly_put(a, "r5", SLOT_PLACES_END);
    assembly_line(a, "mov.w r5, #0");
    assembly_put(a, "r5", SLOT_CHANNEL);
}

/* ---- products ---- */

/* One step, 16 multiplications. */
static void step(assembly *a, int index) {
    for (int tile = 0; tile < WINOGRAD_TILES; tile++)
        assembly_line(a, "ldr r%d, [r0, #%d]", 2 + tile, STEP_BYTES * index + 4 * tile);
    for (int channel = 0; channel < WINOGRAD_CHANNELS; channel++) {
        static const char *const words[] = {"r12", "lr"};
        int sum = 4 + WINOGRAD_TILES * channel;
        if (channel % 2 == 0)
            for (int i = 0; i < 2; i++)
                assembly_line(a, "ldr %s, [r1, #%d]", words[i],
                              WEIGHT_BYTES * index + 4 * (channel + i));
        assembly_line(a, "smlad r%d, r2, %s, r%d", sum, words[channel % 2], sum);
        assembly_line(a, "smlad r%d, r3, %s, r%d", sum + 1, words[channel % 2], sum + 1);
    }
}

static void products(assembly *a) {
    int unroll = a->tile->unroll;
    assembly_line(a, "ldm r1!, {r4, r6, r8, r10}");
    assembly_get(a, "r0", SLOT_V);
    for (int sum = 4; sum < 12; sum += 2)
        assembly_line(a, "mov r%d, r%d", sum + 1, sum);
    assembly_line(a, ".balign 4");
    assembly_line(a, ".L%s_steps:", a->name);
    for (int i = 0; i < unroll; i++)
        step(a, i);
    assembly_line(a, "add.w r1, r1, #%d", unroll * WEIGHT_BYTES);
    assembly_line(a, "add.w r0, r0, #%d", unroll * STEP_BYTES);
    assembly_get(a, "r2", SLOT_V_END);
    assembly_line(a, "cmp r0, r2");
    assembly_line(a, "blo.w .L%s_steps", a->name);
    assembly_comment(a, "the place is done");
    assembly_get(a, "r12", SLOT_BACK);
    assembly_get(a, "r2", SLOT_SUMS);
    assembly_get(a, "r3", SLOT_PLACES_END);
    assembly_line(a, "sub.w r0, r0, r12");
    assembly_line(a, "add.w r2, r2, r0, lsr #1");
    for (int channel = 0; channel < WINOGRAD_CHANNELS; channel++)
        for (int tile = 0; tile < WINOGRAD_TILES; tile++)
            assembly_line(a, "str r%d, [r2, #%d]", 4 + WINOGRAD_TILES * channel + tile,
                          SUM_BYTES * channel + (tile ? 0 : TILE_BYTES));
    assembly_line(a, "cmp r0, r3");
    assembly_line(a, "bne.w .L%s_steps", a->name);
}

/* ---- outputs ---- */

/* From m at r0: 4 * (sum + bias) of the upper left output in r6, the upper right in r5, the lower
 * left in r2, the lower right in r3. */
static void gather(assembly *a) {
    assembly_comment(a, "rows 1 and 0");
    assembly_line(a, "ldm r0!, {r1-r8}");
    assembly_line(a, "add r2, r1");
    assembly_line(a, "subs r2, r2, r4");
    assembly_line(a, "rsb r6, r7, r6, lsl #1");
    assembly_line(a, "subs r6, r6, r4");
    assembly_line(a, "sub r5, r8, r5");
    assembly_line(a, "add r6, r2");
    assembly_line(a, "add r5, r3");
    assembly_comment(a, "rows 2 and 3, which have the other sign");
    assembly_line(a, "ldm r0!, {r1, r4, r7, r9, r10, r11, r12, lr}");
    assembly_line(a, "rsb r4, r7, r4, lsl #1");
    assembly_line(a, "sub r4, r4, r8");
    assembly_line(a, "sub r1, r9, r1");
    assembly_line(a, "rsb r11, r12, r11, lsl #1");
    assembly_line(a, "sub r11, r11, r9");
    assembly_line(a, "sub r10, lr, r10");
    assembly_line(a, "subs r6, r6, r4");
    assembly_line(a, "subs r5, r5, r1");
    assembly_line(a, "add r2, r4");
    assembly_line(a, "add r3, r1");
    assembly_line(a, "add r2, r11");
    assembly_line(a, "add r3, r10");
}

/* From s = 4 * (sum + bias) to int8. With h the high word of s * multiplier, h + 1 is twice the
 * rounding doubling high product of sum + bias, or that and 1. */
static void requantise(assembly *a) {
    static const char *const sums[] = {"r6", "r5", "r2", "r3"};
    assembly_get(a, "r9", SLOT_CONSTANT);
    assembly_line(a, "ldm r9!, {r7, r8, r10}");
    assembly_put(a, "r9", SLOT_CONSTANT);
    assembly_line(a, "mov.w r11, #1");
    for (int i = 0; i < 4; i++) {
        const char *s = sums[i];
        assembly_line(a, "smmla %s, %s, r7, r11", s, s);
        assembly_line(a, "add.w r12, r10, %s, asr #1", s);
        assembly_line(a, "add.w %s, r12, %s, asr #31", s, s);
        assembly_line(a, "asr.w %s, %s, r8", s, s);
        assembly_line(a, "ssat %s, #8, %s, asr #1", s, s);
    }
    assembly_get(a, "r4", SLOT_VALUES);
    for (int i = 0; i < 4; i++)
        assembly_line(a, "strb %s, [r4, #%d]", sums[i], WINOGRAD_CHANNELS * i);
    assembly_line(a, "adds r4, #1");
    assembly_put(a, "r4", SLOT_VALUES);
}

/* Four channels of a tile, the values at r4 - 4. The order counts: see mote_winograd_tile. */
static void store(assembly *a) {
    assembly_get(a, "r6", SLOT_TILE);
    assembly_get(a, "r1", SLOT_CHANNEL);
    assembly_line(a, "subs r4, #%d", WINOGRAD_CHANNELS);
    assembly_line(a, "ldm r4, {r8-r11}");
    assembly_line(a, "ldm r6!, {r2, r3, r5}");
    assembly_put(a, "r6", SLOT_TILE);
    assembly_line(a, "add r2, r1");
    assembly_line(a, "add r3, r1");
    assembly_line(a, "str r11, [r2, r5]");
    assembly_line(a, "str r10, [r2]");
    assembly_line(a, "str r9, [r3, r5]");
    assembly_line(a, "str r8, [r3]");
}

static void outputs(assembly *a) {
    assembly_put(a, "r1", SLOT_CONSTANTS);
    assembly_get(a, "r0", SLOT_M);
    assembly_get(a, "r6", SLOT_TILES);
    assembly_put(a, "r6", SLOT_TILE);
    assembly_line(a, ".L%s_tile:", a->name);
    assembly_get(a, "r1", SLOT_CONSTANTS);
    assembly_put(a, "r0", SLOT_VALUES);
    assembly_put(a, "r1", SLOT_CONSTANT);
    assembly_line(a, ".balign 4");
    assembly_line(a, ".L%s_channel:", a->name);
    gather(a);
    requantise(a);
    assembly_line(a, "tst.w r4, #%d", WINOGRAD_CHANNELS - 1);
    assembly_line(a, "bne.w .L%s_channel", a->name);
    store(a);
    assembly_get(a, "r12", SLOT_M);
    assembly_line(a, "add.w r12, r12, #%d", WINOGRAD_TILES * TILE_BYTES);
    assembly_line(a, "cmp r0, r12");
    assembly_line(a, "bne.w .L%s_tile", a->name);
}

void tile_write_winograd(assembly *a) {
    assembly_begin(a);
    begin(a);
    assembly_line(a, ".L%s_group:", a->name);
    products(a);
    outputs(a);
    assembly_get(a, "r1", SLOT_CONSTANT);
    assembly_get(a, "r2", SLOT_CHANNEL);
    assembly_get(a, "r3", SLOT_GROUPS);
    assembly_line(a, "adds r2, #%d", WINOGRAD_CHANNELS);
    assembly_put(a, "r2", SLOT_CHANNEL);
    assembly_line(a, "subs r3, #1");
    assembly_put(a, "r3", SLOT_GROUPS);
    assembly_line(a, "bne.w .L%s_group", a->name);
    if (!a->fpu)
        assembly_line(a, "add sp, #%d", SLOT_BYTES);
    assembly_line(a, "pop.w {r4-r11, pc}");
    assembly_end(a);
}
