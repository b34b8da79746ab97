#include "../conv2d_winograd_s8.h"

#include "../../channels.h"
#include "../../simd.h"

/* Words of T in one column for 4 input channels: B' d for channels 0 and 2, rows 1, 0, 2, 3, then
 * for 1 and 3. */
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
        to[1] = mote_sub16(mote_sxtb16(first), y);
        to[0] = mote_add16(x, y);
        to[2] = mote_sub16(y, x);
        to[3] = mote_sub16(x, mote_sxtb16(fourth));
        x = mote_sxtb16_odd(second);
        y = mote_sxtb16_odd(third);
        to[5] = mote_sub16(mote_sxtb16_odd(first), y);
        to[4] = mote_add16(x, y);
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

/* B of one row of T for two tiles, the places in the order of `to`: 0, 1, 2, 3 or 1, 3, 2, 0. */
MOTE_INLINE void winograd_row(uint32_t a, uint32_t b, uint32_t c, uint32_t d, uint32_t e,
                              uint32_t f, int32_t is_first, uint32_t *to) {
    uint32_t *to0 = to + (is_first ? 6 : 0), *to1 = to + (is_first ? 0 : 2);
    uint32_t *to3 = to + (is_first ? 2 : 6);
    to0[0] = mote_sub16(a, c);
    to0[1] = mote_sub16(c, e);
    to1[0] = mote_add16(b, c);
    to1[1] = mote_add16(d, e);
    to[4] = mote_sub16(c, b);
    to[5] = mote_sub16(e, d);
    to3[0] = mote_sub16(b, d);
    to3[1] = mote_sub16(d, f);
}

/* V of two tiles, from their 6 columns of T. */
static MOTE_NOINLINE void winograd_transform(const uint32_t *t, int32_t column_words,
                                             uint32_t *to) {
    const uint32_t *a = t, *b = a + column_words, *c = b + column_words, *d = c + column_words;
    const uint32_t *e = d + column_words, *f = e + column_words;
    for (; a < t + column_words; a += 4, b += 4, c += 4, d += 4, e += 4, f += 4, to += 32) {
        winograd_row(a[0], b[0], c[0], d[0], e[0], f[0], 1, to);
        winograd_row(a[1], b[1], c[1], d[1], e[1], f[1], 0, to + 8);
        winograd_row(a[2], b[2], c[2], d[2], e[2], f[2], 0, to + 16);
        winograd_row(a[3], b[3], c[3], d[3], e[3], f[3], 0, to + 24);
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
static void winograd_gather(uint32_t m0, uint32_t m1, uint32_t m2, uint32_t m3, uint32_t to[2]) {
    to[0] = m0 + m1 - m2;
    to[1] = m1 + m2 + m3;
}

/* One channel of one tile from its M, `bias` four times, multiplier and shift of a tile. */
static void winograd_finish(const int32_t *m, uint32_t bias, const uint32_t *constants,
                            int32_t zero, const mote_winograd_tile *tile, int32_t channel) {
    uint32_t rows[4][2], sums[2][2]; /* sums[column][row] */
    const uint32_t *u = (const uint32_t *)m;
    mote_scale scale = {(int32_t)constants[0], -1 - (int32_t)constants[1]};
    mote_output out = {(int8_t)zero, -128, 127};
    winograd_gather(0 - u[3], u[0], u[2], u[1], rows[1]);
    winograd_gather(u[4], u[5], u[6], u[7], rows[0]);
    winograd_gather(u[8], u[9], u[10], u[11], rows[2]);
    winograd_gather(u[12], u[13], u[14], u[15], rows[3]);
    for (int32_t i = 0; i < 2; i++)
        winograd_gather(rows[0][i], rows[1][i], rows[2][i], rows[3][i], sums[i]);
    for (int32_t i = 3; i >= 0; i--) {
        int8_t *to = (i / 2 ? tile->lower : tile->upper) + i % 2 * tile->step;
        to[channel] = mote_output_value(&out, (int32_t)(sums[i % 2][i / 2] + bias) / 4, scale);
    }
}

void mote_winograd_make_c(const uint32_t *v, const uint32_t *weights, int32_t *m,
                          const mote_winograd_tile *tiles, int32_t steps, int32_t groups,
                          int32_t zero) {
    int32_t place_words = WINOGRAD_CHANNELS * steps;
    const uint32_t *constants = weights + WINOGRAD_CHANNELS + WINOGRAD_PLACES * place_words;
    for (int32_t o = 0; o < groups * WINOGRAD_CHANNELS; o++) {
        int32_t slot = o % WINOGRAD_CHANNELS;
        const uint32_t *u = weights + WINOGRAD_CHANNELS + slot;
        for (int32_t t = 0; t < WINOGRAD_TILES; t++) {
            for (int32_t i = 0; i < WINOGRAD_PLACES; i++)
                m[i] =
                    winograd_product(v + WINOGRAD_TILES * i + (1 - t), u + place_words * i, steps);
            winograd_finish(m, weights[slot], constants + 3 * slot, zero, &tiles[t], o);
        }
        if (slot == WINOGRAD_CHANNELS - 1) {
            weights = constants + 3 * WINOGRAD_CHANNELS;
            constants = weights + WINOGRAD_CHANNELS + WINOGRAD_PLACES * place_words;
        }
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
                    p->out_zero);
        }
    }
}
