#include "../conv2d_winograd_s8.h"

#include "../../channels.h"
#include "../../simd.h"

/* Words of T in one column for 4 input channels: B' d for channels 0 and 2, rows 0 to 3, then for 1
 * and 3. */
#define WINOGRAD_QUAD 8

/* ---- V = B' d B ---- */

/* B' d of `n` values in 4 rows. */
static MOTE_NOINLINE uint32_t *winograd_columns(const int8_t *const *rows, int32_t n,
                                                uint32_t *to) {
    const int8_t *a = rows[0], *b = rows[1], *c = rows[2], *d = rows[3];
    for (int32_t i = 0; i < n; i += 4, to += WINOGRAD_QUAD) {
        uint32_t first = mote_load_word(a + i), second = mote_load_word(b + i);
        uint32_t third = mote_load_word(c + i), fourth = mote_load_word(d + i);
        uint32_t x = mote_sxtb16(second), y = mote_sxtb16(third);
        to[0] = mote_sub16(mote_sxtb16(first), y);
        to[1] = mote_add16(x, y);
        to[2] = mote_sub16(y, x);
        to[3] = mote_sub16(x, mote_sxtb16(fourth));
        x = mote_sxtb16_odd(second);
        y = mote_sxtb16_odd(third);
        to[4] = mote_sub16(mote_sxtb16_odd(first), y);
        to[5] = mote_add16(x, y);
        to[6] = mote_sub16(y, x);
        to[7] = mote_sub16(x, mote_sxtb16_odd(fourth));
    }
    return to;
}

/* T: all columns that the tiles of two rows read. */
static void winograd_transform_rows(const mote_conv2d_winograd_s8_params *p,
                                    const int8_t *const *rows, const int8_t *padding,
                                    uint32_t *to) {
    int32_t columns = 2 * WINOGRAD_TILES * p->pairs + 2;
    int32_t whole = rows[0] && rows[1] && rows[2] && rows[3] ? p->in_w : 1;
    for (int32_t x = -p->pad_left; x < columns - p->pad_left;) {
        const int8_t *from[4];
        int32_t is_inside = x >= 0 && x < p->in_w, count = x == 0 ? whole : 1;
        for (int32_t i = 0; i < 4; i++)
            from[i] = is_inside && rows[i] ? rows[i] + x * p->in_c : padding;
        to = winograd_columns(from, count * p->in_c, to);
        x += count;
    }
}

/* V of two tiles, from their 6 columns of T. */
static MOTE_NOINLINE void winograd_transform(const uint32_t *t, int32_t column_words,
                                             uint32_t *to) {
    const uint32_t *a = t, *b = a + column_words, *c = b + column_words, *d = c + column_words;
    const uint32_t *e = d + column_words, *f = e + column_words;
    for (; a < t + column_words; to += 8) {
        uint32_t second = *b++, third = *c++, fourth = *d++, fifth = *e++;
        to[0] = mote_sub16(*a++, third);
        to[1] = mote_sub16(third, fifth);
        to[2] = mote_add16(second, third);
        to[3] = mote_add16(fourth, fifth);
        to[4] = mote_sub16(third, second);
        to[5] = mote_sub16(fifth, fourth);
        to[6] = mote_sub16(second, fourth);
        to[7] = mote_sub16(fourth, *f++);
    }
}

/* ---- mote_winograd_make, in C ---- */

static int32_t winograd_product(const uint32_t *v, const uint32_t *u, int32_t steps) {
    int32_t sum = 0;
    for (; steps > 0; steps--, v += WINOGRAD_PLACES * WINOGRAD_TILES, u += WINOGRAD_CHANNELS)
        sum = mote_smlad(*v, *u, sum);
    return sum;
}

/* A' m, where m[2] and m[3] have the other sign, modulo 2^32. */
static void winograd_gather(const int32_t *m, int32_t step, int32_t *to) {
    uint32_t first = (uint32_t)m[0], second = (uint32_t)m[step];
    uint32_t third = (uint32_t)m[2 * step], fourth = (uint32_t)m[3 * step];
    to[0] = (int32_t)(first + second - third);
    to[1] = (int32_t)(second + third + fourth);
}

/* One channel of one tile from its M: `constants` are its bias, multiplier and shift. */
static void winograd_finish(const int32_t *m, const uint32_t *constants, int32_t nudge,
                            const mote_winograd_tile *tile, int32_t channel) {
    int32_t half[4][2], sums[2][2]; /* sums[column][row] */
    mote_scale scale = {(int32_t)constants[1], -1 - (int32_t)constants[2]};
    mote_output out = {(int8_t)((nudge - 1) / 2), -128, 127};
    for (int32_t i = 0; i < 4; i++)
        winograd_gather(m + 4 * i, 1, half[i]);
    for (int32_t i = 0; i < 2; i++)
        winograd_gather(&half[0][i], 2, sums[i]);
    for (int32_t i = 3; i >= 0; i--) {
        int8_t *to = (i / 2 ? tile->lower : tile->upper) + i % 2 * tile->step;
        uint32_t sum = (uint32_t)sums[i % 2][i / 2] + constants[0];
        to[channel] = mote_output_value(&out, (int32_t)sum / 4, scale);
    }
}

void mote_winograd_make_c(const uint32_t *v, const uint32_t *weights, int32_t *m,
                          const mote_winograd_tile *tiles, int32_t steps, int32_t groups,
                          int32_t nudge) {
    int32_t u_words = WINOGRAD_PLACES * WINOGRAD_CHANNELS * steps;
    for (int32_t o = 0; o < groups * WINOGRAD_CHANNELS; o++) {
        int32_t slot = o % WINOGRAD_CHANNELS;
        for (int32_t t = 0; t < WINOGRAD_TILES; t++) {
            for (int32_t i = 0; i < WINOGRAD_PLACES; i++)
                m[i] = winograd_product(v + WINOGRAD_TILES * i + (1 - t),
                                        weights + WINOGRAD_CHANNELS * steps * i + slot, steps);
            winograd_finish(m, weights + u_words + 3 * slot, nudge, &tiles[t], o);
        }
        if (slot == WINOGRAD_CHANNELS - 1)
            weights += u_words + 3 * WINOGRAD_CHANNELS;
    }
}

/* ---- rows ---- */

/* The tile whose left column is x; behind the row, what overwrites nothing that counts. */
static mote_winograd_tile winograd_tile(const mote_conv2d_winograd_s8_params *p,
                                        int8_t *const *rows, int32_t x) {
    int32_t offset = (x < p->out_w ? x : x - 2) * p->out_c;
    mote_winograd_tile tile = {rows[1] + offset, rows[0] + offset, x + 1 < p->out_w ? p->out_c : 0};
    return tile;
}

void mote_conv2d_winograd_s8(const void *params, const int8_t *const *in, int8_t *const *out,
                             int32_t n, void *scratch) {
    const mote_conv2d_winograd_s8_params *p = params;
    int32_t column_words = p->in_c / 4 * WINOGRAD_QUAD;
    uint32_t *t = scratch, *v = t + (2 * WINOGRAD_TILES * p->pairs + 2) * column_words;
    int32_t *m = (int32_t *)(v + WINOGRAD_PLACES * p->in_c);
    int8_t *padding = (int8_t *)(m + WINOGRAD_SUMS * WINOGRAD_PLACES);
    for (int32_t i = 0; i < p->in_c; i++)
        padding[i] = (int8_t)p->in_zero;
    for (int32_t y = 0; y < n; y += 2) {
        int32_t is_last = y + 1 == n;
        const int8_t *rows[4] = {in[y], in[y + 1], in[y + 2], is_last ? 0 : in[y + 3]};
        int8_t *to[2] = {out[y], out[y + !is_last]};
        winograd_transform_rows(p, rows, padding, t);
        for (int32_t i = 0; i < p->pairs; i++) {
            int32_t x = 2 * WINOGRAD_TILES * i;
            mote_winograd_tile tiles[2] = {winograd_tile(p, to, x + 2), winograd_tile(p, to, x)};
            winograd_transform(t + x * column_words, column_words, v);
            p->make(v, p->weights, m, tiles, p->in_c / 2, p->out_c / WINOGRAD_CHANNELS,
                    2 * p->out_zero + 1);
        }
    }
}
