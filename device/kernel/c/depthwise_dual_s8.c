#include "../depthwise_dual_s8.h"

#include "../../simd.h"

/* Columns of the input that outputs see. */
static int32_t planes_width(const mote_depthwise_dual_s8_params *p) {
    int32_t seen = p->columns - p->pad_left;
    return p->in_w < seen ? p->in_w : seen;
}

/* Columns of padding; nothing else is ever written there. */
static void planes_padding(const mote_depthwise_dual_s8_params *p, uint32_t *planes) {
    int32_t column = 4 * p->lines, right = p->pad_left + planes_width(p);
    memset(planes, 0, (size_t)(p->pad_left * column) * sizeof *planes);
    memset(planes + right * column, 0, (size_t)((p->columns - right) * column) * sizeof *planes);
}

/* The block's 4 channels, from `first` on, of `count` rows; NULL is padding. */
static void planes_block(const mote_depthwise_dual_s8_params *p, const int8_t *const *rows,
                         int32_t count, int32_t first, uint32_t *planes) {
    const uint32_t padding = ((uint32_t)p->in_zero & 0xffu) * 0x01010101u;
    const uint32_t zero = mote_pack16(-p->in_zero, -p->in_zero);
    const int32_t step = p->channels, column = 4 * p->lines, size = planes_width(p) * column;
    planes += column * p->pad_left;
    for (int32_t i = 0; i < count; i += 2, planes += 4) {
        const int8_t *a = rows[i], *b = i + 1 < count ? rows[i + 1] : NULL;
        const int32_t step_a = a ? step : 0, step_b = b ? step : 0;
        a = a ? a + first : (const int8_t *)&padding;
        b = b ? b + first : (const int8_t *)&padding;
        for (uint32_t *to = planes, *end = to + size; to != end; to += column) {
            uint32_t word = mote_load_word(a), below = mote_load_word(b);
            uint32_t low = mote_pack16((int32_t)word, (int32_t)below);
            uint32_t high = mote_pack_high(word, below);
            a += step_a;
            b += step_b;
            to[0] = mote_sxtab16(zero, low);
            to[1] = mote_sxtab16_odd(zero, low);
            to[2] = mote_sxtab16(zero, high);
            to[3] = mote_sxtab16_odd(zero, high);
        }
    }
}

static int32_t low_half(uint32_t word) {
    return (int16_t)(word & 0xffffu);
}

static int32_t high_half(uint32_t word) {
    return (int16_t)(word >> 16);
}

/* One output value: x is the word of the window's first row, which may be the odd one there. */
static int8_t planes_value(const mote_depthwise_dual_s8_params *p, const uint32_t *x, int odd,
                           const uint32_t *constants, int32_t channel) {
    const uint32_t *c = constants + 5 * channel;
    int32_t sum = (int32_t)c[3] / 2;
    for (int32_t kx = 0; kx < 3; kx++, x += 4 * p->lines) {
        uint32_t first = mote_sxtb16(c[kx]), second = mote_sxtb16_odd(c[kx]);
        int32_t a = odd ? high_half(x[0]) : low_half(x[0]);
        int32_t b = odd ? low_half(x[4]) : high_half(x[0]);
        int32_t last = odd ? high_half(x[4]) : low_half(x[4]);
        sum += a * low_half(first) + b * high_half(first) + last * high_half(second);
    }
    mote_scale scale = {(int32_t)c[4], -1 - (int32_t)(constants[20] >> (8 * channel) & 0xffu)};
    return mote_output_value(&p->out, sum, scale);
}

static void planes_in_c(const mote_depthwise_dual_s8_params *p, const uint32_t *planes,
                        const uint32_t *constants, int32_t rows, int8_t *const *out,
                        int32_t first) {
    for (int32_t y = 0; y < rows; y++)
        for (int32_t i = 0; i < p->out_w; i++)
            for (int32_t channel = 0; channel < 4; channel++) {
                int32_t row = y * p->stride;
                const uint32_t *x = planes + (i * p->stride * p->lines + row / 2) * 4 + channel;
                out[y][i * p->channels + first + channel] =
                    planes_value(p, x, row & 1, constants, channel);
            }
}

/* So many of at most `most` rows of output lie at equal distances. */
static int32_t planes_even_rows(int8_t *const *out, int32_t most) {
    int32_t rows = most < 2 ? most : 2;
    while (rows < most && out[rows] - out[rows - 1] == out[1] - out[0])
        rows++;
    return rows;
}

static mote_depthwise_rows planes_rows(const mote_depthwise_dual_s8_params *p, int8_t *const *out,
                                       int32_t rows) {
    int32_t pairs = p->out_w > 1 ? p->out_w / 2 : 1, line = 16 * p->stride;
    mote_depthwise_rows r = {.nudge = 2 * p->out.zero + 1};
    r.row_step = rows > 1 ? (int32_t)(out[1] - out[0]) : 0;
    r.block_x = pairs * 2 * p->lines * line;
    r.rows_x = (rows > 1 ? rows / 2 : 1) * line;
    r.odd_rows = rows > 1 ? rows & 1 : 0;
    r.next_x = line - r.block_x;
    r.out_step = p->out_w > 1 ? p->channels : 0;
    r.next_out = 2 * r.row_step - 2 * pairs * r.out_step;
    r.odd_column = p->out_w > 1 ? p->out_w & 1 : 0;
    return r;
}

/* At most as many rows at a time as the planes have room for. */
void mote_depthwise_dual_s8(const void *params, const int8_t *const *in, int8_t *const *out,
                            int32_t n, void *scratch) {
    const mote_depthwise_dual_s8_params *p = params;
    uint32_t *planes = scratch;
    int32_t most = (p->lines - 1) * 2 / p->stride, rows;
    planes_padding(p, planes);
    for (int32_t y = 0; y < n; y += rows) {
        rows = planes_even_rows(out + y, n - y < most ? n - y : most);
        mote_depthwise_rows r = planes_rows(p, out + y, rows);
        const uint32_t *constants = p->constants;
        for (int32_t first = 0; first < p->channels; first += 4) {
            planes_block(p, in + y * p->stride, (rows - 1) * p->stride + 3, first, planes);
            if (p->tile)
                p->tile(planes, constants, out[y] + first, &r);
            else
                planes_in_c(p, planes, constants, rows, out + y, first);
            constants += DEPTHWISE_DUAL_CONSTANTS;
        }
    }
}
