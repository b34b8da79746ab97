/* A tile: machine code that the compiler generates for a layer's inner loops (src/emit/tile.c).
 *
 * It makes 4 output channels at a time, of one pixel or of two, from the pixel's values expanded to
 * int16 and from weights packed "two channels in one int16":
 *
 *     w = 256 * high + low        for each tap; two taps in one word
 *     A = sum x * w,  B = sum x * low        modulo 2^32, two taps a multiplication (SMLAD)
 *     low channel's sum  = B                 exact modulo 2^32
 *     high channel's sum = (A - B) / 256     exact if it lies in [-2^23, 2^23)
 *
 * The compiler proves that bound for every high channel, |sum + bias| < 2^30 for all, and that the
 * shift is one that a tile can do; other channels are left to C.
 *
 * A group of 4 channels is a piece of the stream `weights`:
 *     `steps` times 2 words: taps 2s and 2s+1 of the channels 0 (low) and 1 (high); of 2 and 3
 *     then, for the channels 1, 0, 3, 2:
 *         2 * bias (the input's zero point folded in)
 *         multiplier; its right shift minus 1    (unless one scale serves the layer)
 * or, where one multiplication and one shift requantise all channels (src/op/linear.h):
 *     the biases of the channels 1 and 3, in 256ths of a sum
 *     the steps, as above
 *     multiplier of channel 1, bias and multiplier of channel 0; the same of 3 and 2
 *     value = mote_linear_value(256 * sum + bias, multiplier, nudge, MOTE_TILE_LINEAR_SHIFT)
 *
 * Tiles differ in how they find a pixel's values, two a word:
 *     pixel     word s is step s; the number of steps is even
 *     pair      words 2s and 2s + 1 are step s of the first and the second pixel
 *     triple    words 4u + k and 4u + k + 1 are step 3u + k of the first and the second, k < 3
 * or, four a word as bytes, values 0 and 2 of a word being one step, 1 and 3 another:
 *     pixel_bytes   word u is steps 2u and 2u + 1
 *     pair_bytes    words 2u and 2u + 1 are steps 2u and 2u + 1 of the first and the second pixel
 *     triple_bytes  words 4u + k and 4u + k + 1 are steps 6u + k and 6u + 3 + k
 */
#ifndef MOTE_KERNEL_TILE_H
#define MOTE_KERNEL_TILE_H

#include <stdint.h>

#include "../channels.h"
#include "../simd.h"

#define MOTE_TILE_CHANNELS 4
#define MOTE_TILE_LINEAR_SHIFT 12 /* for multipliers below 2^-5 */

typedef struct mote_tile_layer mote_tile_layer;

/* The windows of a call. */
typedef struct mote_tile_windows {
    int32_t units;    /* of steps that x has, >= 1 */
    int32_t before;   /* units of weights that are left out before those; after them the rest are */
    int32_t pairs;    /* of pixels; these three only tiles of two pixels read */
    int32_t x_step;   /* bytes of x from a pair to the next */
    int32_t out_step; /* the same of the outputs */
} mote_tile_windows;

/* x            the first pixels' values
 * weights      the first group
 * out0, out1   the pixels' first channel
 * groups       of 4 channels, >= 1 */
typedef void mote_tile(const uint32_t *x, const uint32_t *weights, int8_t *out0, int8_t *out1,
                       const mote_tile_layer *layer, const mote_tile_windows *windows,
                       int32_t groups);

/* What the kernels that use tiles know of a layer. */
struct mote_tile_layer {
    int32_t multiplier; /* where one scale serves the layer, */
    int16_t shift;      /* and its right shift minus 1 */
    int16_t nudge;      /* 2 * the output's zero point + 1 */
    int16_t units;      /* of steps in a group, of 1 (pair), 2 (pixel, pixel_bytes, pair_bytes), 3
                           (triple) or 6 (triple_bytes) steps */
    uint16_t group_words;
    const uint32_t *weights; /* these two tiles do not read */
    mote_tile *tile;
};

/* ---- the same in C: for channels that no tile can make, and compilers that take no assembly ----
 */

/* Where a pixel's step lies. */
typedef struct mote_tile_order {
    int8_t pixels; /* 1, 2 */
    int8_t taps;   /* of neighbouring words that the pixels share: 3 in triples, else 1 */
    int8_t bytes;  /* 1: four values a word */
} mote_tile_order;

/* Steps of a group, of those the ones before x's first, and x's. */
typedef struct mote_tile_steps {
    int32_t all, before, made;
} mote_tile_steps;

MOTE_INLINE mote_tile_steps mote_tile_steps_of(const mote_tile_order *o, const mote_tile_layer *l,
                                               const mote_tile_windows *windows) {
    int32_t unit = o->pixels == 1 ? 2 : o->taps << o->bytes;
    mote_tile_steps steps = {unit * l->units, unit * windows->before, unit * windows->units};
    return steps;
}

/* Sum of the channel in the low or the high half of a group's words taps[0], [2], [4] .. */
MOTE_INLINE uint32_t mote_tile_sum(const uint32_t *x, const mote_tile_order *o,
                                   const uint32_t *taps, mote_tile_steps steps, int high) {
    const uint32_t *weights = taps + 2 * steps.before, *end = weights + 2 * steps.made;
    uint32_t sum = 0;
    for (; weights < end; x += o->taps + o->pixels - 1) /* a unit */
        for (int32_t i = 0; i < o->taps << o->bytes; i++, weights += 2) {
            uint32_t values = x[i % o->taps];
            if (o->bytes)
                values = i < o->taps ? mote_sxtb16(values) : mote_sxtb16_odd(values);
            uint32_t low = mote_sxtb16(*weights);
            uint32_t half = high ? mote_sxtb16_odd(mote_sub16(*weights, low)) : low;
            sum = (uint32_t)mote_smlad(values, half, (int32_t)sum);
        }
    return sum;
}

/* A group's value in slot 0 to 3, with a linear scale. */
MOTE_INLINE int8_t mote_tile_linear_value(const mote_tile_layer *l, const mote_tile_order *o,
                                          mote_tile_steps steps, const uint32_t *group,
                                          int32_t slot, const uint32_t *x) {
    const uint32_t *taps = group + 2, *c = taps + 2 * steps.all + slot / 2 * 3;
    int high = slot & 1;
    uint32_t bias = high ? group[slot / 2] : c[1], multiplier = high ? c[0] : c[2];
    uint32_t sum = 256 * mote_tile_sum(x, o, taps + slot / 2, steps, high) + bias;
    return mote_linear_value(sum, multiplier, l->nudge, MOTE_TILE_LINEAR_SHIFT);
}

/* A value from a sum: `c` are the channel's constants. `in_tile`: they are as tiles want them; else
 * the bias is not doubled and the shift is that of mote_scale. */
MOTE_INLINE int8_t mote_tile_finish(const mote_tile_layer *l, const uint32_t *c, int in_tile,
                                    const mote_output *out, uint32_t sum) {
    int32_t bias = in_tile ? (int32_t)c[0] / 2 : (int32_t)c[0];
    mote_scale scale = {l->multiplier, -1 - l->shift};
    if (l->multiplier == 0) {
        scale.multiplier = (int32_t)c[1];
        scale.shift = in_tile ? -1 - (int32_t)c[2] : (int32_t)c[2];
    }
    return mote_output_value(out, (int32_t)(sum + (uint32_t)bias), scale);
}

/* A group's value in slot 0 to 3. */
MOTE_INLINE int8_t mote_tile_value(const mote_tile_layer *l, const mote_tile_order *o,
                                   mote_tile_steps steps, const uint32_t *group, int32_t slot,
                                   int in_tile, const mote_output *out, const uint32_t *x) {
    int32_t constant_words = (l->group_words - 2 * steps.all) / MOTE_TILE_CHANNELS;
    uint32_t sum = mote_tile_sum(x, o, group + slot / 2, steps, slot & 1);
    return mote_tile_finish(l, group + 2 * steps.all + (slot ^ 1) * constant_words, in_tile, out,
                            sum);
}

/* What a tile does. */
MOTE_INLINE void mote_tile_in_c(const mote_tile_order *o, const mote_tile_layer *l,
                                mote_tile_steps steps, const uint32_t *x, const uint32_t *group,
                                int8_t *const to[2], int32_t groups) {
    const mote_output out = {(int8_t)((l->nudge - 1) / 2), -128, 127};
    int is_linear = l->group_words - 2 * steps.all == 2 * MOTE_TILE_CHANNELS;
    for (int32_t c = 0; c < MOTE_TILE_CHANNELS * groups; c += MOTE_TILE_CHANNELS) {
        for (int32_t i = 0; i < o->pixels; i++)
            for (int32_t slot = 0; slot < MOTE_TILE_CHANNELS; slot++)
                to[i][c + slot] = is_linear
                                      ? mote_tile_linear_value(l, o, steps, group, slot, x + i)
                                      : mote_tile_value(l, o, steps, group, slot, 1, &out, x + i);
        group += l->group_words;
    }
}

/* A tile's stand-in. */
#define MOTE_TILE_IN_C(name, pixels, taps, bytes)                                                  \
    MOTE_INLINE void name(const uint32_t *x, const uint32_t *weights, int8_t *out0, int8_t *out1,  \
                          const mote_tile_layer *layer, const mote_tile_windows *windows,          \
                          int32_t groups) {                                                        \
        const mote_tile_order order = {pixels, taps, bytes};                                       \
        mote_tile_steps steps = mote_tile_steps_of(&order, layer, windows);                        \
        for (int32_t i = 0; i < (pixels == 1 ? 1 : windows->pairs); i++) {                         \
            int8_t *const to[] = {out0 + i * windows->out_step, out1 + i * windows->out_step};     \
            mote_tile_in_c(&order, layer, steps, x + i * (windows->x_step / 4), weights, to,       \
                           groups);                                                                \
        }                                                                                          \
    }
MOTE_TILE_IN_C(mote_tile_pixel, 1, 1, 0)
MOTE_TILE_IN_C(mote_tile_pixel_bytes, 1, 1, 1)
MOTE_TILE_IN_C(mote_tile_pair, 2, 1, 0)
MOTE_TILE_IN_C(mote_tile_pair_bytes, 2, 1, 1)
MOTE_TILE_IN_C(mote_tile_triple, 2, 3, 0)
MOTE_TILE_IN_C(mote_tile_triple_bytes, 2, 3, 1)

/* Groups that no tile can make, behind those of tiles: their number, then the channels of all their
 * slots, -1 for none. */
typedef struct mote_tile_others {
    const int16_t *channels;
    mote_output out;
    mote_tile_order order; /* of 2 pixels */
} mote_tile_others;

/* Those of a pixel, of two; `x` is its first word, `group` the first of these groups. */
typedef void mote_tile_rest(const mote_tile_layer *l, const mote_tile_others *o,
                            const mote_tile_windows *windows, const uint32_t *group,
                            const uint32_t *x, int8_t *out);

MOTE_INLINE void mote_tile_rest_in_c(const mote_tile_layer *l, const mote_tile_others *o,
                                     const mote_tile_windows *windows, const uint32_t *group,
                                     const uint32_t *x, int8_t *out) {
    const mote_tile_steps steps = mote_tile_steps_of(&o->order, l, windows);
    const int16_t *channel = o->channels + 1;
    for (int32_t g = 0; g < o->channels[0]; g++, group += l->group_words)
        for (int32_t slot = 0; slot < MOTE_TILE_CHANNELS; slot++, channel++)
            if (*channel >= 0)
                out[*channel] = mote_tile_value(l, &o->order, steps, group, slot, 0, &o->out, x);
}

#endif
