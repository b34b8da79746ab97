#include "../conv2d_staged_s8.h"

/* What compilers move with few instructions; memcpy may go byte by byte. */
typedef struct staged_block {
    uint32_t words[8];
} staged_block;

static void staged_copy(const uint32_t *from, int32_t words, uint32_t *to) {
    for (; words >= 8; words -= 8, from += 8, to += 8)
        *(staged_block *)to = *(const staged_block *)from;
    while (words-- > 0)
        *to++ = *from++;
}

void mote_conv2d_staged_s8(const void *params, const int8_t *const *in, int8_t *const *out,
                           int32_t n, void *scratch) {
    const mote_conv2d_staged_s8_params *p = params;
    staged_copy(p->layer.weights, p->staged_words, scratch);
    mote_conv2d_dual_s8(p, in, out, n, (uint32_t *)scratch + p->staged_words);
}
