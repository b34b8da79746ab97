/* A kernel's use: which kernel does an operator's work on the device, and with what constants.
 *
 * Every kernel has the signature `mote_kernel` of device/mote.h: it makes n >= 1 consecutive output
 * rows from a table of input row pointers. What a row is, is said here per input: an input is
 * `height` rows of `row_bytes`; output row y reads the `window` rows
 * y * stride - pad_top + k * dilation, k = 0 .. window-1; rows outside [0, height) are padding and
 * come as NULL pointers. A kernel that knows no rows sees its tensors as one row each ("flat"). */
#ifndef MOTE_OP_KERNEL_H
#define MOTE_OP_KERNEL_H

#include <stdint.h>

#include "base/text.h"
#include "ir/ir.h"

typedef struct op_rows {
    int32_t height, row_bytes;
    int32_t window, stride, dilation, pad_top;
} op_rows;

typedef enum op_array_type { OP_ARRAY_S8, OP_ARRAY_S16, OP_ARRAY_S32, OP_ARRAY_U32 } op_array_type;

/* A constant array of one layer, emitted as `static const`. */
typedef struct op_array {
    const char *field;
    op_array_type type;
    const void *data;
    int32_t count;
} op_array;

#define OP_MAX_ARRAYS 6

/* How a tile turns sums into output values. */
typedef enum op_tile_finish {
    OP_TILE_RELU,  /* the zero point is the least value: negative results need no rounding */
    OP_TILE_PLAIN, /* the whole range of int8 */
    OP_TILE_LINEAR /* one shift serves all channels: op/linear.h */
} op_tile_finish;

typedef enum op_tile_kind {
    OP_TILE_PIXEL, /* mote_tile: device/kernel/tile.h */
    OP_TILE_PAIR,
    OP_TILE_TRIPLE,
    OP_TILE_DEPTHWISE_1, /* mote_depthwise_tile with stride 1 or 2 */
    OP_TILE_DEPTHWISE_2,
    OP_TILE_SLIDING, /* mote_sliding_tile */
    OP_TILE_COLUMN,  /* mote_column_tile of one row or two */
    OP_TILE_COLUMN_PAIR,
    OP_TILE_WINOGRAD /* mote_winograd_make */
} op_tile_kind;

/* A tile to be generated. */
typedef struct op_tile {
    const char *field; /* of the kernel's parameters */
    op_tile_kind kind;
    op_tile_finish finish;
    int one_scale; /* mote_tile: one multiplier and shift serve the layer */
    int bytes;     /* mote_tile: it reads four values a word */
    int units;     /* mote_tile: of this layer; those of other layers share the tile */
    int has_edges; /* mote_tile: windows may have fewer */
    int lines;     /* DEPTHWISE: pairs of rows that the planes have room for; SLIDING and
                      COLUMN_PAIR: rows of the window */
    int scattered; /* DEPTHWISE: rows of outputs lie anywhere; SLIDING: rows of inputs */
    int unroll;    /* WINOGRAD: steps of a round of its loop */
    /* DEPTHWISE, where it is for rows of one length only; else 0. SLIDING: the same of rows. */
    int columns;               /* of outputs */
    int channels;              /* bytes from a column to the next */
    int pads_left, pads_right; /* is the first, the last column of windows padding? */
} op_tile;

#define OP_MAX_TILES 2

/* Steps of a unit of a mote_tile's loop, and words of constants that a channel has. */
int op_tile_unit_steps(const op_tile *t);
int op_tile_constant_words(const op_tile *t);

typedef struct op_kernel {
    ir_target target;  /* set before an operator's lower() is called */
    const char *name;  /* "conv2d_s8": device/kernel/conv2d_s8.h, mote_conv2d_s8(), its params */
    const char *calls; /* another kernel that it calls; NULL: none */
    text params;       /* designated initialisers of struct mote_<name>_params */
    op_array arrays[OP_MAX_ARRAYS];
    int array_count;
    op_tile tiles[OP_MAX_TILES];
    int tile_count;
    op_rows *in; /* one per operator input that the kernel reads, in order */
    int in_count;
    const ir_tensor **in_tensors; /* NULL: accumulators */
    op_rows out;                  /* height and row_bytes; the rest is unused */
    int32_t batches;       /* so many times the rows above follow each other in memory; mostly 1 */
    int32_t scratch_bytes; /* 4-byte aligned, for one call */
    int32_t best_rows;     /* output rows a call at which the kernel is fastest, and multiples of
                              that; 0: it is all one */
    int fixed_rows;        /* calls make best_rows rows, or what is left of the output */
    int loses_alone;       /* rows made one by one take a quarter longer than by another kernel */
    int over_input;        /* row y of the output may lie on the first row of its window (which no
                              later row needs), if rows of both are of one size */
} op_kernel;

/* Starts a kernel: name, the output's rows. */
void op_kernel_start(op_kernel *k, const char *name, int32_t out_height, int32_t out_row_bytes);
void op_kernel_input(op_kernel *k, const ir_tensor *t, op_rows rows);
/* Whole tensors as one row each: the output, and every input given. */
void op_kernel_start_flat(op_kernel *k, const char *name, const ir_op *op);
void op_kernel_input_flat(op_kernel *k, const ir_tensor *t);

/* A tensor as rows that are read one for one: along the height of [1,h,w,c], else as one row. */
op_rows op_kernel_plain_rows(const ir_tensor *t);
/* Starts a kernel that makes each row of its output from the same row of its inputs. */
void op_kernel_start_plain(op_kernel *k, const char *name, const ir_op *op);
void op_kernel_input_plain(op_kernel *k, const ir_tensor *t);

/* Starts both kernels of lower_accumulate: `count` accumulators between them. */
void op_kernel_start_accumulate(op_kernel *add, const char *add_name, op_kernel *finish,
                                const char *finish_name, const ir_op *op, op_rows rows,
                                int32_t count);

/* Parameters: `.field = value,`. Nested fields are written "channels.shift". */
void op_kernel_int(op_kernel *k, const char *field, int64_t value);
/* `.field = {a, b, c},` */
void op_kernel_ints(op_kernel *k, const char *field, const int32_t *values, int count);
/* A float parameter, exact (hexadecimal constant). */
void op_kernel_float(op_kernel *k, const char *field, float value);
/* `.field = <array>,`: the array becomes a constant of the layer. `data` must live on. */
void op_kernel_array(op_kernel *k, const char *field, op_array_type type, const void *data,
                     int32_t count);

/* `.field = function,`: one of the device's headers. */
void op_kernel_function(op_kernel *k, const char *field, const char *function);

/* Row pointers of one call that makes n rows. */
int32_t op_kernel_table_entries(const op_kernel *k, int32_t n);
/* `.field = <tile>,`: machine code, or NULL where the compiler takes none. */
void op_kernel_tile(op_kernel *k, op_tile tile);

/* Constant data that belongs to this use: its arrays and constant inputs. */
int64_t op_kernel_constant_bytes(const op_kernel *k);

#endif
