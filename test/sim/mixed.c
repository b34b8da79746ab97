#include <string.h>

#include "measured.h"

static void sort(uint8_t *v, int n) {
    for (int gap = n / 2; gap > 0; gap /= 2)
        for (int i = gap; i < n; i++) {
            uint8_t x = v[i];
            int j = i;
            for (; j >= gap && v[j - gap] > x; j -= gap)
                v[j] = v[j - gap];
            v[j] = x;
        }
}

static int32_t step(int kind, int32_t a, int32_t b) {
    switch (kind) {
    case 0:
        return (int32_t)((uint32_t)a + (uint32_t)b) & 0xFFFFFF;
    case 1:
        return a / (b + 1);
    case 2:
        return (int32_t)((int64_t)a * (b + 77777) >> 13);
    case 3:
        return (int32_t)((uint32_t)a % (uint32_t)(b + 3));
    case 4:
        return a > b ? (a - b) / 2 : b;
    case 5:
        return (int32_t)((float)a * 0.37f + (float)b / 7.0f) & 0xFFFF;
    case 6:
        return (int32_t)((uint32_t)a << (b & 7) ^ (uint32_t)a >> 5) & 0xFFFFFF;
    default:
        return a ^ b;
    }
}

static uint32_t add_up(const uint8_t *v, int n) {
    uint32_t sum = 0;
    for (int i = 0; i < n; i++)
        sum = sum * 31 + v[i];
    return sum;
}

/* From a linear congruential generator with the constants of Numerical Recipes. */
void mixed_fill(uint8_t values[MIXED_BYTES]) {
    uint32_t x = 1;
    for (int i = 0; i < MIXED_BYTES; i++) {
        x = x * 1664525u + 1013904223u;
        values[i] = (uint8_t)(x >> 24);
    }
}

uint32_t mixed(uint8_t values[MIXED_BYTES]) {
    static uint16_t halves[MIXED_BYTES / 2];
    int32_t state = 1;
    int64_t total = 0;
    for (int round = 0; round < 4; round++)
        for (int i = 0; i < MIXED_BYTES; i++) {
            state = step(values[i] & 7, state, values[i]);
            total += (int64_t)state * values[i];
        }
    memcpy(halves, values, sizeof halves);
    for (int i = 0; i < MIXED_BYTES / 2; i++)
        total -= (int16_t)halves[i];
    sort(values, MIXED_BYTES);
    return add_up(values, MIXED_BYTES) ^ (uint32_t)total;
}
