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
    mote_conv2d_staged_s8_params p = *(const mote_conv2d_staged_s8_params *)params;
    int32_t groups = p.rest ? p.others.channels[0] : 0;
    for (int32_t r = 0; r < p.run_count; r++)
        groups += p.runs[2 * r + 1];
    int32_t words = groups * p.layer.group_words;
    staged_copy(p.layer.weights, words, scratch);
    p.layer.weights = scratch;
    mote_conv2d_dual_s8(&p, in, out, n, (uint32_t *)scratch + words);
}
