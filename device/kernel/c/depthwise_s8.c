#include "../depthwise_s8.h"

#include "../../window.h"

/* Channels made together. */
#define DEPTHWISE_GROUP 4

/* One pixel: its rows, and where its first tap inside them and that tap's weights begin. */
typedef struct depthwise_window {
    const int8_t *const *rows;
    int32_t in, weights; /* offsets in a row, and in the weights of a kernel row */
    int32_t taps;        /* inside the rows, per row */
} depthwise_window;

/* acc[g] = sum of the products of output channel o + g. The channels read input channels `step`
 * apart, from i on: 1, or 0 when they share one. Sums wrap modulo 2^32. */
static inline void depthwise_sum_group(const mote_depthwise_s8_params *p,
                                       const depthwise_window *at, int32_t i, int32_t o,
                                       int32_t step, uint32_t acc[DEPTHWISE_GROUP]) {
    int32_t zero = p->in_zero, out_c = p->in_c * p->depth_multiplier;
    int32_t next = p->dilation_w * p->in_c;
    uint32_t a0 = 0, a1 = 0, a2 = 0, a3 = 0;
    for (int32_t ky = 0; ky < p->kernel_h; ky++) {
        const int8_t *x = at->rows[ky * p->dilation_h];
        if (!x)
            continue;
        x += at->in + i;
        const int8_t *w = p->weights + ky * p->kernel_w * out_c + at->weights + o;
        for (int32_t tap = at->taps; tap > 0; tap--, x += next, w += out_c) {
            a0 += (uint32_t)((x[0] - zero) * w[0]);
            a1 += (uint32_t)((x[step] - zero) * w[1]);
            a2 += (uint32_t)((x[step * 2] - zero) * w[2]);
            a3 += (uint32_t)((x[step * 3] - zero) * w[3]);
        }
    }
    acc[0] = a0;
    acc[1] = a1;
    acc[2] = a2;
    acc[3] = a3;
}

static uint32_t depthwise_sum_one(const mote_depthwise_s8_params *p, const depthwise_window *at,
                                  int32_t i, int32_t o) {
    int32_t zero = p->in_zero, out_c = p->in_c * p->depth_multiplier;
    int32_t next = p->dilation_w * p->in_c;
    uint32_t a = 0;
    for (int32_t ky = 0; ky < p->kernel_h; ky++) {
        const int8_t *x = at->rows[ky * p->dilation_h];
        if (!x)
            continue;
        x += at->in + i;
        const int8_t *w = p->weights + ky * p->kernel_w * out_c + at->weights + o;
        for (int32_t tap = at->taps; tap > 0; tap--, x += next, w += out_c)
            a += (uint32_t)((x[0] - zero) * w[0]);
    }
    return a;
}

/* Output channels o .. o + count - 1 of one pixel, from the input channels i, i + step, ... */
static void depthwise_make_run(const mote_depthwise_s8_params *p, const depthwise_window *at,
                               int32_t i, int32_t step, int32_t o, int32_t count, int8_t *out) {
    while (count > 0) {
        uint32_t acc[DEPTHWISE_GROUP];
        int32_t made = count >= DEPTHWISE_GROUP ? DEPTHWISE_GROUP : 1;
        if (made == 1)
            acc[0] = depthwise_sum_one(p, at, i, o);
        else if (step)
            depthwise_sum_group(p, at, i, o, 1, acc);
        else
            depthwise_sum_group(p, at, i, o, 0, acc);
        const mote_output to = p->out;
        for (int32_t g = 0; g < made; g++, o++)
            out[o] = mote_channels_value(&p->channels, &to, o, acc[g]);
        i += made * step;
        count -= made;
    }
}

static void depthwise_pixel(const mote_depthwise_s8_params *p, const depthwise_window *at,
                            int8_t *out) {
    int32_t m = p->depth_multiplier;
    if (m == 1) {
        depthwise_make_run(p, at, 0, 1, 0, p->in_c, out);
        return;
    }
    for (int32_t i = 0; i < p->in_c; i++)
        depthwise_make_run(p, at, i, 0, i * m, m, out);
}

void mote_depthwise_s8(const void *params, const int8_t *const *in, int8_t *const *out, int32_t n,
                       void *scratch) {
    const mote_depthwise_s8_params *p = params;
    int32_t out_c = p->in_c * p->depth_multiplier;
    (void)scratch;
    for (int32_t y = 0; y < n; y++)
        for (int32_t x = 0; x < p->out_w; x++) {
            int32_t at = x * p->stride_w - p->pad_left;
            mote_taps taps = mote_taps_at(at, p->kernel_w, p->dilation_w, p->in_w);
            depthwise_window w = {in + y * p->stride_h, (at + taps.first * p->dilation_w) * p->in_c,
                                  taps.first * out_c, taps.end - taps.first};
            depthwise_pixel(p, &w, out[y] + x * out_c);
        }
}
