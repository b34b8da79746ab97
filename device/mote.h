/* mote's device library: what every generated model needs. C99, freestanding, no heap, no libc
 * beyond mem*, no writable globals. */
#ifndef MOTE_H
#define MOTE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Generated code carries the number that it was made for and refuses to compile with another. */
#define MOTE_ABI 1

typedef enum mote_status {
    MOTE_OK = 0,
    MOTE_ERROR_ARENA = -1, /* the arena is NULL or not aligned to MOTE_ARENA_ALIGN */
    MOTE_ERROR_ROW = -2    /* a pushed row is NULL, or not aligned to 4 though its length is */
} mote_status;

/* Bytes; what every arena must be aligned to. */
#define MOTE_ARENA_ALIGN 8

/* A kernel makes `n` >= 1 consecutive rows of its output.
 *   params   its constant parameters, mote_<kernel>_params
 *   in       row pointers: for each input in turn, the rows that the n output rows read, from the
 *            first to the last: (n - 1) * stride + (window - 1) * dilation + 1 pointers. A NULL row
 *            is padding (the input's zero point).
 *   out      n row pointers
 *   scratch  memory for this call, 4-byte aligned, as large as the kernel's contract says
 * All was proved when the model was compiled, so a kernel cannot fail. Rows are aligned to 4 bytes
 * if the tensor's rows are a multiple of 4 bytes long, else only the first row of a tensor is. */
typedef void mote_kernel(const void *params, const int8_t *const *in, int8_t *const *out, int32_t n,
                         void *scratch);

/* How a step sees one of its inputs (see src/op/kernel.h). */
typedef struct mote_rows {
    const int8_t *constant; /* first row of a constant, or NULL: `offset` counts */
    uint32_t offset;        /* of the first row in the arena, bytes */
    uint32_t row_bytes;
    int32_t height;
    uint16_t window, stride, dilation;
    int16_t pad_top;
} mote_rows;

/* One kernel over one whole output tensor. */
typedef struct mote_step {
    mote_kernel *kernel;
    const void *params;
    const mote_rows *in;
    uint32_t out_offset, out_row_bytes;
    int32_t out_height;
    uint32_t scratch_offset;
    uint16_t in_count;
    uint16_t rows_per_call; /* n, divides nothing in particular: the last call may make fewer */
} mote_step;

/* A function of its own in every build. */
#if defined(__GNUC__)
#define MOTE_NOINLINE __attribute__((noinline))
#else
#define MOTE_NOINLINE
#endif

/* One step. Never inlined, so that a profiler can tell steps apart. */
MOTE_NOINLINE void mote_run_step(const mote_step *step, int8_t *arena, void *table);

/* Runs the steps in order. `table` has room for the row pointers of the largest call. */
void mote_run(const mote_step *steps, int32_t count, int8_t *arena, void *table);

#ifdef __cplusplus
}
#endif

#endif
