#include "op/pool.h"

#include <math.h>

#include "base/diag.h"
#include "base/mem.h"
#include "op/quant.h"
#include "op/random.h"

const ir_attr pool_attrs[] = {
    OP_WINDOW_ATTRS(pool, window),
    OP_KERNEL_ATTRS(pool, window),
    {"activation", IR_ATTR_ENUM, offsetof(pool, activation), op_activation_names},
    {0}};

static op_window window_of(const ir_op *op) {
    op_window w = ((const pool *)op->attr)->window;
    w.dilation_h = w.dilation_w = 1;
    return w;
}

void pool_import(op_import *in, ir_op *op) {
    pool *a = op->attr;
    op_require_rank(op->inputs[0], 4, 4);
    a->window.kernel_w = fb_i32(in->options, 3, 0);
    a->window.kernel_h = fb_i32(in->options, 4, 0);
    op_import_window(in, op, &a->window, (op_window_fields){0, 1, 2, -1, -1});
    a->activation = op_import_activation(in, 5);
}

/* TFLM lets the scales differ by 1e-6 and ignores it. */
static void require_alike(const ir_tensor *x, const ir_tensor *y) {
    if (ir_zero_point(x) != ir_zero_point(y) || fabsf(ir_scale(x) - ir_scale(y)) > 1e-6f)
        op_require_same_quant(x, y);
}

ir_shape pool_infer(const ir_op *op) {
    const ir_tensor *x = op->inputs[0];
    int32_t low, high;
    op_require_int8(x);
    op_require_int8(op->output);
    op_require_rank(x, 4, 4);
    require_alike(x, op->output);
    quant_activation_range(op->output, ((const pool *)op->attr)->activation, &low, &high);
    op_window w = window_of(op);
    ir_shape out = {.rank = 4, .dim = {x->shape.dim[0], 0, 0, x->shape.dim[3]}};
    op_window_output(&w, &x->shape, &out.dim[1], &out.dim[2]);
    return out;
}

static int32_t collect_taps(const ir_op *op, const int8_t *x, int32_t n, int32_t y0, int32_t x0,
                            int32_t channel, int8_t *taps) {
    op_window w = window_of(op);
    const int32_t *d = op->inputs[0]->shape.dim;
    int32_t count = 0;
    for (int32_t row = y0; row < y0 + w.kernel_h; row++)
        for (int32_t column = x0; column < x0 + w.kernel_w; column++)
            if (row >= 0 && row < d[1] && column >= 0 && column < d[2])
                taps[count++] = x[(((int64_t)n * d[1] + row) * d[2] + column) * d[3] + channel];
    return count;
}

void pool_eval(const ir_op *op, const void *const *in, void *out,
               int32_t (*f)(const int8_t *taps, int32_t count)) {
    const int32_t *d = op->output->shape.dim;
    op_window w = window_of(op);
    int8_t *taps =
        mem_new((size_t)op->inputs[0]->shape.dim[1], (size_t)op->inputs[0]->shape.dim[2]);
    int8_t *to = out;
    int32_t low, high;
    quant_activation_range(op->output, ((const pool *)op->attr)->activation, &low, &high);
    for (int32_t n = 0; n < d[0]; n++)
        for (int32_t y = 0; y < d[1]; y++)
            for (int32_t x = 0; x < d[2]; x++)
                for (int32_t c = 0; c < d[3]; c++) {
                    int32_t count = collect_taps(op, in[0], n, y * w.stride_h - w.pad_top,
                                                 x * w.stride_w - w.pad_left, c, taps);
                    *to++ = (int8_t)quant_clamp(f(taps, count), low, high);
                }
    mem_free(taps);
}

void pool_lower(const ir_op *op, op_kernel *k, const char *name) {
    const ir_tensor *x = op->inputs[0];
    const int32_t *xd = x->shape.dim, *yd = op->output->shape.dim;
    op_window w = window_of(op);
    op_kernel_start(k, name, yd[1], yd[2] * yd[3]);
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
    quant_lower_output(k, op->output, ((const pool *)op->attr)->activation);
}

void pool_random(rng *r, ir_graph *g, const op_kind *kind) {
    op_window w = {0};
    ir_shape xs = random_image(r, random_channels(r));
    op_window_random_kernel(r, &w);
    if (rng_chance(r, 20)) { /* the whole picture */
        w.kernel_h = xs.dim[1];
        w.kernel_w = xs.dim[2];
    }
    ir_tensor *x = random_input(r, g, &xs);
    ir_quantise(x, fmaxf(ir_scale(x), 0x1p-20f), ir_zero_point(x));
    ir_op *op = ir_op_new(g, &kind->ir, 1, &x, NULL);
    op_window_random(r, &w, &xs, 0);
    ((pool *)op->attr)->window = w;
    ((pool *)op->attr)->activation = random_activation(r);
    op->output = ir_tensor_new(g, NULL, IR_INT8, &xs);
    ir_quantise(op->output, ir_scale(x), ir_zero_point(x));
    op->output->shape = pool_infer(op);
    ir_graph_add_output(g, op->output);
}
