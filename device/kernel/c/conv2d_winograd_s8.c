#include "../conv2d_winograd_s8.h"

#include "../../channels.h"
#include "../../simd.h"

/* Words of T in one column for 4 input channels: B' d for channels 0 and 2, then for 1 and 3. */
#define WINOGRAD_QUAD 12

/* ---- V = B' d B ---- */

/* B' x, in the order of places, `step` words apart. */
MOTE_INLINE void winograd_six(uint32_t x0, uint32_t x1, uint32_t x2, uint32_t x3, uint32_t x4,
                              uint32_t x5, uint32_t *to, int32_t step) {
    uint32_t difference = mote_sub16(x3, x1), sum = mote_sub16(x4, x2);
    x0 = mote_sub16(x0, x2);
    x5 = mote_sub16(x5, x3);
    x2 = mote_add16(x2, x2);
    x1 = mote_add16(x1, x1);
    x4 = mote_sub16(x4, mote_add16(x2, x2));
    x3 = mote_sub16(x3, mote_add16(x1, x1));
    to[0] = mote_add16(x4, x3);
    to[step] = mote_sub16(x4, x3);
    difference = mote_add16(difference, difference);
    to[2 * step] = mote_add16(sum, difference);
    to[3 * step] = mote_sub16(sum, difference);
    x0 = mote_add16(x0, x0);
    to[4 * step] = mote_add16(sum, mote_add16(x0, x0));
    to[5 * step] = mote_sub16(x5, mote_add16(difference, difference));
}

MOTE_INLINE uint32_t winograd_load(const int8_t *from, int32_t is_odd) {
    uint32_t word = mote_load_word(from);
    return is_odd ? mote_sxtb16_odd(word) : mote_sxtb16(word);
}

/* B' d of every second of `n` values in 6 rows: the even ones or the odd ones. */
MOTE_INLINE void winograd_half(const int8_t *rows, int32_t row_bytes, int32_t n, int32_t is_odd,
                               uint32_t *to) {
    const int8_t *lower = rows + 3 * row_bytes;
    for (const int8_t *end = rows + n; rows < end; rows += 4, lower += 4, to += WINOGRAD_QUAD)
        winograd_six(winograd_load(rows, is_odd), winograd_load(rows + row_bytes, is_odd),
                     winograd_load(rows + 2 * row_bytes, is_odd), winograd_load(lower, is_odd),
                     winograd_load(lower + row_bytes, is_odd),
                     winograd_load(lower + 2 * row_bytes, is_odd), to, 1);
}

static MOTE_NOINLINE uint32_t *winograd_columns(const int8_t *rows, int32_t row_bytes, int32_t n,
                                                uint32_t *to) {
    winograd_half(rows, row_bytes, n, 0, to);
    winograd_half(rows, row_bytes, n, 1, to + 6);
    return to + n / 4 * WINOGRAD_QUAD;
}

/* Do 6 rows lie in memory one behind the other? */
static int winograd_is_regular(const int8_t *const *rows, int32_t row_bytes) {
    int32_t k = 0;
    while (k < 6 && rows[k] && rows[k] == rows[0] + k * row_bytes)
        k++;
    return k == 6;
}

/* A pixel of a row, or of padding (NULL). */
static void winograd_gather_pixel(const mote_conv2d_winograd_s8_params *p, const int8_t *from,
                                  uint32_t *to) {
    const uint32_t *end = to + p->in_c / 4;
    uint32_t padding = ((uint32_t)p->in_zero & 0xffu) * 0x01010101u;
    if (!from)
        while (to < end)
            *to++ = padding;
    for (; to < end; from += 4)
        *to++ = mote_load_word(from);
}

/* T: all columns that the tiles of 4 rows read. Those that do not lie in memory as a picture are
 * gathered at `pixels`. */
static void winograd_transform_rows(const mote_conv2d_winograd_s8_params *p,
                                    const int8_t *const *rows, uint32_t *pixels, uint32_t *to) {
    int32_t columns = WINOGRAD_COLUMNS * p->pairs + 2, row_bytes = p->in_w * p->in_c;
    int32_t is_regular = winograd_is_regular(rows, row_bytes);
    for (int32_t x = -p->pad_left; x < columns - p->pad_left; x++) {
        if (x == 0 && is_regular) {
            to = winograd_columns(rows[0], row_bytes, row_bytes, to);
            x += p->in_w - 1;
            continue;
        }
        int32_t is_inside = x >= 0 && x < p->in_w;
        uint32_t *pixel = pixels;
        for (int32_t k = 0; k < 6; k++, pixel += p->in_c / 4)
            winograd_gather_pixel(p, is_inside && rows[k] ? rows[k] + x * p->in_c : 0, pixel);
        to = winograd_columns((const int8_t *)pixels, p->in_c, p->in_c, to);
    }
}

/* B of a row of T: `t` is its first column, `half` its fourth. */
MOTE_INLINE void winograd_row(const uint32_t *t, const uint32_t *half, int32_t column_words,
                              uint32_t *to) {
    winograd_six(t[0], t[column_words], t[2 * column_words], half[0], half[column_words],
                 half[2 * column_words], to, WINOGRAD_TILES);
}

/* V of a tile from its 6 columns of T, two rows at a time. */
static MOTE_NOINLINE void winograd_transform(const uint32_t *t, int32_t column_words,
                                             uint32_t *to) {
    const uint32_t *half = t + 3 * column_words;
    for (const uint32_t *end = t + column_words; t < end; t += 2, half += 2, to += 24) {
        winograd_row(t, half, column_words, to);
        winograd_row(t + 1, half + 1, column_words, to + 12);
    }
}

/* ---- mote_winograd_make, in C ---- */

static int32_t winograd_product(const uint32_t *v, const uint32_t *u, int32_t steps) {
    int32_t sum = 0;
    for (; steps > 0; steps--, v += WINOGRAD_PLACES * WINOGRAD_TILES, u += WINOGRAD_CHANNELS)
        sum = mote_smlad(*v, *u, sum);
    return sum;
}

/* A' m, places `step` apart, modulo 2^32. */
static void winograd_gather(const uint32_t *m, int32_t step, uint32_t *to) {
    uint32_t sum12 = m[0] + m[step], difference12 = m[0] - m[step];
    uint32_t sum34 = m[2 * step] + m[3 * step], difference34 = m[2 * step] - m[3 * step];
    to[0] = (sum12 + sum34) * WINOGRAD_THIRD + m[4 * step];
    to[1] = (difference12 + 2 * difference34) * WINOGRAD_THIRD;
    to[2] = (sum12 + 4 * sum34) * WINOGRAD_THIRD;
    to[3] = (difference12 + 8 * difference34) * WINOGRAD_THIRD + m[5 * step];
}

/* One channel of a tile from its M. */
static void winograd_finish(const int32_t *m, const uint32_t *constants, int32_t zero,
                            const mote_winograd_outputs *to, int32_t offset) {
    uint32_t half[6][4], sums[4];
    mote_scale scale = {(int32_t)constants[0], -1 - (int32_t)constants[1]};
    mote_output out = {(int8_t)zero, -128, 127};
    for (int32_t i = 0; i < 6; i++)
        winograd_gather((const uint32_t *)m + 6 * i, 1, half[i]);
    for (int32_t x = 0; x < WINOGRAD_SIZE; x++, offset += to->step) {
        winograd_gather(&half[0][x], WINOGRAD_SIZE, sums);
        for (int32_t y = 0; y < WINOGRAD_SIZE; y++)
            to->row[y][offset] = mote_output_value(&out, (int32_t)sums[y] / 64, scale);
    }
}

void mote_winograd_make_c(const uint32_t *v, const uint32_t *weights, int32_t *m,
                          const mote_winograd_outputs *outputs, int32_t steps, int32_t groups,
                          int32_t zero) {
    int32_t place_words = WINOGRAD_CHANNELS * steps;
    const uint32_t *constants = weights + WINOGRAD_CHANNELS + WINOGRAD_PLACES * place_words;
    for (int32_t o = 0; o < groups * WINOGRAD_CHANNELS; o++) {
        int32_t slot = o % WINOGRAD_CHANNELS;
        const uint32_t *u = weights + WINOGRAD_CHANNELS + slot;
        for (int32_t t = 0; t < WINOGRAD_TILES; t++) {
            for (int32_t i = 0; i < WINOGRAD_PLACES; i++)
                m[i] = winograd_product(v + WINOGRAD_TILES * i + t, u + place_words * i, steps);
            m[0] = (int32_t)((uint32_t)m[0] + weights[slot]);
            winograd_finish(m, constants + 3 * slot, zero, outputs,
                            WINOGRAD_SIZE * t * outputs->step + o);
        }
        if (slot == WINOGRAD_CHANNELS - 1) {
            weights = constants + 3 * WINOGRAD_CHANNELS;
            constants = weights + WINOGRAD_CHANNELS + WINOGRAD_PLACES * place_words;
        }
    }
}

/* ---- rows ---- */

typedef struct winograd_scratch {
    uint32_t *t, *v, *pixels;
    int32_t *m;
    int8_t *outputs;
} winograd_scratch;

/* Up to 4 rows. */
static void winograd_strip(const mote_conv2d_winograd_s8_params *p, int8_t *const *out, int32_t n,
                           const winograd_scratch *s) {
    int32_t column_words = p->in_c / 4 * WINOGRAD_QUAD;
    for (int32_t x = 0; x < p->out_w; x += WINOGRAD_COLUMNS) {
        int32_t left = p->out_w - x, is_whole = n == WINOGRAD_SIZE && left >= WINOGRAD_COLUMNS;
        mote_winograd_outputs to = {.step = p->out_c};
        for (int32_t y = 0; y < WINOGRAD_SIZE; y++)
            to.row[y] =
                is_whole ? out[y] + x * p->out_c : s->outputs + y * WINOGRAD_COLUMNS * p->out_c;
        const uint32_t *t = s->t + x * column_words;
        winograd_transform(t, column_words, s->v);
        winograd_transform(t + WINOGRAD_SIZE * column_words, column_words, s->v + 1);
        p->make(s->v, p->weights, s->m, &to, p->in_c / 2, p->out_c / WINOGRAD_CHANNELS,
                p->out_zero);
        int32_t columns = left < WINOGRAD_COLUMNS ? left : WINOGRAD_COLUMNS;
        for (int32_t y = 0; y < n && !is_whole; y++)
            memcpy(out[y] + x * p->out_c, to.row[y], (size_t)(columns * p->out_c));
    }
}

void mote_conv2d_winograd_s8(const void *params, const int8_t *const *in, int8_t *const *out,
                             int32_t n, void *scratch) {
    const mote_conv2d_winograd_s8_params *p = params;
    winograd_scratch s = {.t = scratch};
    s.v = s.t + (WINOGRAD_COLUMNS * p->pairs + 2) * (p->in_c / 4 * WINOGRAD_QUAD);
    s.m = (int32_t *)(s.v + WINOGRAD_PLACES * p->in_c);
    s.pixels = (uint32_t *)(s.m + WINOGRAD_SUM_WORDS);
    s.outputs = (int8_t *)(s.pixels + 6 * p->in_c / 4);
    for (int32_t y = 0; y < n; y += WINOGRAD_SIZE) {
        int32_t rows = n - y < WINOGRAD_SIZE ? n - y : WINOGRAD_SIZE;
        const int8_t *from[6];
        for (int32_t i = 0; i < 6; i++)
            from[i] = i < rows + 2 ? in[y + i] : 0;
        winograd_transform_rows(p, from, s.pixels, s.t);
        winograd_strip(p, out + y, rows, &s);
    }
}
