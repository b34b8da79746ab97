/* What depthwise tiles and the function that expands rows for them have in common. */
#ifndef MOTE_EMIT_TILE_DEPTHWISE_H
#define MOTE_EMIT_TILE_DEPTHWISE_H

#include "device/kernel/depthwise_tile.h"
#include "emit/assembly.h"

#define LINE_BYTES 4   /* from one line of the planes to the next, if not apart */
#define APART_BYTES 16 /* from one column to the next, if lines are apart */

enum {
    SLOT_BIAS,
    SLOT_MULTIPLIER,
    SLOT_NUDGE,
    SLOT_SHIFT,
    SLOT_PIECE_OUT, /* apart: the piece's second output of the first row */
    SLOT_ROW_STEP,
    SLOT_COLUMN_STEP, /* apart: minus the step */
    SLOT_END,         /* x behind the row's pieces */
    SLOT_LAST,        /* the same behind the last row */
    SLOT_NEXT_X,
    SLOT_NEXT_OUT,
    SLOT_ROWS = SLOT_NEXT_OUT, /* scattered: where the next two rows are found */
    SLOT_ROW_ENDS,
    SLOT_ODD_ROWS,
    SLOT_LINE = SLOT_ODD_ROWS, /* apart: from one line to the next */
    SLOT_X,                    /* of the channel */
    SLOT_OUT,                  /* apart: its second column */
    SLOT_SHIFTS,               /* address of the channel's shift; 3 of 4 when one is left */
    SLOT_LEFT = SLOT_SHIFTS    /* with a linear scale: channels of the block */
};
/* Fields of the pass, in words of the core that the tile is for. */
enum {
    PASS_CHANNEL, /* nudge, row_step, pieces_x, rows_x, odd_rows */
    PASS_ROW_STEP,
    PASS_ALL = 5,     /* next_x, next_out, column_step, row_ends */
    PASS_PADDING = 9, /* padding, size, line, channels, first */
    PASS_LINE = 11,
    PASS_FIRST = 13,
    PASS_PLANES = 16 /* planes, expanded, behind, in */
};

static inline int is_apart(const assembly *a) {
    return a->tile->lines == 0;
}

static inline int column_bytes(const assembly *a) {
    return is_apart(a) ? APART_BYTES : 4 * a->tile->lines * LINE_BYTES;
}

static inline int channel_bytes(const assembly *a) {
    return column_bytes(a) / 4;
}

/* The pass is on top of the stack. */
static inline int pass_offset(const assembly *a) {
    return a->fpu ? 0 : ASSEMBLY_SLOT_BYTES;
}

static inline void get_pass(assembly *a, const char *reg) {
    assembly_line(a, "ldr.w %s, [sp, #%d]", reg, pass_offset(a));
}

#endif
