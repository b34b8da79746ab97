#include "base/diag.h"
#include "base/mem.h"
#include "op/dual.h"
#include "op/layer.h"
#include "op/op.h"
#include "op/quant.h"
#include "op/random.h"
#include "op/window.h"
#include "op/winograd.h"

/* Inputs: x [n,h,w,i], weights [o,kh,kw,i], bias [o] or absent. Output [n,oh,ow,o]. */

typedef struct conv_2d {
    op_window window; /* the kernel's size is the weights' shape */
    int32_t activation;
} conv_2d;

static const ir_attr attrs[] = {
    OP_WINDOW_ATTRS(conv_2d, window),
    OP_DILATION_ATTRS(conv_2d, window),
    {"activation", IR_ATTR_ENUM, offsetof(conv_2d, activation), op_activation_names},
    {0}};

static op_window window_of(const ir_op *op) {
    op_window w = ((const conv_2d *)op->attr)->window;
    w.kernel_h = op->inputs[1]->shape.dim[1];
    w.kernel_w = op->inputs[1]->shape.dim[2];
    return w;
}

static void import_tflite(op_import *in, ir_op *op) {
    conv_2d *a = op->attr;
    op_require_rank(op->inputs[0], 4, 4);
    op_require_rank(op->inputs[1], 4, 4);
    a->window = window_of(op);
    op_import_window(in, op, &a->window, (op_window_fields){0, 1, 2, 4, 5});
    a->activation = op_import_activation(in, 3);
}

static ir_shape infer(const ir_op *op) {
    const ir_tensor *x = op->inputs[0], *weights = op->inputs[1];
    op_require_int8(x);
    op_require_int8(op->output);
    op_require_rank(x, 4, 4);
    op_require_rank(weights, 4, 4);
    op_require_weights(weights, 0);
    op_require_bias(ir_input(op, 2), weights->shape.dim[0]);
    if (weights->shape.dim[3] != x->shape.dim[3])
        fail(STATUS_REFUSED,
             "the filter '%s' has %d input channels but the input '%s' has %d; "
             "grouped convolutions are not supported",
             weights->name, weights->shape.dim[3], x->name, x->shape.dim[3]);
    quant_require_layer(x, weights, op->output, ((const conv_2d *)op->attr)->activation);
    op_window w = window_of(op);
    ir_shape out = {.rank = 4, .dim = {x->shape.dim[0], 0, 0, weights->shape.dim[0]}};
    op_window_output(&w, &x->shape, &out.dim[1], &out.dim[2]);
    return out;
}

/* The sum of one output value, taps outside the picture left out (they are the zero point). */
static int32_t sum_of(const ir_op *op, const op_window *w, const int8_t *x, int32_t y0, int32_t x0,
                      int32_t o) {
    const ir_tensor *in = op->inputs[0], *weights = op->inputs[1];
    const int32_t *d = in->shape.dim;
    const int8_t *tap =
        (const int8_t *)weights->data + (int64_t)o * w->kernel_h * w->kernel_w * d[3];
    int64_t sum = 0;
    for (int32_t ky = 0; ky < w->kernel_h; ky++)
        for (int32_t kx = 0; kx < w->kernel_w; kx++)
            for (int32_t i = 0; i < d[3]; i++, tap++) {
                int32_t row = y0 + ky * w->dilation_h, column = x0 + kx * w->dilation_w;
                if (row < 0 || row >= d[1] || column < 0 || column >= d[2])
                    continue;
                sum += *tap * (x[((int64_t)row * d[2] + column) * d[3] + i] - ir_zero_point(in));
            }
    return quant_wrap(sum);
}

static void eval(const ir_op *op, const void *const *in, void *out) {
    const conv_2d *a = op->attr;
    const ir_shape *xs = &op->inputs[0]->shape, *ys = &op->output->shape;
    const int32_t *bias = in[2];
    op_window w = window_of(op);
    quant_scale *scales = quant_channel_scales(op->inputs[0], op->inputs[1], op->output);
    int per_channel = op->inputs[1]->quant.count > 1;
    int32_t low, high;
    quant_activation_range(op->output, a->activation, &low, &high);
    const int8_t *picture = in[0];
    int8_t *to = out;
    for (int32_t n = 0; n < ys->dim[0]; n++, picture += ir_elements(op->inputs[0]) / xs->dim[0])
        for (int32_t y = 0; y < ys->dim[1]; y++)
            for (int32_t x = 0; x < ys->dim[2]; x++)
                for (int32_t o = 0; o < ys->dim[3]; o++) {
                    int64_t sum = sum_of(op, &w, picture, y * w.stride_h - w.pad_top,
                                         x * w.stride_w - w.pad_left, o);
                    int32_t acc = quant_wrap(sum + (bias ? bias[o] : 0));
                    int64_t v = (int64_t)quant_multiply(acc, scales[per_channel ? o : 0]) +
                                ir_zero_point(op->output);
                    *to++ = (int8_t)quant_clamp(v, low, high);
                }
}

static int64_t macs(const ir_op *op) {
    const int32_t *w = op->inputs[1]->shape.dim;
    return ir_elements(op->output) * w[1] * w[2] * w[3];
}

static void lower(const ir_op *op, op_kernel *k) {
    const conv_2d *a = op->attr;
    const ir_tensor *x = op->inputs[0], *weights = op->inputs[1];
    const int32_t *xd = x->shape.dim, *yd = op->output->shape.dim;
    op_window w = window_of(op);
    dual_layer dual = {
        op, w, a->activation, op_window_rows(&w, x), xd[0], xd[2], xd[3], yd[1], yd[2], yd[3], 1};
    if (winograd_lower(k, &dual) || dual_lower(k, &dual))
        return;
    op_kernel_start(k, "conv2d_s8", yd[1], yd[2] * yd[3]);
    k->batches = xd[0];
    op_kernel_input(k, x, op_window_rows(&w, x));
    op_kernel_array(k, "weights", OP_ARRAY_S8, weights->data, (int32_t)ir_elements(weights));
    quant_lower_channels(k, ir_input(op, 2) ? ir_input(op, 2)->data : NULL,
                         quant_channel_scales(x, weights, op->output), weights->quant.count, yd[3]);
    op_kernel_int(k, "in_w", xd[2]);
    op_kernel_int(k, "in_c", xd[3]);
    op_kernel_int(k, "out_w", yd[2]);
    op_kernel_int(k, "out_c", yd[3]);
    op_window_lower(k, &w);
    op_kernel_int(k, "in_zero", ir_zero_point(x));
    quant_lower_output(k, op->output, a->activation);
}

static int lower_accumulate(const ir_op *op, op_rows rows, op_kernel *add, op_kernel *finish) {
    const ir_tensor *x = op->inputs[0], *weights = op->inputs[1];
    const int32_t *xd = x->shape.dim, *yd = op->output->shape.dim;
    op_window w = window_of(op);
    if (yd[0] != 1 || yd[1] != 1 || w.dilation_h != 1)
        return 0;
    op_kernel_start_accumulate(add, "conv2d_add_s8", finish, "finish_s32", op, rows, yd[2] * yd[3]);
    op_kernel_array(add, "weights", OP_ARRAY_S8, weights->data, (int32_t)ir_elements(weights));
    op_kernel_int(add, "in_w", xd[2]);
    op_kernel_int(add, "in_c", xd[3]);
    op_kernel_int(add, "out_w", yd[2]);
    op_kernel_int(add, "out_c", yd[3]);
    op_window_lower_row(add, &w);
    op_kernel_int(add, "in_zero", ir_zero_point(x));
    quant_lower_finish(finish, op, ((const conv_2d *)op->attr)->activation, yd[2], yd[3],
                       quant_channel_scales(x, weights, op->output));
    return 1;
}

static op_layer layer_of(const ir_op *op) {
    op_window w = window_of(op);
    return (op_layer){w.kernel_h * w.kernel_w, op_window_taps(&w, &op->inputs[0]->shape),
                      ((const conv_2d *)op->attr)->activation};
}

static void ranges(const ir_op *op, const op_range *const *in, op_range *out) {
    op_layer l = layer_of(op);
    layer_ranges(op, &l, in[0], out);
    mem_free(l.tap);
}

static void needs(const ir_op *op, int32_t o, const op_range *in, unsigned char *needed) {
    op_layer l = layer_of(op);
    layer_needs(op, &l, o, in, needed);
    mem_free(l.tap);
}

/* Only the channels of shapes change, so the taps lie where they lay. */
static void select(ir_graph *g, ir_op *op, const op_channels *in, const op_channels *out) {
    op_layer l = layer_of(op);
    layer_select(g, op, &l, in, out);
    mem_free(l.tap);
}

static const op_folding folding = {.value_inputs = 1,
                                   .ranges = ranges,
                                   .pads_zero_point = op_pads_zero_point,
                                   .needs = needs,
                                   .select = select};

extern const op_kind op_conv_2d;

/* Sizes that conv2d_winograd_s8 likes. */
static void draw_winograd_sizes(rng *r, op_window *w, ir_shape *xs, int32_t *out_c) {
    w->kernel_h = w->kernel_w = 3;
    int32_t height = 4 * random_size(r, 2) + (int32_t)rng_range(r, -1, 2);
    int32_t width = 8 * random_size(r, 2) + (int32_t)rng_range(r, -2, 2);
    *xs = (ir_shape){4, {1, height, width, 8 + 4 * random_size(r, 4)}};
    *out_c = 4 + 4 * random_size(r, 3);
}

static void draw_sizes(rng *r, op_window *w, ir_shape *xs, int32_t *out_c) {
    op_window_random_kernel(r, w);
    int32_t in_c = random_channels(r), most = RANDOM_WEIGHTS_BYTES / (w->kernel_h * w->kernel_w);
    in_c = in_c < most ? in_c : most;
    *out_c = random_size(r, most / in_c < 130 ? most / in_c : 130);
    *xs = random_image(r, in_c > *out_c ? in_c : *out_c);
    xs->dim[3] = in_c;
}

static void draw(rng *r, ir_graph *g) {
    op_window w = {0};
    ir_shape xs;
    int32_t out_c, for_winograd = rng_chance(r, 15);
    (for_winograd ? draw_winograd_sizes : draw_sizes)(r, &w, &xs, &out_c);
    ir_shape ws = {4, {out_c, w.kernel_h, w.kernel_w, xs.dim[3]}};
    ir_tensor *x = random_input(r, g, &xs);
    ir_tensor *weights = random_weights(r, g, &ws, 0);
    ir_tensor *in[] = {x, weights, random_bias(r, g, out_c, x, weights)};
    ir_op *op = ir_op_new(g, &op_conv_2d.ir, 3, in, NULL);
    conv_2d *a = op->attr;
    do
        op_window_random(r, &w, &xs, !for_winograd);
    while (for_winograd && w.stride_h * w.stride_w > 1);
    a->window = w;
    a->activation = for_winograd ? OP_ACTIVATION_NONE : random_activation(r);
    random_output(r, g, op, random_products_scale(x, weights), w.kernel_h * w.kernel_w * xs.dim[3]);
}

const op_kind op_conv_2d = {
    .ir = {"conv_2d", sizeof(conv_2d), attrs, 2, 3, infer},
    .tflite_name = "CONV_2D",
    .tflite_code = 3,
    .import_tflite = import_tflite,
    .eval = eval,
    .macs = macs,
    .lower = lower,
    .lower_accumulate = lower_accumulate,
    .folding = &folding,
    .random = draw,
};
