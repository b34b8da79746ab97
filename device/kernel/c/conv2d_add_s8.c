#include "../conv2d_add_s8.h"

#include "../../accumulate.h"
#include "../../window.h"

static int32_t conv2d_add_dot(const int8_t *x, const int8_t *w, int32_t n, int32_t zero) {
    uint32_t sum = 0;
    for (int32_t i = 0; i < n; i++)
        sum += (uint32_t)((x[i] - zero) * w[i]);
    return (int32_t)sum;
}

/* One pixel: `w` is the kernel row of output channel 0. */
static void conv2d_add_pixel(const mote_conv2d_add_s8_params *p, const int8_t *row, int32_t x,
                             const int8_t *w, int32_t *sums) {
    mote_taps taps = mote_taps_at(x, p->kernel_w, p->dilation_w, p->in_w);
    int32_t together = p->dilation_w == 1 ? taps.end - taps.first : 1;
    for (int32_t o = 0; o < p->out_c; o++, w += p->kernel_h * p->kernel_w * p->in_c)
        for (int32_t k = taps.first; k < taps.end; k += together)
            mote_accumulate(&sums[o],
                            conv2d_add_dot(row + (x + k * p->dilation_w) * p->in_c, w + k * p->in_c,
                                           together * p->in_c, p->in_zero));
}

void mote_conv2d_add_s8(const void *params, const int8_t *const *in, int8_t *const *out, int32_t n,
                        void *scratch) {
    const mote_conv2d_add_s8_params *p = params;
    int32_t *sums = mote_accumulators(out[0], p->out_w * p->out_c, n), ky = n + p->pad_top;
    (void)scratch;
    if (ky >= p->kernel_h)
        return;
    for (int32_t x = 0; x < p->out_w; x++)
        conv2d_add_pixel(p, in[0], x * p->stride_w - p->pad_left,
                         p->weights + ky * p->kernel_w * p->in_c, sums + x * p->out_c);
}
