#include "op/fixedpoint.h"

int32_t fixedpoint_multiply(int32_t a, int32_t b) {
    if (a == INT32_MIN && b == INT32_MIN)
        return INT32_MAX;
    return (int32_t)(((int64_t)a * b + ((int64_t)1 << 30)) >> 31);
}

int32_t fixedpoint_shift_round(int32_t a, int shift) {
    int64_t half = shift > 0 ? (int64_t)1 << (shift - 1) : 0, wide = a;
    return (int32_t)(wide >= 0 ? (wide + half) >> shift : -((-wide + half) >> shift));
}

int32_t fixedpoint_shift_left(int32_t a, int shift) {
    int64_t limit = ((int64_t)1 << (31 - shift)) - 1;
    if (a > limit)
        return INT32_MAX;
    if (a < -limit)
        return INT32_MIN;
    return (int32_t)((int64_t)a * ((int64_t)1 << shift));
}

/* exp(a) for a in [-1/4, 0), Q0.31: Taylor around -1/8 to the fourth power. */
static int32_t exp_on_last_quarter(int32_t a) {
    const int32_t exp_minus_eighth = 1895147668, third = 715827883;
    int32_t x = a + (1 << 28);
    int32_t x2 = fixedpoint_multiply(x, x), x3 = fixedpoint_multiply(x2, x);
    int32_t x4_quarter = fixedpoint_shift_round(fixedpoint_multiply(x2, x2), 2);
    int32_t tail = fixedpoint_shift_round(fixedpoint_multiply(x4_quarter + x3, third) + x2, 1);
    return exp_minus_eighth + fixedpoint_multiply(exp_minus_eighth, x + tail);
}

int32_t fixedpoint_exp(int32_t a, int integer_bits) {
    /* exp(-2^k) in Q0.31 for k = -2 .. 4 */
    static const int32_t factors[] = {1672461947, 1302514674, 790015084, 290630308,
                                      39332535,   720401,     242};
    if (a == 0)
        return INT32_MAX;
    int fraction_bits = 31 - integer_bits;
    int32_t quarter = (int32_t)1 << (fraction_bits - 2);
    int32_t within = (a & (quarter - 1)) - quarter;
    int32_t result = exp_on_last_quarter(fixedpoint_shift_left(within, integer_bits));
    int32_t remainder = within - a;
    for (int k = -2; k < integer_bits && k <= 4; k++)
        if (remainder & (int32_t)1 << (fraction_bits + k))
            result = fixedpoint_multiply(result, factors[k + 2]);
    return result;
}

/* 1 / ((1 + a) / 2) in Q2.29 by three Newton-Raphson steps from 48/17 - 32/17 x. */
static int32_t reciprocal_of_half(int32_t a) {
    const int32_t c48_17 = 1515870810, minus_32_17 = -1010580540;
    int32_t half = (int32_t)(((int64_t)a + INT32_MAX + 1) / 2);
    int32_t x = c48_17 + fixedpoint_multiply(half, minus_32_17);
    for (int i = 0; i < 3; i++) {
        int32_t error = ((int32_t)1 << 29) - fixedpoint_multiply(half, x);
        x += fixedpoint_shift_left(fixedpoint_multiply(x, error), 2);
    }
    return x;
}

int32_t fixedpoint_reciprocal(int32_t a) {
    return fixedpoint_shift_left(reciprocal_of_half(a), 1);
}

int32_t fixedpoint_one_minus_over_one_plus(int32_t a) {
    return fixedpoint_shift_left(reciprocal_of_half(a) - ((int32_t)1 << 29), 2);
}

static int32_t minus_magnitude(int32_t a) {
    return a > 0 ? -a : a;
}

int32_t fixedpoint_logistic(int32_t a) {
    if (a == 0)
        return (int32_t)1 << 30;
    int32_t positive = fixedpoint_reciprocal(fixedpoint_exp(minus_magnitude(a), 4));
    return a > 0 ? positive : INT32_MAX - positive;
}

/* The raw Q4.27 value read as Q5.26 is twice the number. */
int32_t fixedpoint_tanh(int32_t a) {
    if (a == 0)
        return 0;
    int32_t t = fixedpoint_one_minus_over_one_plus(fixedpoint_exp(minus_magnitude(a), 5));
    return a < 0 ? -t : t;
}
