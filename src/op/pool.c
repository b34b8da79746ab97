#include "op/pool.h"

#include <math.h>
#include <stddef.h>

#include "base/diag.h"
#include "base/mem.h"
#include "op/quant.h"
#include "op/random.h"

/* Sums of int8 values then fit 32 bits, with room for rounding. */
#define MOST_TAPS (1 << 23)

const ir_attr pool_attrs[] = {
    OP_WINDOW_ATTRS(pool_attr, window),
    OP_KERNEL_ATTRS(pool_attr, window),
    {"activation", IR_ATTR_ENUM, offsetof(pool_attr, activation), op_activation_names},
    {0}};

static op_window window_of(const ir_op *op) {
    op_window w = ((const pool_attr *)op->attr)->window;
    w.dilation_h = w.dilation_w = 1;
    return w;
}

void pool_import_tflite(op_import *in, ir_op *op) {
    pool_attr *a = op->attr;
    op_require_rank(op->inputs[0], 4, 4);
    a->window.kernel_w = fb_i32(in->options, 3, 0);
    a->window.kernel_h = fb_i32(in->options, 4, 0);
    op_import_window(in, op, &a->window, (op_window_fields){0, 1, 2, -1, -1});
    a->activation = op_import_activation(in, 5);
}

/* TFLM lets scales differ by rounding. */
static void require_alike(const ir_tensor *x, const ir_tensor *y) {
    if (fabsf(ir_scale(x) - ir_scale(y)) > 1e-6f || ir_zero_point(x) != ir_zero_point(y))
        op_require_same_quant(x, y);
}

ir_shape pool_infer(const ir_op *op) {
    const ir_tensor *x = op->inputs[0];
    op_window w = window_of(op);
    op_require_int8(x);
    op_require_int8(op->output);
    op_require_rank(x, 4, 4);
    require_alike(x, op->output);
    int32_t low, high;
    quant_activation_range(op->output, ((const pool_attr *)op->attr)->activation, &low, &high);
    ir_shape out = x->shape;
    op_window_output(&w, &x->shape, &out.dim[1], &out.dim[2]);
    if (w.pad_bottom >= w.kernel_h || w.pad_right >= w.kernel_w)
        fail(STATUS_REFUSED,
             "a window of %dx%d would lie wholly in padding of %d below or %d right", w.kernel_h,
             w.kernel_w, w.pad_bottom, w.pad_right);
    if ((int64_t)w.kernel_h * w.kernel_w > MOST_TAPS)
        fail(STATUS_REFUSED, "a window of %dx%d is too large", w.kernel_h, w.kernel_w);
    return out;
}

/* Copies the values of channel c under the window at (y0, x0); returns how many there are. */
static int32_t gather(const ir_op *op, const op_window *w, const int8_t *x, int32_t y0, int32_t x0,
                      int32_t c, int8_t *values) {
    const int32_t *d = op->inputs[0]->shape.dim;
    int32_t count = 0;
    for (int32_t y = y0; y < y0 + w->kernel_h; y++)
        for (int32_t column = x0; column < x0 + w->kernel_w; column++)
            if (y >= 0 && y < d[1] && column >= 0 && column < d[2])
                values[count++] = x[((int64_t)y * d[2] + column) * d[3] + c];
    return count;
}

void pool_eval(const ir_op *op, const void *const *in, void *out,
               int32_t (*value)(const int8_t *values, int32_t count)) {
    const int32_t *xd = op->inputs[0]->shape.dim, *yd = op->output->shape.dim;
    op_window w = window_of(op);
    int8_t *values = mem_new((size_t)w.kernel_h * (size_t)w.kernel_w, 1);
    int32_t low, high;
    quant_activation_range(op->output, ((const pool_attr *)op->attr)->activation, &low, &high);
    const int8_t *picture = in[0];
    int8_t *to = out;
    for (int32_t n = 0; n < yd[0]; n++, picture += (int64_t)xd[1] * xd[2] * xd[3])
        for (int32_t y = 0; y < yd[1]; y++)
            for (int32_t x = 0; x < yd[2]; x++)
                for (int32_t c = 0; c < yd[3]; c++) {
                    int32_t count = gather(op, &w, picture, y * w.stride_h - w.pad_top,
                                           x * w.stride_w - w.pad_left, c, values);
                    *to++ = (int8_t)quant_clamp(value(values, count), low, high);
                }
    mem_free(values);
}

void pool_lower(const ir_op *op, op_kernel *k, const char *kernel) {
    const ir_tensor *x = op->inputs[0];
    const int32_t *xd = x->shape.dim, *yd = op->output->shape.dim;
    op_window w = window_of(op);
    int32_t low, high;
    quant_activation_range(op->output, ((const pool_attr *)op->attr)->activation, &low, &high);
    op_kernel_start(k, kernel, yd[1], yd[2] * yd[3]);
    k->batches = xd[0];
    op_kernel_input(k, x, op_window_rows(&w, x));
    op_kernel_int(k, "in_w", xd[2]);
    op_kernel_int(k, "out_w", yd[2]);
    op_kernel_int(k, "channels", xd[3]);
    op_kernel_int(k, "kernel_h", w.kernel_h);
    op_kernel_int(k, "kernel_w", w.kernel_w);
    op_kernel_int(k, "stride_h", w.stride_h);
    op_kernel_int(k, "stride_w", w.stride_w);
    op_kernel_int(k, "pad_left", w.pad_left);
    op_kernel_int(k, "min", low);
    op_kernel_int(k, "max", high);
}

int pool_lower_accumulate(const ir_op *op, op_rows rows, op_kernel *add, op_kernel *finish) {
    const int32_t *xd = op->inputs[0]->shape.dim, *yd = op->output->shape.dim;
    op_window w = window_of(op);
    if (yd[0] != 1 || yd[1] != 1)
        return 0;
    int32_t end = w.kernel_h - w.pad_top;
    op_kernel_start_accumulate(add, "sum_add_s8", finish, "finish_avgpool_s32", op, rows,
                               yd[2] * yd[3]);
    op_kernel *both[] = {add, finish};
    for (int i = 0; i < 2; i++) {
        op_kernel_int(both[i], "in_w", xd[2]);
        op_kernel_int(both[i], "out_w", yd[2]);
        op_kernel_int(both[i], "channels", xd[3]);
        op_kernel_int(both[i], "kernel_w", w.kernel_w);
        op_kernel_int(both[i], "stride_w", w.stride_w);
        op_kernel_int(both[i], "pad_left", w.pad_left);
    }
    op_kernel_int(add, "kernel_h", w.kernel_h);
    op_kernel_int(add, "pad_top", w.pad_top);
    op_kernel_int(finish, "rows", end < xd[1] ? end : xd[1]);
    int32_t low, high;
    quant_activation_range(op->output, ((const pool_attr *)op->attr)->activation, &low, &high);
    op_kernel_int(finish, "min", low);
    op_kernel_int(finish, "max", high);
    return 1;
}

/* The mean and the largest of some values lie between the smallest and the largest of them. */
void pool_ranges(const ir_op *op, const op_range *const *in, op_range *out) {
    int32_t low, high;
    quant_activation_range(op->output, ((const pool_attr *)op->attr)->activation, &low, &high);
    for (int32_t c = 0; c < op_channel_count(op->output); c++)
        out[c] =
            (op_range){quant_clamp(in[0][c].low, low, high), quant_clamp(in[0][c].high, low, high)};
}

int pool_is_copy(const ir_op *op, const op_range *in) {
    op_window w = window_of(op);
    int32_t low, high;
    quant_activation_range(op->output, ((const pool_attr *)op->attr)->activation, &low, &high);
    for (int32_t c = 0; c < op_channel_count(op->output); c++)
        if (in[c].low < low || in[c].high > high)
            return 0;
    return w.kernel_h == 1 && w.kernel_w == 1 && w.stride_h == 1 && w.stride_w == 1;
}

void pool_draw(rng *r, ir_graph *g, const op_kind *kind) {
    op_window w = {0};
    op_window_random_kernel(r, &w);
    ir_shape xs = random_image(r, random_channels(r));
    if (rng_chance(r, 20)) { /* one result from the whole picture */
        w.kernel_h = xs.dim[1];
        w.kernel_w = xs.dim[2];
    }
    ir_tensor *x = random_input(r, g, &xs);
    x->quant.scale[0] = fmaxf(x->quant.scale[0], 0x1p-26f); /* +-6 must have a value */
    ir_op *op = ir_op_new(g, &kind->ir, 1, &x, NULL);
    pool_attr *a = op->attr;
    op_window_random(r, &w, &xs, 0);
    a->window = w;
    a->activation = random_activation(r);
    ir_tensor *y = ir_tensor_new(g, NULL, IR_INT8, &xs);
    ir_quantise(y, ir_scale(x), ir_zero_point(x));
    op->output = y;
    y->shape = pool_infer(op);
    ir_graph_add_output(g, y);
}
