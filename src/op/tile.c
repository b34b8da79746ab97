#include "op/tile.h"

#include <string.h>

#include "base/mem.h"
#include "op/quant.h"

#define SUM_LIMIT ((int64_t)1 << 30)          /* |sum + bias| in a tile, since it is doubled */
#define WINOGRAD_SUM_LIMIT ((int64_t)1 << 25) /* ... which conv2d_winograd_s8 has 64 times */
#define HIGH_SUM_LIMIT ((int64_t)1 << 23)     /* |sum| of a channel in the upper half */
#define SHIFT_MAX 23 /* (2 * zero point + 1) << (shift - 1) and a high product fit 32 bits */

static int64_t magnitude(int64_t x) {
    return x < 0 ? -x : x;
}

/* The products of values that are anything from -128 to 127, `subtracted` from them. */
static quant_sums sums_of(const int8_t *weights, int32_t taps, int32_t subtracted) {
    quant_sums sums = {0, 0};
    for (int32_t i = 0; i < taps; i++)
        quant_add_product(&sums, weights[i], (op_range){-128, 127}, subtracted, OP_TAP_INSIDE);
    return sums;
}

/* The conditions of device/kernel/tile.h. Sums of some of the products, which edges leave, lie in
 * the same range, since 0 does. */
static void prove(tile_channel *c, int32_t taps) {
    int64_t reach = magnitude(c->sums.low) > c->sums.high ? magnitude(c->sums.low) : c->sums.high;
    c->packs = reach < HIGH_SUM_LIMIT && memchr(c->weights, -128, (size_t)taps) == NULL;
    c->low = reach + magnitude(c->bias) < SUM_LIMIT && c->scale.shift <= -1 &&
             c->scale.shift >= -SHIFT_MAX;
    c->high = c->low && c->packs;
    c->winograd = c->low && reach + magnitude(c->bias) < WINOGRAD_SUM_LIMIT;
}

/* The output value, zero point left out, that a channel has whatever the input; 0 if it varies.
 * Requantisation is monotonic, so the ends of the sum's range decide. */
static int is_constant(const ir_op *op, int32_t activation, const tile_channel *c, int32_t *value) {
    int64_t least = c->bias + c->sums.low, most = c->bias + c->sums.high;
    if (least < INT32_MIN || most > INT32_MAX || c->scale.shift > 0)
        return 0;
    int32_t low, high, zero = ir_zero_point(op->output);
    quant_activation_range(op->output, activation, &low, &high);
    int32_t first = quant_multiply((int32_t)least, c->scale);
    int32_t last = quant_multiply((int32_t)most, c->scale);
    *value = quant_clamp((int64_t)first + zero, low, high) - zero;
    return quant_clamp((int64_t)last + zero, low, high) - zero == *value;
}

/* A constant as one that a tile can make: 256 * value * 2^30 / 2^31 / 2^7. */
static void make_constant(tile_channel *c, int32_t taps, int32_t value) {
    memset(c->weights, 0, (size_t)taps);
    c->bias = 256 * value;
    c->sums = (quant_sums){0, 0};
    c->scale = (quant_scale){1 << 30, -7};
}

tile_channel *tile_channels_new(const ir_op *op, int32_t activation, int32_t count, int32_t taps,
                                int32_t tap_step, int32_t subtracted) {
    const ir_tensor *x = op->inputs[0], *weights = op->inputs[1], *bias = ir_input(op, 2);
    int per_channel = weights->quant.count > 1;
    quant_scale *scales = quant_channel_scales(x, weights, op->output);
    tile_channel *channels = NEW_ARRAY(tile_channel, (size_t)count);
    for (int32_t o = 0; o < count; o++) {
        tile_channel *c = &channels[o];
        const int8_t *from =
            (const int8_t *)weights->data + (tap_step == 1 ? (int64_t)o * taps : o);
        c->scale = scales[per_channel ? o : 0];
        c->weights = NEW_ARRAY(int8_t, (size_t)taps);
        c->bias = bias ? ((const int32_t *)bias->data)[o] : 0;
        for (int32_t i = 0; i < taps; i++) {
            c->weights[i] = from[(int64_t)i * tap_step];
            c->bias -= (int64_t)(ir_zero_point(x) - subtracted) * c->weights[i];
        }
        c->sums = sums_of(c->weights, taps, subtracted);
        int32_t value;
        if (per_channel && is_constant(op, activation, c, &value))
            make_constant(c, taps, value);
        prove(c, taps);
    }
    return channels;
}

int tile_channels_fit(tile_channel *channels, int32_t count, int32_t zero_point, int shift) {
    for (tile_channel *c = channels; c < channels + count; c++)
        if (!linear_fit(c->sums, c->bias, c->scale, zero_point, shift, &c->linear))
            return 0;
    return 1;
}

int tile_finish_of(const ir_op *op, int32_t activation, op_tile_finish *finish) {
    int32_t low, high;
    quant_activation_range(op->output, activation, &low, &high);
    *finish = ir_zero_point(op->output) == -128 ? OP_TILE_RELU : OP_TILE_PLAIN;
    return low == -128 && high == 127;
}
