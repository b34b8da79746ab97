#include "op/window.h"

#include "base/diag.h"
#include "base/mem.h"

static int32_t dilated(int32_t kernel, int32_t dilation) {
    return (kernel - 1) * dilation + 1;
}

static void require_positive(const char *what, int32_t v) {
    if (v < 1 || v > 4096)
        fail(STATUS_REFUSED, "%s is %d, expected 1 to 4096", what, v);
}

static void check_sizes(const op_window *w) {
    require_positive("stride_h", w->stride_h);
    require_positive("stride_w", w->stride_w);
    require_positive("dilation_h", w->dilation_h);
    require_positive("dilation_w", w->dilation_w);
    require_positive("kernel height", w->kernel_h);
    require_positive("kernel width", w->kernel_w);
}

/* SAME as TensorFlow defines it: ceil(size / stride) outputs, an odd pad goes behind. */
static void same_padding(int32_t size, int32_t window, int32_t stride, int32_t *before,
                         int32_t *after) {
    int32_t outputs = (size + stride - 1) / stride;
    int64_t missing = (int64_t)(outputs - 1) * stride + window - size;
    int32_t total = missing > 0 ? (int32_t)missing : 0;
    *before = total / 2;
    *after = total - total / 2;
}

void op_import_padding(const op_import *in, int field, int32_t size, int32_t window, int32_t stride,
                       int32_t *before, int32_t *after) {
    int mode = fb_i8(in->options, field, 0);
    if (mode != 0 && mode != 1)
        fail(STATUS_REFUSED, "padding mode %d is unknown, expected SAME (0) or VALID (1)", mode);
    *before = *after = 0;
    if (mode == 0)
        same_padding(size, window, stride, before, after);
}

void op_import_window(const op_import *in, const ir_op *op, op_window *w, op_window_fields f) {
    w->stride_w = fb_i32(in->options, f.stride_w, 0);
    w->stride_h = fb_i32(in->options, f.stride_h, 0);
    w->dilation_w = f.dilation_w < 0 ? 1 : fb_i32(in->options, f.dilation_w, 1);
    w->dilation_h = f.dilation_h < 0 ? 1 : fb_i32(in->options, f.dilation_h, 1);
    check_sizes(w);
    const ir_shape *s = &op->inputs[0]->shape;
    op_import_padding(in, f.padding, s->dim[1], dilated(w->kernel_h, w->dilation_h), w->stride_h,
                      &w->pad_top, &w->pad_bottom);
    op_import_padding(in, f.padding, s->dim[2], dilated(w->kernel_w, w->dilation_w), w->stride_w,
                      &w->pad_left, &w->pad_right);
}

static int32_t output_size(const char *axis, int32_t size, int32_t before, int32_t after,
                           int32_t window, int32_t stride) {
    if (before < 0 || after < 0 || before >= window || after >= window + stride)
        fail(STATUS_REFUSED,
             "padding %d before and %d after the %s does not go with a window of %d", before, after,
             axis, window);
    int32_t room = size + before + after - window;
    if (room < 0)
        fail(STATUS_REFUSED, "the window of %d is larger than the %s of %d (padding included)",
             window, axis, size + before + after);
    return room / stride + 1;
}

void op_window_output(const op_window *w, const ir_shape *in, int32_t *out_h, int32_t *out_w) {
    check_sizes(w);
    *out_h = output_size("height", in->dim[1], w->pad_top, w->pad_bottom,
                         dilated(w->kernel_h, w->dilation_h), w->stride_h);
    *out_w = output_size("width", in->dim[2], w->pad_left, w->pad_right,
                         dilated(w->kernel_w, w->dilation_w), w->stride_w);
}

/* The tap that is `first` in the first position, along an axis of `size`. */
static op_tap tap_along(int32_t first, int32_t stride, int32_t positions, int32_t size) {
    int32_t last = first + (positions - 1) * stride;
    if (first >= 0 && last < size)
        return OP_TAP_INSIDE;
    int32_t skipped = first < 0 ? (stride - 1 - first) / stride : 0;
    return skipped < positions && first + skipped * stride < size ? OP_TAP_EDGE : OP_TAP_OUTSIDE;
}

op_tap *op_window_taps(const op_window *w, const ir_shape *in) {
    op_tap *taps = NEW_ARRAY(op_tap, (size_t)w->kernel_h * (size_t)w->kernel_w);
    int32_t out_h, out_w;
    op_window_output(w, in, &out_h, &out_w);
    for (int32_t y = 0; y < w->kernel_h; y++)
        for (int32_t x = 0; x < w->kernel_w; x++) {
            op_tap row = tap_along(y * w->dilation_h - w->pad_top, w->stride_h, out_h, in->dim[1]);
            op_tap column =
                tap_along(x * w->dilation_w - w->pad_left, w->stride_w, out_w, in->dim[2]);
            taps[y * w->kernel_w + x] = row > column ? row : column;
        }
    return taps;
}

op_rows op_window_rows(const op_window *w, const ir_tensor *input) {
    const int32_t *d = input->shape.dim;
    return (op_rows){.height = d[1],
                     .row_bytes = d[2] * d[3],
                     .window = w->kernel_h,
                     .stride = w->stride_h,
                     .dilation = w->dilation_h,
                     .pad_top = w->pad_top};
}

void op_window_lower(op_kernel *k, const op_window *w) {
    op_kernel_int(k, "kernel_h", w->kernel_h);
    op_kernel_int(k, "kernel_w", w->kernel_w);
    op_kernel_int(k, "stride_h", w->stride_h);
    op_kernel_int(k, "stride_w", w->stride_w);
    op_kernel_int(k, "dilation_h", w->dilation_h);
    op_kernel_int(k, "dilation_w", w->dilation_w);
    op_kernel_int(k, "pad_left", w->pad_left);
}

void op_window_lower_row(op_kernel *k, const op_window *w) {
    op_kernel_int(k, "kernel_h", w->kernel_h);
    op_kernel_int(k, "kernel_w", w->kernel_w);
    op_kernel_int(k, "stride_w", w->stride_w);
    op_kernel_int(k, "dilation_w", w->dilation_w);
    op_kernel_int(k, "pad_top", w->pad_top);
    op_kernel_int(k, "pad_left", w->pad_left);
}

void op_window_random_kernel(rng *r, op_window *w) {
    w->kernel_h = (int32_t)rng_range(r, 1, 5);
    w->kernel_w = (int32_t)rng_range(r, 1, 5);
    if (rng_chance(r, 40))
        w->kernel_h = w->kernel_w = rng_chance(r, 50) ? 1 : 3;
}

void op_window_random(rng *r, op_window *w, const ir_shape *in, int dilate) {
    w->stride_h = (int32_t)rng_range(r, 1, rng_chance(r, 15) ? 6 : 2);
    w->stride_w = (int32_t)rng_range(r, 1, rng_chance(r, 15) ? 6 : 2);
    w->dilation_h = dilate && rng_chance(r, 20) ? (int32_t)rng_range(r, 2, 3) : 1;
    w->dilation_w = dilate && rng_chance(r, 20) ? (int32_t)rng_range(r, 2, 3) : 1;
    int32_t window_h = dilated(w->kernel_h, w->dilation_h);
    int32_t window_w = dilated(w->kernel_w, w->dilation_w);
    int same = window_h > in->dim[1] || window_w > in->dim[2] || rng_chance(r, 60);
    w->pad_top = w->pad_bottom = w->pad_left = w->pad_right = 0;
    if (same) {
        same_padding(in->dim[1], window_h, w->stride_h, &w->pad_top, &w->pad_bottom);
        same_padding(in->dim[2], window_w, w->stride_w, &w->pad_left, &w->pad_right);
    }
}
