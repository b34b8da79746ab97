#include "emit/assembly.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "device/kernel/depthwise_tile.h"
#include "device/kernel/tile.h"

#define SAVED_BYTES 36 /* r4-r11, lr */

void assembly_line(assembly *a, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments); /* names may be long */
    va_end(arguments);
    char *line = NEW_ARRAY(char, (size_t)length + 1);
    va_start(arguments, format);
    vsnprintf(line, (size_t)length + 1, format, arguments);
    va_end(arguments);
    text_add(a->out, "    \"%s%s\\n\"\n", line[length - 1] == ':' ? "" : "    ", line);
    mem_free(line);
}

void assembly_comment(assembly *a, const char *what) {
    text_add(a->out, "    /* %s */\n", what);
}

void assembly_get(assembly *a, const char *reg, int slot) {
    if (a->fpu)
        assembly_line(a, "vmov %s, s%d", reg, slot);
    else
        assembly_line(a, "ldr.w %s, [sp, #%d]", reg, 4 * slot);
}

void assembly_put(assembly *a, const char *reg, int slot) {
    if (a->fpu)
        assembly_line(a, "vmov s%d, %s", slot, reg);
    else
        assembly_line(a, "str.w %s, [sp, #%d]", reg, 4 * slot);
}

void assembly_get_two(assembly *a, const char *reg, const char *next, int slot) {
    if (a->fpu)
        assembly_line(a, "vmov %s, %s, s%d, s%d", reg, next, slot, slot + 1);
    else
        assembly_line(a, "ldrd %s, %s, [sp, #%d]", reg, next, 4 * slot);
}

void assembly_put_two(assembly *a, const char *reg, const char *next, int slot) {
    if (a->fpu)
        assembly_line(a, "vmov s%d, s%d, %s, %s", slot, slot + 1, reg, next);
    else
        assembly_line(a, "strd %s, %s, [sp, #%d]", reg, next, 4 * slot);
}

void assembly_open(assembly *a) {
    assembly_line(a, ".pushsection .text.%s, \\\"ax\\\", %%progbits", a->name);
    assembly_line(a, ".syntax unified");
    assembly_line(a, ".thumb");
    assembly_line(a, ".balign 4");
    assembly_line(a, ".global %s", a->name);
    assembly_line(a, ".hidden %s", a->name);
    assembly_line(a, ".type %s, %%function", a->name);
    assembly_line(a, "%s:", a->name);
}

void assembly_close(assembly *a) {
    assembly_line(a, ".size %s, . - %s", a->name, a->name);
    assembly_line(a, ".popsection");
}

void assembly_begin(assembly *a, const char *saved) {
    assembly_open(a);
    assembly_line(a, "push.w {%s, lr}", saved);
    if (!a->fpu)
        assembly_line(a, "sub sp, #%d", ASSEMBLY_SLOT_BYTES);
}

void assembly_argument(assembly *a, const char *reg, int argument) {
    assembly_line(a, "ldr %s, [sp, #%d]", reg,
                  SAVED_BYTES + (a->fpu ? 0 : ASSEMBLY_SLOT_BYTES) + 4 * (argument - 4));
}

void assembly_return(assembly *a, const char *saved) {
    if (!a->fpu)
        assembly_line(a, "add sp, #%d", ASSEMBLY_SLOT_BYTES);
    assembly_line(a, "pop.w {%s, pc}", saved);
}

void assembly_end(assembly *a, const char *saved) {
    assembly_return(a, saved);
    assembly_close(a);
}

static int is_mote_tile(const op_tile *t) {
    return t->kind <= OP_TILE_TRIPLE;
}

static int linear_shift(const assembly *a) {
    return is_mote_tile(a->tile) ? MOTE_TILE_LINEAR_SHIFT : MOTE_DEPTHWISE_LINEAR_SHIFT;
}

void assembly_linear_nudge(assembly *a, const char *reg) {
    assembly_line(a, "lsl.w %s, %s, #%d", reg, reg, linear_shift(a) - 1);
}

void assembly_multiply(assembly *a, const char *const *sums, int count, const char *multiplier,
                       const char *nudge, const char *spare) {
    for (int i = 0; i < count; i++) {
        const char *s = sums[i];
        if (a->tile->finish == OP_TILE_LINEAR) {
            assembly_line(a, "smmla %s, %s, %s, %s", s, s, multiplier, nudge);
        } else if (a->tile->finish == OP_TILE_RELU) {
            assembly_line(a, "smmlar %s, %s, %s, %s", s, s, multiplier, nudge);
        } else if (spare) {
            assembly_line(a, "smmlar %s, %s, %s, %s", spare, s, multiplier, nudge);
            assembly_line(a, "add.w %s, %s, %s, asr #31", s, spare, s);
        } else {
            assembly_line(a, "smmulr %s, %s, %s", s, s, multiplier);
            assembly_line(a, "add.w %s, %s, %s, asr #31", s, s, s);
            assembly_line(a, "add.w %s, %s, %s", s, s, nudge);
        }
    }
}

void assembly_shift(assembly *a, const char *const *sums, int count, const char *shift) {
    for (int i = 0; i < count; i++) {
        if (a->tile->finish == OP_TILE_LINEAR) {
            assembly_line(a, "ssat %s, #8, %s, asr #%d", sums[i], sums[i], linear_shift(a));
            continue;
        }
        assembly_line(a, "asr.w %s, %s, %s", sums[i], sums[i], shift);
        assembly_line(a, "ssat %s, #8, %s, asr #1", sums[i], sums[i]);
    }
}

/* ---- all tiles of a program ---- */

/* So many multiplications pay for a loop of one step, 4 times as many for one of two: of one pixel,
 * and of two, where a step is longer and does twice as much. Steps that every loop has. */
#define PIXEL_PRODUCTS 96
#define PAIR_PRODUCTS 2560
#define LEAST_UNROLL 2

typedef struct tile_kind {
    const char *name, *type, *what;
} tile_kind;

static const tile_kind kinds[] = {
    [OP_TILE_PIXEL] = {"pixel", "mote_tile", "4 channels of 1 pixel"},
    [OP_TILE_PAIR] = {"pair", "mote_tile", "4 channels of 2 pixels"},
    [OP_TILE_TRIPLE] = {"triple", "mote_tile", "4 channels of 2 pixels, windows of 3"},
    [OP_TILE_DEPTHWISE_1] = {"depthwise_1", "mote_depthwise_tile",
                             "Depthwise 3x3 with stride 1, 4 channels: 2 x 2 values of one channel "
                             "at a time"},
    [OP_TILE_DEPTHWISE_2] =
        {"depthwise_2", "mote_depthwise_tile",
         "Depthwise 3x3 with stride 2, 4 channels: 2 x 2 values of one channel at a time"},
    [OP_TILE_COLUMN] = {"column", "mote_column_tile",
                        "Depthwise with windows of one column: a pixel, 4 channels at a time"},
    [OP_TILE_COLUMN_PAIR] =
        {"column_pair", "mote_column_tile",
         "Depthwise with windows of one column: a pixel of two rows, 2 channels "
         "at a time"},
    [OP_TILE_SLIDING] =
        {"sliding", "mote_sliding_tile",
         "Depthwise with windows of one column, a block of 4 channels: two rows of one "
         "channel at a time"},
    [OP_TILE_WINOGRAD] = {"winograd", "mote_winograd_make",
                          "Winograd F(4x4,3x3): a group of 4 channels"}};

static const struct tile_finish {
    const char *name, *what;
} finishes[] = {[OP_TILE_RELU] = {"relu", "; the zero point is the least value"},
                [OP_TILE_PLAIN] = {"plain", ""},
                [OP_TILE_LINEAR] = {"linear", "; one shift serves all channels"}};

const char *emit_tile_name(const char *model, const op_tile *t) {
    const char *rows = t->scattered ? "_scattered" : "";
    const char *shape = t->columns
                            ? mem_printf("_%dx%dx%d%s%s%s", t->lines, t->columns, t->channels,
                                         t->pads_left ? "l" : "", t->pads_right ? "r" : "", rows)
                        : t->lines ? mem_printf("_%d%s", t->lines, rows)
                                   : rows;
    const char *unroll = t->unroll ? mem_printf("_%d", t->unroll) : "";
    return mem_printf("%s_tile_%s%s%s%s_%s%s", model, kinds[t->kind].name, t->bytes ? "_bytes" : "",
                      shape, unroll, finishes[t->finish].name, t->one_scale ? "_layer" : "");
}

/* All uses of a tile: multiplications, units of the layer that has most, may units be left out. */
typedef struct tile_work {
    int64_t products;
    int most_units, has_edges;
} tile_work;

static tile_work work_of(const op_program *p, const op_tile *tile) {
    tile_work w = {0};
    const char *name = emit_tile_name("", tile);
    for (int i = 0; i < p->step_count; i++)
        for (int n = 0; n < p->steps[i].kernel.tile_count; n++) {
            const op_tile *t = &p->steps[i].kernel.tiles[n];
            if (strcmp(emit_tile_name("", t), name) != 0)
                continue;
            w.products += op_macs(p->steps[i].op);
            w.most_units = t->units > w.most_units ? t->units : w.most_units;
            w.has_edges |= t->has_edges;
        }
    return w;
}

/* Steps of a tile's loop are worth their bytes if there is much to do for them; where rows are made
 * one by one it is done again and again. */
static int unroll_of(const op_program *p, const op_tile *t, int64_t products, int most) {
    int is_pair = t->kind != OP_TILE_PIXEL && p->graph->target.whole;
    int64_t worth = is_pair ? PAIR_PRODUCTS : PIXEL_PRODUCTS;
    if (p->graph->target.single_rows)
        return 2 * most;
    while (most > LEAST_UNROLL && products < worth * most * most)
        most /= 2;
    return most;
}

static int is_depthwise(const op_tile *t) {
    return t->kind == OP_TILE_DEPTHWISE_1 || t->kind == OP_TILE_DEPTHWISE_2;
}

/* Before the first tile that wants it. */
static void expander_text(const assembly *tile, text *all) {
    assembly a = *tile;
    a.name = tile->expander;
    if (strstr(text_string(all), mem_printf(".size %s,", a.name)))
        return;
    text_add(all, "\n/* Brings rows to planes, for depthwise tiles. */\n__asm__(\n");
    tile_write_expander(&a);
    text_add(all, ");\n");
}

static void tile_text(const op_program *p, const op_tile *t, int unroll_steps, text *out) {
    assembly a = {
        out, t, emit_tile_name(p->graph->name, t),
        mem_printf(t->lines ? "%s_tile_expand_%d" : "%s_tile_expand", p->graph->name, t->lines),
        p->graph->target.fpu};
    if (is_depthwise(t))
        expander_text(&a, out);
    tile_work work = work_of(p, t);
    text_add(out, "\n/* %s%s%s%s. */\n%s %s;\n__asm__(\n", kinds[t->kind].what,
             t->bytes ? ", from bytes" : "", t->one_scale ? ", one scale for the layer" : "",
             finishes[t->finish].what, kinds[t->kind].type, a.name);
    if (is_mote_tile(t))
        tile_write(&a, unroll_of(p, t, work.products, unroll_steps), work.most_units,
                   work.has_edges);
    else if (t->kind == OP_TILE_WINOGRAD)
        tile_write_winograd(&a);
    else if (t->kind == OP_TILE_COLUMN)
        tile_write_column(&a);
    else if (t->kind == OP_TILE_COLUMN_PAIR)
        tile_write_column_pair(&a);
    else if (t->kind == OP_TILE_SLIDING)
        tile_write_sliding(&a);
    else
        tile_write_depthwise(&a);
    text_add(out, ");\n");
}

/* What C does in its place. */
static void stand_in_text(const op_program *p, const op_tile *t, text *out) {
    if (t->kind == OP_TILE_SLIDING) {
        text_add(out, "MOTE_SLIDING_IN_C(%s, %d, %d, %d, %d)\n", emit_tile_name(p->graph->name, t),
                 t->lines, t->columns, t->channels, t->finish == OP_TILE_LINEAR);
        return;
    }
    text_add(out, "#define %s ", emit_tile_name(p->graph->name, t));
    if (is_mote_tile(t))
        text_add(out, "mote_tile_%s%s\n", kinds[t->kind].name, t->bytes ? "_bytes" : "");
    else if (t->kind == OP_TILE_WINOGRAD)
        text_add(out, "mote_winograd_make_c\n");
    else if (t->kind == OP_TILE_COLUMN)
        text_add(out, "mote_column%s_tile_c\n", t->finish == OP_TILE_LINEAR ? "_linear" : "");
    else if (t->kind == OP_TILE_COLUMN_PAIR)
        text_add(out, "mote_column_pair%s_tile_c\n", t->finish == OP_TILE_LINEAR ? "_linear" : "");
    else
        text_add(out, "mote_depthwise%s_in_c\n", t->finish == OP_TILE_LINEAR ? "_linear" : "");
}

static int is_first_use(const op_program *p, int step, int tile) {
    const char *name = emit_tile_name("", &p->steps[step].kernel.tiles[tile]);
    for (int i = 0; i <= step; i++)
        for (int t = 0; t < p->steps[i].kernel.tile_count && (i < step || t < tile); t++)
            if (strcmp(emit_tile_name("", &p->steps[i].kernel.tiles[t]), name) == 0)
                return 0;
    return 1;
}

void emit_tiles(const op_program *p, int unroll_steps, text *out) {
    text code = {0}, without = {0};
    for (int i = 0; i < p->step_count; i++)
        for (int t = 0; t < p->steps[i].kernel.tile_count; t++) {
            const op_tile *tile = &p->steps[i].kernel.tiles[t];
            if (!is_first_use(p, i, t))
                continue;
            tile_text(p, tile, unroll_steps, &code);
            stand_in_text(p, tile, &without);
        }
    if (code.length == 0)
        return;
    text_add(
        out,
        "\n/* ---- inner loops (mote/tile.h); where the compiler does not take them, C does the "
        "same ---- */\n"
        "#if defined(__GNUC__) && defined(__ARM_FEATURE_DSP)%s && !defined(MOTE_NO_ASSEMBLY)\n",
        p->graph->target.fpu ? " && defined(__ARM_FP)" : "");
    text_add(out, "%s#else\n%s#endif\n", text_string(&code), text_string(&without));
}
