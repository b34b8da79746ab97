#include "../depthwise_column_s8.h"

#include "../../simd.h"

/* Sums of a block's 4 channels; returns the end of the weights. `at` is the block's place in a row.
 */
static inline const uint32_t *column_sums(const int8_t *const *rows, int32_t height, int32_t at,
                                          uint32_t padding, const uint32_t *w, int32_t sums[4]) {
    int32_t s0 = 0, s1 = 0, s2 = 0, s3 = 0;
    for (; height > 0; height -= 2, rows += 2, w += 2) {
        const int8_t *upper = rows[0], *lower = height > 1 ? rows[1] : rows[0];
        uint32_t a = upper ? mote_load_word(upper + at) : padding;
        uint32_t b = lower ? mote_load_word(lower + at) : padding;
        uint32_t first = mote_pack16((int32_t)a, (int32_t)b), second = mote_pack_high(a, b);
        s0 = mote_smlad(mote_sxtb16(first), mote_sxtb16(w[0]), s0);
        s1 = mote_smlad(mote_sxtb16_odd(first), mote_sxtb16_odd(w[0]), s1);
        s2 = mote_smlad(mote_sxtb16(second), mote_sxtb16(w[1]), s2);
        s3 = mote_smlad(mote_sxtb16_odd(second), mote_sxtb16_odd(w[1]), s3);
    }
    sums[0] = s0;
    sums[1] = s1;
    sums[2] = s2;
    sums[3] = s3;
    return w;
}

/* |sum + bias| < 2^30 and the shift is at least 1: see src/op/tile.h. */
static inline int8_t column_value(mote_output out, int32_t sum, const uint32_t *constants) {
    int32_t top = mote_multiply_top(2 * sum + (int32_t)constants[0], (int32_t)constants[1]);
    int32_t shift = (int32_t)constants[2];
    int32_t value = (top + (top >> 31) + (1 << (shift - 1))) >> shift;
    return (int8_t)mote_clamp(value + out.zero, out.min, out.max);
}

/* All blocks of one pixel, which is `at` bytes behind the start of its rows. What is written could
 * be a parameter for all that the compiler knows, so they are read before. */
static void column_pixel(const mote_depthwise_column_s8_params *p, const int8_t *const *rows,
                         int32_t at, int8_t *to) {
    uint32_t padding = ((uint32_t)p->in_zero & 0xffu) * 0x01010101u;
    int32_t height = p->kernel_h;
    mote_output out = p->out;
    const uint32_t *block = p->blocks;
    for (const int8_t *end = to + p->channels; to < end; to += 4, at += 4, block += 12) {
        int32_t sums[4];
        block = column_sums(rows, height, at, padding, block, sums);
        to[0] = column_value(out, sums[0], block);
        to[1] = column_value(out, sums[1], block + 3);
        to[2] = column_value(out, sums[2], block + 6);
        to[3] = column_value(out, sums[3], block + 9);
    }
}

void mote_depthwise_column_s8(const void *params, const int8_t *const *in, int8_t *const *out,
                              int32_t n, void *scratch) {
    const mote_depthwise_column_s8_params *p = params;
    (void)scratch;
    for (int32_t y = 0; y < n; y++, in += p->stride_h)
        for (int32_t x = 0; x < p->width; x++)
            column_pixel(p, in, x * p->channels, out[y] + x * p->channels);
}
