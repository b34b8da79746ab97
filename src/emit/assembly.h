/* Assembly as C strings, for tiles. */
#ifndef MOTE_EMIT_ASSEMBLY_H
#define MOTE_EMIT_ASSEMBLY_H

#include "emit/emit.h"

typedef struct assembly {
    text *out;
    const op_tile *tile;
    const char *name;     /* of the function */
    const char *expander; /* DEPTHWISE: the function that brings rows to planes */
    int fpu;              /* variables may lie in s0 to s15 */
} assembly;

/* An instruction, a directive or (if it ends in a colon) a label. */
void assembly_line(assembly *a, const char *format, ...) __attribute__((format(printf, 2, 3)));
void assembly_comment(assembly *a, const char *what);

/* A variable in slot 0 to 15: a register of the FPU, without an FPU a word at SP. */
void assembly_get(assembly *a, const char *reg, int slot);
void assembly_put(assembly *a, const char *reg, int slot);
/* Two of them, in as many cycles, in one instruction. */
void assembly_get_two(assembly *a, const char *reg, const char *next, int slot);
void assembly_put_two(assembly *a, const char *reg, const char *next, int slot);

#define ASSEMBLY_SLOT_BYTES 64

/* Section and label; and the end. */
void assembly_open(assembly *a);
void assembly_close(assembly *a);
/* The same with a function's entry: registers saved ("r4-r11", lr besides), room for slots; the
 * return; and that with the end. */
void assembly_begin(assembly *a, const char *saved);
void assembly_return(assembly *a, const char *saved);
void assembly_end(assembly *a, const char *saved);
/* Argument 4 and up of the call, from the stack, where r4-r11 were saved. */
void assembly_argument(assembly *a, const char *reg, int argument);

/* From doubled sums, bias included, to int8 in place: rounds, shifts, clamps. `multiplier`, `nudge`
 * (the output's zero point and half of the last place) and `shift` (minus 1) are registers, so is
 * `spare`, NULL for none. With a linear scale sums are 256 times as large, and no register has the
 * shift. */
void assembly_multiply(assembly *a, const char *const *sums, int count, const char *multiplier,
                       const char *nudge, const char *spare);
void assembly_shift(assembly *a, const char *const *sums, int count, const char *shift);
/* `reg` becomes the nudge that assembly_multiply() wants with a linear scale. */
void assembly_linear_nudge(assembly *a, const char *reg);

/* The families of tiles. `unroll_steps`: of the loop, at most; of the layers that use the tile:
 * `most_units`, and may some be left out? */
void tile_write(assembly *a, int unroll_steps, int most_units, int has_edges);
void tile_write_depthwise(assembly *a);
/* What depthwise tiles whose planes have as many lines share. */
void tile_write_expander(assembly *a);
void tile_write_column(assembly *a);
void tile_write_column_pair(assembly *a);
void tile_write_sliding(assembly *a);
void tile_write_winograd(assembly *a);

#endif
