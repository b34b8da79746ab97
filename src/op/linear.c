#include "op/linear.h"

#define LEAST_VALUE (-128)
#define STEPS 255
/* Multipliers tried on either side of the real factor M. They are so far apart that the outermost
 * move the farthest step, 128 / M sums away, by a hundredth of a sum or so. */
#define TRIES 100
#define SHIFT_MAX 23 /* keeps a step's product in 64 bits */

static int64_t divide_up(int64_t a, int64_t positive) {
    return a / positive + (a % positive > 0);
}

/* The least sum for which the reference's value is `value`, zero point left out, or more: its high
 * product reaches value - 1/2, and more than that where halves are rounded down. */
static int64_t step_of(int32_t value, int64_t bias, quant_scale s) {
    int64_t one = (int64_t)1 << -s.shift, product = value * one - one / 2 + (value <= 0);
    return divide_up(product * ((int64_t)1 << 31) - ((int64_t)1 << 30), s.multiplier) - bias;
}

/* The biases with which every step comes out right. A step out of reach lies at the next sum. */
static quant_sums biases_of(const int64_t *steps, quant_sums sums, int32_t zero_point, int shift,
                            int64_t multiplier) {
    quant_sums biases = {INT32_MIN - 256 * sums.low, INT32_MAX - 256 * sums.high};
    for (int i = 0; i < STEPS && biases.low <= biases.high; i++) {
        int64_t twice = 2 * (LEAST_VALUE + 1 + i - zero_point) - 1;
        int64_t reached = divide_up(twice * ((int64_t)1 << (31 + shift)), multiplier);
        int64_t least = reached - 256 * steps[i], most = reached - 1 - 256 * (steps[i] - 1);
        if (steps[i] <= sums.high && least > biases.low)
            biases.low = least;
        if (steps[i] > sums.low && most < biases.high)
            biases.high = most;
    }
    return biases;
}

/* The multiplier that is the real factor, as near as may be. A single step in reach may lie on a
 * flatter line as well, whose bias is smaller. */
static int64_t real_multiplier(const int64_t *steps, quant_sums sums, quant_scale scale,
                               int shift) {
    int right = 7 - shift - scale.shift, in_reach = 0;
    for (int i = 0; i < STEPS; i++)
        in_reach += steps[i] > sums.low && steps[i] <= sums.high;
    if (in_reach <= 1) {
        int64_t flat = ((int64_t)1 << (24 + shift)) / (sums.high - sums.low + 2);
        return flat < INT32_MAX / 2 ? flat : INT32_MAX / 2;
    }
    return right < 0 ? 0 : ((int64_t)scale.multiplier + ((int64_t)1 << right >> 1)) >> right;
}

int linear_fit(quant_sums sums, int64_t bias, quant_scale scale, int32_t zero_point, int shift,
               linear_scale *fit) {
    if (scale.multiplier == 0 || scale.shift > -1 || scale.shift < -SHIFT_MAX)
        return 0;
    int64_t steps[STEPS];
    for (int i = 0; i < STEPS; i++) {
        int64_t step = step_of(LEAST_VALUE + 1 + i - zero_point, bias, scale);
        steps[i] = step < sums.low ? sums.low : step > sums.high ? sums.high + 1 : step;
    }
    int64_t real = real_multiplier(steps, sums, scale, shift);
    int64_t apart = (real * real >> (44 + shift)) + 1;
    for (int try = 0; try <= 2 * TRIES; try++) {
        int64_t multiplier = real + apart * (try % 2 ? try / 2 + 1 : -(try / 2));
        if (multiplier <= 0 || multiplier > INT32_MAX)
            continue;
        quant_sums biases = biases_of(steps, sums, zero_point, shift, multiplier);
        if (biases.low > biases.high)
            continue;
        fit->multiplier = (int32_t)multiplier;
        fit->bias = (int32_t)((biases.low + biases.high) >> 1);
        return 1;
    }
    return 0;
}
