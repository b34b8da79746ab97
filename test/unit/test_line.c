/* Lines in place of an operator: those that are found give each value, within int32; and they are
 * found where there are any. */
#include "base/rng.h"
#include "device/simd.h"
#include "op/line.h"
#include "test.h"

/* Of sums that int32 holds. */
static int is_exact(const line_values values, int32_t factor, int32_t term) {
    for (int32_t x = -128; x <= 127; x++) {
        int64_t sum = (int64_t)factor * x + term;
        if (sum != (int32_t)sum || mote_integer_s8((int32_t)sum) != values[x + 128])
            return 0;
    }
    return 1;
}

/* A factor; slopes of all sizes up to 2^`bits` times the unit of a sum. */
static int32_t random_factor(rng *r, int bits) {
    int32_t most = 1 << rng_range(r, 0, MOTE_INTEGER_SHIFT + bits);
    return (int32_t)rng_range(r, -most, most);
}

static void draw_line(rng *r, int32_t factor, line_values values) {
    int32_t most = 256 << MOTE_INTEGER_SHIFT, term = (int32_t)rng_range(r, -most, most);
    for (int32_t x = -128; x <= 127; x++)
        values[x + 128] = (int8_t)mote_integer_s8(factor * x + term);
}

TEST(lines_are_found) {
    rng r;
    rng_seed(&r, 1);
    for (int i = 0; i < 3000; i++) {
        line_values values[3];
        int32_t factor = random_factor(&r, 3), terms[3];
        for (int k = 0; k < 3; k++)
            draw_line(&r, factor, values[k]);
        CHECK(line_find(values, 3, &factor, terms));
        for (int k = 0; k < 3; k++)
            EXPECT(is_exact(values[k], factor, terms[k]));
    }
}

/* One value is spoilt: sometimes by so little that another line has it. */
TEST(lines_that_are_found_are_exact) {
    rng r;
    rng_seed(&r, 2);
    int found = 0, draws = 3000;
    for (int i = 0; i < draws; i++) {
        line_values values;
        int32_t factor, term;
        draw_line(&r, random_factor(&r, 0), values);
        int8_t *some = &values[rng_range(&r, 0, 255)];
        *some = (int8_t)(*some < 127 ? *some + 1 : *some - 1);
        if (line_find(&values, 1, &factor, &term)) {
            EXPECT(is_exact(values, factor, term));
            found++;
        }
    }
    EXPECT(found > 0 && found < draws / 2);
}

/* Clamped values leave a wide choice of terms, and more than eight with each x a choice of lines
 * that leave int32. */
TEST(sums_stay_in_int32) {
    line_values values;
    int32_t factor, term;
    for (int32_t x = -128; x <= 127; x++)
        values[x + 128] = 127;
    EXPECT(line_find(&values, 1, &factor, &term) && is_exact(values, factor, term));
    for (int32_t x = -128; x <= 127; x++)
        values[x + 128] = (int8_t)mote_clamp(20 * x, -128, 127);
    EXPECT(!line_find(&values, 1, &factor, &term));
}

TEST(two_lines_have_one_factor) {
    line_values values[2];
    int32_t factor, terms[2];
    for (int32_t x = -128; x <= 127; x++) {
        values[0][x + 128] = (int8_t)x;
        values[1][x + 128] = (int8_t)(x >> 1);
    }
    EXPECT(line_find(values, 1, &factor, terms) && line_find(values + 1, 1, &factor, terms));
    EXPECT(!line_find(values, 2, &factor, terms));
}
