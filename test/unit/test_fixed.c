/* The device's requantisation against the host's, with every shift there is. */
#include "base/rng.h"
#include "device/fixed.h"
#include "op/quant.h"
#include "test.h"

static int32_t random_multiplier(rng *r) {
    const int32_t ends[] = {0, 1 << 30, (1 << 30) + 1, INT32_MAX};
    return rng_chance(r, 20) ? ends[rng_range(r, 0, 3)] : (int32_t)rng_range(r, 1 << 30, INT32_MAX);
}

/* Small ones as often as large ones: scales above 1 tell them apart. */
static int32_t random_sum(rng *r) {
    int64_t most = (int64_t)1 << rng_range(r, 1, 31);
    return (int32_t)rng_range(r, -most, most - 1);
}

TEST(every_shift_gives_what_the_host_gives) {
    rng r;
    rng_seed(&r, 1);
    for (int32_t shift = -31; shift <= 30; shift++)
        for (int i = 0; i < 1000; i++) {
            int32_t x = random_sum(&r), multiplier = random_multiplier(&r);
            EXPECT(mote_requantise(x, (mote_scale){multiplier, shift}) ==
                   quant_multiply(x, (quant_scale){multiplier, shift}));
        }
}
