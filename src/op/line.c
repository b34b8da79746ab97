#include "op/line.h"

#include "device/simd.h"

/* Products fit int32, with as much room for the term. */
#define MOST_FACTOR (8 << MOTE_INTEGER_SHIFT)

/* Returns 0 where a term fits, and stores it; -1 or 1 where only lower or only higher factors can.
 * Every x limits the term from both sides. Where the limits of two x exclude each other, the factor
 * makes too much of the difference of the sums, or too little. */
static int fit_term(const line_values values, int32_t factor, int32_t *term) {
    const int64_t unit = 1 << MOTE_INTEGER_SHIFT;
    int64_t low = INT64_MIN, high = INT64_MAX;
    int32_t x_low = 0, x_high = 0;
    for (int32_t x = -128; x <= 127; x++) {
        int32_t v = values[x + 128];
        int64_t product = (int64_t)factor * x;
        int64_t least = (v > -128 ? v * unit : INT32_MIN) - product;
        int64_t most = (v < 127 ? (v + 1) * unit - 1 : INT32_MAX) - product;
        if (least > low) {
            low = least;
            x_low = x;
        }
        if (most < high) {
            high = most;
            x_high = x;
        }
    }
    *term = (int32_t)(low + (high - low) / 2); /* the sum of x = 0: an int32 */
    return low <= high ? 0 : x_low < x_high ? -1 : 1;
}

static int fit_terms(line_values *values, int count, int32_t factor, int32_t *terms) {
    int side = 0;
    for (int i = 0; i < count && side == 0; i++)
        side = fit_term(values[i], factor, &terms[i]);
    return side;
}

int line_find(line_values *values, int count, int32_t *factor, int32_t *terms) {
    int32_t low = -MOST_FACTOR, high = MOST_FACTOR;
    while (low <= high) {
        *factor = low + (high - low) / 2;
        int side = fit_terms(values, count, *factor, terms);
        if (side == 0)
            return 1;
        if (side < 0)
            high = *factor - 1;
        else
            low = *factor + 1;
    }
    return 0;
}
