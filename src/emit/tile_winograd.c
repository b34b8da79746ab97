/* Winograd tiles (device/kernel/conv2d_winograd_s8.h): M of 4 channels of two tiles side by side,
 * then their outputs.
 *
 * Products:
 *   r0 v, r1 weights, r4-r11 sums: of the left and the right tile for each of the 4 channels
 *   r2, r3 v of the left and the right tile; r12, lr weights
 * The sums are not cleared from place to place, so what is kept of place k is S[k] = 576 * bias +
 * M[0] + .. + M[k], modulo 2^32, and with P the last sum of the row before, the row's
 *   M1 + M2 = S1 - P   M1 - M2 = 2 S0 - S1 - P     M0 = S4 - S3
 *   M3 + M4 = S3 - S1  M3 - M4 = 2 S2 - S3 - S1    M5 = S5 - S4
 * For the first row P is 0, so that the bias is in its M1, and that is in all outputs.
 *
 * Outputs of a channel: lr where values go, r8 a third; first A' M, row by row in m, then that
 * times A, column by column. */
#include "device/kernel/conv2d_winograd_s8.h"
#include "emit/assembly.h"

#define ROW_BYTES 24                                      /* of m */
#define STEP_BYTES (4 * WINOGRAD_PLACES * WINOGRAD_TILES) /* of v */
#define WEIGHT_BYTES (4 * WINOGRAD_CHANNELS)              /* of a step */
#define SUM_BYTES (4 * WINOGRAD_PLACES)                   /* of one channel of one tile in m */
#define TILE_BYTES (WINOGRAD_CHANNELS * SUM_BYTES)

enum {
    SLOT_V,
    SLOT_V_END,      /* v behind the last step of the first place */
    SLOT_PLACES_END, /* v of the place behind the last */
    SLOT_BACK,       /* from behind the last step of a place to the first of the next */
    SLOT_SUMS,       /* of a place in m, less half of its v */
    SLOT_M,
    SLOT_M_NEXT, /* of the next tile */
    SLOT_VALUES, /* of a tile: [4 columns][4 rows][4 channels] */
    SLOT_OUTPUTS,
    SLOT_OFFSET, /* of the tile's first output */
    SLOT_GROUPS,
    SLOT_CONSTANTS, /* of the group */
    SLOT_CONSTANT   /* of the channel */
};

static void begin(assembly *a) {
    assembly_argument(a, "r4", 4);
    assembly_argument(a, "r5", 5);
    assembly_put(a, "r0", SLOT_V);
    assembly_put(a, "r2", SLOT_M);
    assembly_put(a, "r3", SLOT_OUTPUTS);
    assembly_line(a, "add.w r3, r2, #%d", WINOGRAD_TILES * TILE_BYTES);
    assembly_put(a, "r3", SLOT_VALUES);
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
    assembly_put(a, "r5", SLOT_OFFSET);
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
                          TILE_BYTES * tile + SUM_BYTES * channel);
    assembly_line(a, "cmp r0, r3");
    assembly_line(a, "bne.w .L%s_steps", a->name);
}

/* ---- outputs ---- */

/* A row of A' M, in place: r`before` is P, and r`last` will be of the next row. */
static void gather_row(assembly *a, int before, int last) {
    assembly_line(a, "ldm r0!, {r1-r5, r%d}", last);
    assembly_line(a, "rsb r1, r2, r1, lsl #1");
    assembly_line(a, "subs r1, r1, r%d", before);
    assembly_line(a, "sub.w r9, r2, r%d", before);
    assembly_line(a, "rsb r3, r4, r3, lsl #1");
    assembly_line(a, "subs r3, r3, r2");
    assembly_line(a, "subs r2, r4, r2");
    assembly_line(a, "subs r4, r5, r4");
    assembly_line(a, "subs r5, r%d, r5", last);
    assembly_comment(a, "r9 M1 + M2, r1 M1 - M2, r2 M3 + M4, r3 M3 - M4, r4 M0, r5 M5");
    assembly_line(a, "add.w r10, r9, r2");
    assembly_line(a, "mla r4, r10, r8, r4");
    assembly_line(a, "add.w r10, r1, r3, lsl #1");
    assembly_line(a, "mul r10, r10, r8");
    assembly_line(a, "add.w r9, r9, r2, lsl #2");
    assembly_line(a, "mul r9, r9, r8");
    assembly_line(a, "add.w r1, r1, r3, lsl #3");
    assembly_line(a, "mla r5, r1, r8, r5");
    assembly_line(a, "str r4, [r0, #%d]", -ROW_BYTES);
    assembly_line(a, "str r10, [r0, #%d]", -ROW_BYTES + 4);
    assembly_line(a, "str r9, [r0, #%d]", -ROW_BYTES + 8);
    assembly_line(a, "str r5, [r0, #%d]", -ROW_BYTES + 12);
}

/* A column of that times A: 64 * (sum + bias) of 4 rows in r6, r3, r5 and r7. */
static void gather_column(assembly *a) {
    for (int i = 0; i < 6; i++)
        assembly_line(a, "ldr r%d, [r0, #%d]", 2 + i, ROW_BYTES * i);
    assembly_line(a, "add.w r12, r2, r3");
    assembly_line(a, "subs r2, r2, r3");
    assembly_line(a, "adds r3, r4, r5");
    assembly_line(a, "subs r4, r4, r5");
    assembly_line(a, "add.w r5, r12, r3, lsl #2");
    assembly_line(a, "mul r5, r5, r8");
    assembly_line(a, "add.w r12, r12, r3");
    assembly_line(a, "mla r6, r12, r8, r6");
    assembly_line(a, "add.w r3, r2, r4, lsl #1");
    assembly_line(a, "mul r3, r3, r8");
    assembly_line(a, "add.w r2, r2, r4, lsl #3");
    assembly_line(a, "mla r7, r2, r8, r7");
}

/* From s = 64 * (sum + bias) to int8. With h the high word of s * multiplier, (h + 16) / 32 is the
 * rounding doubling high product of sum + bias. r9 multiplier, r10 shift, r11 zero point and half
 * of the last place, r1 16. */
static void requantise(assembly *a) {
    static const char *const sums[] = {"r6", "r3", "r5", "r7"};
    for (int i = 0; i < WINOGRAD_SIZE; i++) {
        const char *s = sums[i];
        assembly_line(a, "smmla %s, %s, r9, r1", s, s);
        assembly_line(a, "add.w r12, r11, %s, asr #5", s);
        assembly_line(a, "add.w %s, r12, %s, asr #31", s, s);
        assembly_line(a, "asr.w %s, %s, r10", s, s);
        assembly_line(a, "ssat %s, #8, %s, asr #1", s, s);
    }
    for (int i = 0; i < WINOGRAD_SIZE; i++)
        assembly_line(a, "strb.w %s, [lr, #%d]", sums[i], WINOGRAD_CHANNELS * i);
}

static void channel(assembly *a) {
    assembly_line(a, ".balign 4");
    assembly_line(a, ".L%s_channel:", a->name);
    assembly_line(a, "movs r7, #0");
    assembly_line(a, "add.w r11, r0, #%d", SUM_BYTES);
    assembly_line(a, ".balign 4");
    assembly_line(a, ".L%s_row:", a->name);
    gather_row(a, 7, 6);
    gather_row(a, 6, 7);
    assembly_line(a, "cmp r0, r11");
    assembly_line(a, "bne.n .L%s_row", a->name);
    assembly_get(a, "r2", SLOT_CONSTANT);
    assembly_line(a, "subs r0, #%d", SUM_BYTES);
    assembly_line(a, "ldm r2!, {r9, r10, r11}");
    assembly_put(a, "r2", SLOT_CONSTANT);
    assembly_line(a, "movs r1, #16");
    assembly_comment(a, "a shift is by the lowest byte of a register: the next counts columns");
    assembly_line(a, "orr.w r10, r10, #%d", (WINOGRAD_SIZE - 1) << 8);
    assembly_line(a, ".balign 4");
    assembly_line(a, ".L%s_column:", a->name);
    gather_column(a);
    requantise(a);
    assembly_line(a, "add.w lr, lr, #%d", WINOGRAD_SIZE * WINOGRAD_CHANNELS);
    assembly_line(a, "adds r0, #4");
    assembly_line(a, "subs.w r10, r10, #256");
    assembly_line(a, "bpl.n .L%s_column", a->name);
    assembly_line(a, "adds r0, #%d", SUM_BYTES - 4 * WINOGRAD_SIZE);
    assembly_line(a, "sub.w lr, lr, #%d", WINOGRAD_SIZE * WINOGRAD_SIZE * WINOGRAD_CHANNELS - 1);
    assembly_line(a, "tst.w lr, #%d", WINOGRAD_CHANNELS - 1);
    assembly_line(a, "bne.w .L%s_channel", a->name);
}

/* Four channels of a tile, lr 4 bytes behind the first value; then r10 is the next tile's offset.
 */
static void store(assembly *a) {
    assembly_put(a, "r0", SLOT_M_NEXT);
    assembly_get(a, "r4", SLOT_OUTPUTS);
    assembly_get(a, "r10", SLOT_OFFSET);
    assembly_line(a, "sub.w lr, lr, #%d", WINOGRAD_CHANNELS);
    assembly_line(a, "ldm r4, {r5-r9}");
    for (int row = 0; row < WINOGRAD_SIZE; row++)
        assembly_line(a, "add r%d, r10", 5 + row);
    assembly_line(a, "add.w r11, lr, #%d", WINOGRAD_SIZE * WINOGRAD_SIZE * WINOGRAD_CHANNELS);
    assembly_line(a, ".balign 4");
    assembly_line(a, ".L%s_store:", a->name);
    assembly_line(a, "ldm lr!, {r0-r3}");
    for (int row = 0; row < WINOGRAD_SIZE; row++) {
        assembly_line(a, "str r%d, [r%d]", row, 5 + row);
        assembly_line(a, "add r%d, r9", 5 + row);
    }
    assembly_line(a, "cmp lr, r11");
    assembly_line(a, "bne.n .L%s_store", a->name);
    assembly_line(a, "add.w r10, r10, r9, lsl #2");
    assembly_put(a, "r10", SLOT_OFFSET);
}

static void outputs(assembly *a) {
    assembly_put(a, "r1", SLOT_CONSTANTS);
    assembly_get(a, "r0", SLOT_M);
    assembly_line(a, ".L%s_tile:", a->name);
    assembly_get(a, "r1", SLOT_CONSTANTS);
    assembly_get(a, "lr", SLOT_VALUES);
    assembly_put(a, "r1", SLOT_CONSTANT);
    assembly_line(a, "mov.w r8, #0xaaaaaaaa");
    assembly_line(a, "add.w r8, r8, #1");
    channel(a);
    store(a);
    assembly_get(a, "r0", SLOT_M_NEXT);
    assembly_get(a, "r1", SLOT_VALUES);
    assembly_line(a, "cmp r0, r1");
    assembly_line(a, "bne.w .L%s_tile", a->name);
}

void tile_write_winograd(assembly *a) {
    assembly_begin(a, "r4-r11");
    begin(a);
    assembly_line(a, ".L%s_group:", a->name);
    products(a);
    outputs(a);
    assembly_get(a, "r1", SLOT_CONSTANT);
    assembly_get(a, "r3", SLOT_GROUPS);
    assembly_line(a, "sub.w r10, r10, r9, lsl #3");
    assembly_line(a, "add.w r10, r10, #%d", WINOGRAD_CHANNELS);
    assembly_put(a, "r10", SLOT_OFFSET);
    assembly_line(a, "subs r3, #1");
    assembly_put(a, "r3", SLOT_GROUPS);
    assembly_line(a, "bne.w .L%s_group", a->name);
    assembly_end(a, "r4-r11");
}
