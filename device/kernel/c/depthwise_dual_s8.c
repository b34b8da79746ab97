#include "../depthwise_dual_s8.h"

#include "../../simd.h"

#define DEPTHWISE_DUAL_PAIR                                                                        \
    (DEPTHWISE_DUAL_ROWS * 4) /* words from one pair of columns to the next */

/* The block's 4 channels in column `x` of a row: padding where that is outside. */
static uint32_t planes_column(const mote_depthwise_dual_s8_params *p, const int8_t *row, int32_t x,
                              uint32_t padding) {
    return row && x >= 0 && x < p->in_w ? mote_load_word(row + x * p->channels) : padding;
}

static void planes_put(uint32_t a, uint32_t b, uint32_t *to) {
    uint32_t low = mote_pack16((int32_t)a, (int32_t)b), high = mote_pack_high(a, b);
    to[0] = mote_sxtb16(low);
    to[1] = mote_sxtb16_odd(low);
    to[2] = mote_sxtb16(high);
    to[3] = mote_sxtb16_odd(high);
}

/* One input row, beginning with the block's first channel. */
static void planes_row(const mote_depthwise_dual_s8_params *p, const int8_t *row, uint32_t *to) {
    uint32_t padding = ((uint32_t)p->in_zero & 0xffu) * 0x01010101u;
    int32_t pair = 0, x = -p->pad_left, step = p->channels, next = 4 * p->plane_rows;
    for (; pair < p->pairs && (x < 0 || !row); pair++, x += 2, to += next)
        planes_put(planes_column(p, row, x, padding), planes_column(p, row, x + 1, padding), to);
    const int8_t *from = row ? row + x * step : row;
    for (; pair < p->pairs && x + 1 < p->in_w; pair++, x += 2, to += next) {
        planes_put(mote_load_word(from), mote_load_word(from + step), to);
        from += 2 * step;
    }
    for (; pair < p->pairs; pair++, x += 2, to += next)
        planes_put(planes_column(p, row, x, padding), padding, to);
}

static int32_t low_half(uint32_t word) {
    return (int16_t)(word & 0xffffu);
}

static int32_t high_half(uint32_t word) {
    return (int16_t)(word >> 16);
}

/* One output value from the planes: x is the word of the window's first row and column pair. */
static int8_t planes_value(const mote_depthwise_dual_s8_params *p, const uint32_t *x, int odd,
                           const uint32_t *constants, int32_t channel) {
    const uint32_t *c = constants + 5 * channel;
    int32_t sum = (int32_t)c[3] / 2, next = 4 * p->plane_rows;
    for (int32_t ky = 0; ky < 3; ky++, x += 4) {
        uint32_t first = mote_sxtb16(c[ky]), second = mote_sxtb16_odd(c[ky]);
        int32_t a = odd ? high_half(x[0]) : low_half(x[0]);
        int32_t b = odd ? low_half(x[next]) : high_half(x[0]);
        int32_t last = odd ? high_half(x[next]) : low_half(x[next]);
        sum += a * low_half(first) + b * high_half(first) + last * high_half(second);
    }
    mote_scale scale = {(int32_t)c[4], -1 - (int32_t)(constants[20] >> (8 * channel) & 0xffu)};
    return mote_output_value(&p->out, sum, scale);
}

static void planes_in_c(const mote_depthwise_dual_s8_params *p, const uint32_t *x,
                        const uint32_t *constants, int32_t rows, int8_t *const *out,
                        int32_t first) {
    for (int32_t y = 0; y < rows; y++)
        for (int32_t i = 0; i < p->out_w; i++)
            for (int32_t channel = 0; channel < 4; channel++) {
                int32_t column = i * p->stride;
                const uint32_t *from =
                    x + column / 2 * 4 * p->plane_rows + y * p->stride * 4 + channel;
                out[y][i * p->channels + first + channel] =
                    planes_value(p, from, column & 1, constants, channel);
            }
}

/* At most as many rows at a time as the planes have room for. */
void mote_depthwise_dual_s8(const void *params, const int8_t *const *in, int8_t *const *out,
                            int32_t n, void *scratch) {
    const mote_depthwise_dual_s8_params *p = params;
    uint32_t *planes = scratch;
    int32_t most = (p->plane_rows - 3) / p->stride + 1;
    for (int32_t y = 0; y < n; y += most) {
        int32_t rows = n - y < most ? n - y : most;
        const int8_t *const *from = in + y * p->stride;
        const uint32_t *constants = p->constants;
        for (int32_t first = 0; first < p->channels; first += 4) {
            for (int32_t i = 0; i < (rows - 1) * p->stride + 3; i++)
                planes_row(p, from[i] ? from[i] + first : from[i], planes + 4 * i);
            if (p->tile)
                p->tile(planes, constants, p->out_w, rows, out + y, first, p->channels,
                        2 * p->out.zero + 1);
            else
                planes_in_c(p, planes, constants, rows, out + y, first);
            constants += DEPTHWISE_DUAL_CONSTANTS;
        }
    }
}
