#include "../depthwise_sliding_s8.h"

#include "../../simd.h"

/* One output value; x: the plane's word of its first row or, if that is odd, of the row before. */
static int8_t sliding_value(const uint32_t *x, int odd, const uint32_t *block, int32_t pairs,
                            int channel, int32_t nudge) {
    const uint32_t *constants = block + 2 * pairs;
    int32_t sum = 0;
    for (int32_t i = 0; i < pairs; i++) {
        uint32_t word = block[2 * i + channel / 2];
        uint32_t w = channel % 2 ? mote_sxtb16_odd(word) : mote_sxtb16(word);
        uint32_t rows = odd ? x[4 * i] >> 16 | x[4 * i + 4] << 16 : x[4 * i];
        sum = mote_smlad(rows, w, sum);
    }
    int32_t shift = (int32_t)(constants[8] >> (8 * channel) & 0xffu);
    int32_t top =
        mote_multiply_top(2 * sum + (int32_t)constants[channel], (int32_t)constants[4 + channel]);
    return (int8_t)mote_half_s8((top + (top >> 31) + mote_shift_left(nudge, shift)) >> shift);
}

void mote_sliding_tile_c(const uint32_t *planes, const uint32_t *block, int32_t pairs, int8_t *out,
                         int32_t groups, int32_t nudge) {
    for (int32_t y = 0; y < groups * SLIDING_ROWS; y++)
        for (int channel = 0; channel < 4; channel++)
            *out++ =
                sliding_value(planes + y / 2 * 4 + channel, y & 1, block, pairs, channel, nudge);
}

/* Rows that are padding replaced by one of it, behind the table of `count` rows. */
static const int8_t *const *sliding_rows(const mote_depthwise_sliding_s8_params *p,
                                         const int8_t *const *in, int32_t count, int8_t *scratch) {
    const int8_t **table = (const int8_t **)(void *)scratch;
    int8_t *padding = (int8_t *)(table + count);
    for (int32_t i = 0; i < p->width * p->channels; i++)
        padding[i] = (int8_t)p->in_zero;
    for (int32_t i = 0; i < count; i++)
        table[i] = in[i] ? in[i] : padding;
    return table;
}

/* The planes of the block at `at`. A last row alone has anything beside it: its tap is 0. */
static MOTE_NOINLINE void sliding_expand(const int8_t *const *rows, int32_t count, int32_t at,
                                         uint32_t *to) {
    for (; count > 0; count -= 2, rows += 2, to += 4) {
        uint32_t a = mote_load_word(rows[0] + at);
        uint32_t b = count > 1 ? mote_load_word(rows[1] + at) : a;
        uint32_t low = mote_pack16((int32_t)a, (int32_t)b), high = mote_pack_high(a, b);
        to[0] = mote_sxtb16(low);
        to[1] = mote_sxtb16_odd(low);
        to[2] = mote_sxtb16(high);
        to[3] = mote_sxtb16_odd(high);
    }
}

/* `n` rows, at most those that there is scratch for. */
static void sliding_some(const mote_depthwise_sliding_s8_params *p, const int8_t *const *in,
                         int8_t *const *out, int32_t n, int8_t *scratch) {
    int32_t pairs = (p->kernel_h + 1) / 2, groups = (n + SLIDING_ROWS - 1) / SLIDING_ROWS;
    uint32_t *planes = (uint32_t *)(void *)(scratch + 4 * p->most);
    int32_t count = n + p->kernel_h - 1;
    if (p->padded)
        in = sliding_rows(p, in, count, (int8_t *)(planes + 4 * (p->most / 2 + pairs)));
    for (int32_t x = 0, at = 0; x < p->width; x++) {
        const uint32_t *block = p->blocks;
        for (int32_t end = at + p->channels; at < end; at += 4, block += 2 * pairs + 9) {
            sliding_expand(in, count, at, planes);
            p->tile(planes, block, pairs, scratch, groups, 2 * p->out.zero + 1);
            for (int32_t y = 0; y < n; y++)
                mote_store_word(out[y] + at, mote_load_word(scratch + 4 * y));
        }
    }
}

void mote_depthwise_sliding_s8(const void *params, const int8_t *const *in, int8_t *const *out,
                               int32_t n, void *scratch) {
    const mote_depthwise_sliding_s8_params *p = params;
    for (int32_t y = 0; y < n; y += p->most)
        sliding_some(p, in + y, out + y, n - y < p->most ? n - y : p->most, scratch);
}
