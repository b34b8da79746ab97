#include "../depthwise_sliding_s8.h"

void mote_depthwise_sliding_s8(const void *params, const int8_t *const *in, int8_t *const *out,
                               int32_t n, void *scratch) {
    const mote_depthwise_sliding_s8_params *p = params;
    mote_sliding_tile *tile = n == p->rows ? p->tile : p->last_tile;
    uint32_t *planes = scratch;
    if (p->copy)
        in = p->copy(p, in, n + p->kernel_h - 1, planes + p->planes_words);
    int32_t at = 0;
    do {
        int32_t end = at + p->channels;
        tile(planes, p->blocks, out[0], p->nudge, in, at, end);
        at = end;
    } while (at < p->row_bytes);
}
