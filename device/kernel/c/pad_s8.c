#include "../pad_s8.h"

/* The innermost two axes: runs of the input into their places. Returns the rest of the input. */
static const int8_t *pad_copy_plane(const mote_pad_s8_params *p, const int8_t *from, int8_t *to) {
    for (int32_t y = 0; y < p->size[3]; y++, to += p->stride[3])
        for (int32_t x = 0; x < p->size[4]; x++)
            to[x] = *from++;
    return from;
}

static void pad_copy(const mote_pad_s8_params *p, const int8_t *from, int8_t *to) {
    for (int32_t a = 0; a < p->size[0]; a++)
        for (int32_t b = 0; b < p->size[1]; b++)
            for (int32_t c = 0; c < p->size[2]; c++)
                from = pad_copy_plane(p, from,
                                      to + a * p->stride[0] + b * p->stride[1] + c * p->stride[2]);
}

void mote_pad_s8(const void *params, const int8_t *const *in, int8_t *const *out, int32_t n,
                 void *scratch) {
    const mote_pad_s8_params *p = params;
    (void)scratch;
    for (int32_t y = 0; y < n; y++) {
        for (int32_t i = 0; i < p->out_count; i++)
            out[y][i] = (int8_t)p->value;
        if (in[y])
            pad_copy(p, in[y], out[y] + p->start);
    }
}
