/* A small deterministic random generator (splitmix64, Steele et al. 2014): the same numbers from
 * the same seed on every computer. For drawing tests, not for secrets. */
#ifndef MOTE_BASE_RNG_H
#define MOTE_BASE_RNG_H

#include <stdint.h>

typedef struct rng {
    uint64_t state;
} rng;

void rng_seed(rng *r, uint64_t seed);
uint64_t rng_u64(rng *r);
/* An integer in [low, high], both included; low <= high. */
int64_t rng_range(rng *r, int64_t low, int64_t high);
/* True in `percent` of 100 draws. */
int rng_chance(rng *r, int percent);
/* A real in [0, 1). */
double rng_real(rng *r);

#endif
