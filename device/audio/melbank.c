#include "melbank.h"

#define STEP_SHIFT 13 /* a logarithm in 2^-16 octaves to feature steps: 16 - log2(8) */

/* log2(1 + i / 32) * 2^16 */
static const uint32_t log2_table[33] = {
    0,     2909,  5732,  8473,  11136, 13727, 16248, 18704, 21098, 23433, 25711,
    27936, 30109, 32234, 34312, 36346, 38336, 40286, 42196, 44068, 45904, 47705,
    49472, 51207, 52911, 54584, 56229, 57845, 59434, 60997, 62534, 64047, 65536,
};

/* log2(v) * 2^16 for v >= 1; linear between the table's points, off by less than 2^-12. */
static int32_t log2_q16(uint32_t v) {
    int32_t exponent = 31;
    for (int32_t step = 16; step > 0; step /= 2) {
        if (v >> (32 - step))
            continue;
        v <<= step;
        exponent -= step;
    }
    uint32_t i = (v >> 26) & 31, fraction = (v >> 10) & 0xffff;
    uint32_t low = log2_table[i], rise = log2_table[i + 1] - low;
    return (int32_t)(((uint32_t)exponent << 16) + low + ((rise * fraction) >> 16));
}

/* How far `count` numbers must be shifted to the right to lie in -2^15 .. 2^15 - 1. */
static int32_t headroom_shift(const int32_t *x, int32_t count) {
    int32_t used = 0, shift = 0;
    for (int32_t i = 0; i < count; i++)
        used |= x[i] ^ (x[i] >> 31);
    while (used >> shift > 0x7fff)
        shift++;
    return shift;
}

/* The weighted mean of |X|^2 / 4^shift, below 2^32 since the weights sum to 1. */
static uint32_t band_power(const int32_t *x, const uint16_t *weight, int32_t bins, int32_t shift) {
    uint32_t sum = 0;
    for (int32_t i = 0; i < bins; i++) {
        int32_t re = x[2 * i] >> shift, im = x[2 * i + 1] >> shift;
        uint32_t power = (uint32_t)(re * re) + (uint32_t)(im * im);
        sum += (power >> 16) * weight[i] + (((power & 0xffff) * weight[i]) >> 16);
    }
    return sum;
}

void mote_mel_bank(const mote_logmel_config *config, const int32_t *spectrum, int8_t *out) {
    const uint16_t *weight = config->weight;
    for (int32_t b = 0; b < config->bands; b++) {
        const int32_t *x = spectrum + 2 * config->band[b].first_bin;
        int32_t bins = config->band[b].count;
        int32_t shift = headroom_shift(x, 2 * bins);
        uint32_t floor = shift < 16 ? config->floor_q30 >> (2 * shift) : 0;
        uint32_t power = band_power(x, weight, bins, shift) + floor;
        int32_t octaves = log2_q16(power > 0 ? power : 1) + (shift << 17) - config->floor_log2_q16;
        int32_t steps = (octaves + (1 << (STEP_SHIFT - 1))) >> STEP_SHIFT;
        int32_t feature = steps + MOTE_LOGMEL_SILENCE;
        out[b] = (int8_t)(feature < -128 ? -128 : feature > 127 ? 127 : feature);
        weight += bins;
    }
}
