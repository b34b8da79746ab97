#include "melbank.h"

#include "multiply.h"

#define STEP_SHIFT 13 /* a logarithm in 2^-16 octaves to feature steps: 16 - log2(8) */

/* log2(1 + i / 32) * 2^16 */
static const uint32_t log2_table[33] = {
    0,     2909,  5732,  8473,  11136, 13727, 16248, 18704, 21098, 23433, 25711,
    27936, 30109, 32234, 34312, 36346, 38336, 40286, 42196, 44068, 45904, 47705,
    49472, 51207, 52911, 54584, 56229, 57845, 59434, 60997, 62534, 64047, 65536,
};

/* Of v >= 1. */
static int32_t leading_zeros(uint32_t v) {
#if defined(__ARM_FEATURE_CLZ)
    return __builtin_clz(v);
#else
    int32_t zeros = 0;
    for (int32_t step = 16; step > 0; step /= 2) {
        if (v >> (32 - step))
            continue;
        v <<= step;
        zeros += step;
    }
    return zeros;
#endif
}

/* log2(v) * 2^16 for v >= 1; linear between the table's points, off by less than 2^-12. */
static int32_t log2_q16(uint32_t v) {
    int32_t zeros = leading_zeros(v);
    v <<= zeros;
    uint32_t i = (v >> 26) & 31, fraction = (v >> 10) & 0xffff;
    uint32_t low = log2_table[i], rise = log2_table[i + 1] - low;
    return ((31 - zeros) << 16) + (int32_t)(low + ((rise * fraction) >> 16));
}

/* Bins first .. end - 1: a number with as many bits as the one of them that needs most, its sign
 * aside. */
static uint32_t bits_used(const int32_t *spectrum, int32_t first, int32_t end) {
    int32_t used = 0;
    const int32_t *stop = spectrum + 2 * end;
    for (const int32_t *x = spectrum + 2 * first; x < stop; x += 2)
        used |= (x[0] ^ (x[0] >> 31)) | (x[1] ^ (x[1] >> 31));
    return (uint32_t)used;
}

/* The weighted mean of |X|^2 / 4^shift, below 2^32 since the weights sum to 1. */
static uint32_t band_power(const int32_t *x, const uint16_t *weight, int32_t bins, int32_t shift) {
    uint32_t sum = 0;
    for (const uint16_t *end = weight + bins; weight < end; x += 2) {
        int32_t re = x[0] >> shift, im = x[1] >> shift;
        sum += mote_multiply_weight((uint32_t)(re * re) + (uint32_t)(im * im), *weight++);
    }
    return sum;
}

/* A band of power / 2^30 * 4^shift. */
static int8_t feature_of(const mote_logmel_config *config, uint32_t power, int32_t shift) {
    power += shift < 16 ? config->floor_q30 >> (2 * shift) : 0;
    int32_t octaves = log2_q16(power > 0 ? power : 1) + (shift << 17) - config->floor_log2_q16;
    int32_t steps = (octaves + (1 << (STEP_SHIFT - 1))) >> STEP_SHIFT;
    return (int8_t)mote_clamp(steps + MOTE_LOGMEL_SILENCE, -128, 127);
}

/* Every band is shifted to the right until its numbers lie in -2^15 .. 2^15 - 1. What they need is
 * looked up once where two bands share bins: `shared` is that of those before bin `seen`. */
void mote_mel_bank(const mote_logmel_config *config, const int32_t *spectrum, int8_t *out) {
    const uint16_t *weight = config->weight;
    const mote_mel_band *band = config->band, *last = band + config->bands - 1;
    uint32_t shared = 0;
    int32_t seen = 0;
    for (; band <= last; band++) {
        int32_t first = band->first_bin, bins = band->count, end = first + bins, next = end;
        if (band < last && band[1].first_bin < end)
            next = band[1].first_bin;
        uint32_t used = shared | bits_used(spectrum, first > seen ? first : seen, next);
        shared = bits_used(spectrum, next, end);
        used |= shared;
        seen = end;
        int32_t shift = used > 0x7fff ? 17 - leading_zeros(used) : 0;
        *out++ = feature_of(config, band_power(spectrum + 2 * first, weight, bins, shift), shift);
        weight += bins;
    }
}
