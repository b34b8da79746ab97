#include "../softmax_s8.h"

#include "../../fixed.h"

/* x * 2^2, saturating. */
static int32_t softmax_times_four(int32_t x) {
    const int32_t limit = ((int32_t)1 << 29) - 1;
    if (x > limit)
        return INT32_MAX;
    return x < -limit ? INT32_MIN : mote_shift_left(x, 2);
}

/* 1 / (1 + a) in Q0.31 for a in [0, 1) in Q0.31: Newton-Raphson, as gemmlowp does it. */
static int32_t softmax_reciprocal(int32_t a) {
    int32_t half = (int32_t)(((uint32_t)a + 0x80000000u) >> 1);
    int32_t x = 1515870810 + mote_multiply_high(half, -1010580540); /* 48/17 - 32/17 half, Q2.29 */
    for (int i = 0; i < 3; i++) {
        int32_t error = ((int32_t)1 << 29) - mote_multiply_high(half, x);
        x += softmax_times_four(mote_multiply_high(x, error));
    }
    return x >= (int32_t)1 << 30 ? INT32_MAX : mote_shift_left(x, 1);
}

static int32_t softmax_largest(const int8_t *x, int32_t n) {
    int32_t most = x[0];
    for (int32_t i = 1; i < n; i++)
        most = x[i] > most ? x[i] : most;
    return most;
}

/* Q12.19; every row has its maximum, so at least 2^19. */
static uint32_t softmax_sum(const mote_softmax_s8_params *p, const int8_t *x, int32_t most) {
    uint32_t sum = 0;
    for (int32_t i = 0; i < p->depth; i++)
        if (most - x[i] < p->count)
            sum += (uint32_t)mote_shift_right_round(p->exponentials[most - x[i]], 12);
    return sum;
}

static void softmax_row(const mote_softmax_s8_params *p, const int8_t *x, int8_t *out) {
    int32_t most = softmax_largest(x, p->depth), shift = 35;
    uint32_t sum = softmax_sum(p, x, most);
    for (; !(sum & 0x80000000u); sum <<= 1)
        shift--;
    int32_t reciprocal = softmax_reciprocal((int32_t)(sum & 0x7FFFFFFFu));
    for (int32_t i = 0; i < p->depth; i++) {
        int32_t d = most - x[i], y = 0;
        if (d < p->count && shift <= 31)
            y = mote_shift_right_round(mote_multiply_high(reciprocal, p->exponentials[d]), shift);
        out[i] = (int8_t)mote_clamp(y - 128, -128, 127);
    }
}

void mote_softmax_s8(const void *params, const int8_t *const *in, int8_t *const *out, int32_t n,
                     void *scratch) {
    const mote_softmax_s8_params *p = params;
    (void)scratch;
    for (int32_t i = 0; i < n; i++)
        softmax_row(p, in[i], out[i]);
}
