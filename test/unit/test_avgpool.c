/* Average pools by pairs of int16 sums: as many values as those hold, and more. */
#include "device/kernel/dsp/avgpool_s8.c"
#include "device/kernel/dsp/sum_add_s8.c"

#include "test.h"

/* The mean of height x width times `value` in 8 channels, by one window. */
static void expect_mean(int32_t height, int32_t width, int8_t value) {
    int8_t row[64 * 8], result[8] = {0};
    const int8_t *rows[64];
    int8_t *out[] = {result};
    memset(row, value, sizeof row);
    for (int i = 0; i < 64; i++)
        rows[i] = row;
    mote_avgpool_s8_params p = {width, 1, 8, height, width, 1, 1, 0, -128, 127};
    mote_avgpool_s8(&p, rows, out, 1, NULL);
    for (int c = 0; c < 8; c++)
        EXPECT(result[c] == value);
}

TEST(int16_sums_do_not_overflow) {
    expect_mean(17, 15, -128); /* 255 values */
    expect_mean(17, 15, 127);
    expect_mean(16, 16, -128); /* 256 values of -128 just fit; 257 no longer */
    expect_mean(1, 64, 127);
    expect_mean(64, 64, -128);
    expect_mean(64, 64, 127);
    expect_mean(43, 6, 127); /* 258: they overflow */
    expect_mean(43, 6, -128);
}

/* Twice a row of `width` times `value` in 4 channels. */
static void expect_sum(int32_t width, int8_t value) {
    static int8_t row[300 * 4];
    int32_t sums[4];
    const int8_t *in[] = {row};
    int8_t *out[] = {(int8_t *)sums};
    memset(row, value, sizeof row);
    mote_sum_add_s8_params p = {width, 1, 4, 2, width, 1, 0, 0};
    mote_sum_add_s8(&p, in, out, 0, NULL);
    mote_sum_add_s8(&p, in, out, 1, NULL);
    for (int c = 0; c < 4; c++)
        EXPECT(sums[c] == 2 * width * value);
}

TEST(int16_sums_of_a_row_do_not_overflow) {
    expect_sum(255, -128);
    expect_sum(255, 127);
    expect_sum(300, 127);
    expect_sum(300, -128);
}
