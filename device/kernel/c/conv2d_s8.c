#include "../conv2d_s8.h"

#include "../../window.h"

/* Channels made together: every input value is loaded once for all of them. */
#define CONV2D_GROUP 4

/* acc[g] += sum of (x[i] - zero) * w[g][at + i]. Sums wrap modulo 2^32. */
static void conv2d_multiply_add(const int8_t *x, int32_t n, int32_t zero,
                                const int8_t *const w[CONV2D_GROUP], int32_t at,
                                uint32_t acc[CONV2D_GROUP]) {
    const int8_t *w0 = w[0] + at, *w1 = w[1] + at, *w2 = w[2] + at, *w3 = w[3] + at;
    uint32_t a0 = acc[0], a1 = acc[1], a2 = acc[2], a3 = acc[3];
    for (int32_t i = 0; i < n; i++) {
        int32_t v = x[i] - zero;
        a0 += (uint32_t)(v * w0[i]);
        a1 += (uint32_t)(v * w1[i]);
        a2 += (uint32_t)(v * w2[i]);
        a3 += (uint32_t)(v * w3[i]);
    }
    acc[0] = a0;
    acc[1] = a1;
    acc[2] = a2;
    acc[3] = a3;
}

/* One pixel: its rows, the column of its first tap, and its taps inside the rows. */
typedef struct conv2d_window {
    const int8_t *const *rows;
    int32_t x;
    mote_taps taps;
} conv2d_window;

/* CONV2D_GROUP channels of one pixel. Without dilation the taps of a kernel row are one run of
 * values. */
static void conv2d_sums(const mote_conv2d_s8_params *p, const conv2d_window *at,
                        const int8_t *const w[CONV2D_GROUP], uint32_t acc[CONV2D_GROUP]) {
    int32_t together = p->dilation_w == 1 ? at->taps.end - at->taps.first : 1;
    for (int32_t ky = 0; ky < p->kernel_h; ky++) {
        const int8_t *row = at->rows[ky * p->dilation_h];
        if (!row)
            continue;
        for (int32_t kx = at->taps.first; kx < at->taps.end; kx += together)
            conv2d_multiply_add(row + (at->x + kx * p->dilation_w) * p->in_c, together * p->in_c,
                                p->in_zero, w, (ky * p->kernel_w + kx) * p->in_c, acc);
    }
}

static void conv2d_pixel(const mote_conv2d_s8_params *p, const conv2d_window *at, int8_t *out) {
    int32_t taps = p->kernel_h * p->kernel_w * p->in_c;
    for (int32_t o = 0; o < p->out_c; o += CONV2D_GROUP) {
        int32_t count = p->out_c - o < CONV2D_GROUP ? p->out_c - o : CONV2D_GROUP;
        const int8_t *w[CONV2D_GROUP];
        uint32_t acc[CONV2D_GROUP] = {0, 0, 0, 0};
        /* A short last group makes its last channel again rather than read beyond the weights. */
        for (int32_t g = 0; g < CONV2D_GROUP; g++)
            w[g] = p->weights + (o + (g < count ? g : count - 1)) * taps;
        conv2d_sums(p, at, w, acc);
        const mote_output to = p->out;
        for (int32_t g = 0; g < count; g++)
            out[o + g] = mote_channels_value(&p->channels, &to, o + g, acc[g]);
    }
}

void mote_conv2d_s8(const void *params, const int8_t *const *in, int8_t *const *out, int32_t n,
                    void *scratch) {
    const mote_conv2d_s8_params *p = params;
    (void)scratch;
    for (int32_t y = 0; y < n; y++)
        for (int32_t x = 0; x < p->out_w; x++) {
            int32_t at = x * p->stride_w - p->pad_left;
            conv2d_window w = {in + y * p->stride_h, at,
                               mote_taps_at(at, p->kernel_w, p->dilation_w, p->in_w)};
            conv2d_pixel(p, &w, out[y] + x * p->out_c);
        }
}
