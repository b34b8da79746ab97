#include "random_graph.h"

#include <string.h>

#include "base/diag.h"
#include "base/mem.h"
#include "op/op.h"

#define VALUE_LIMIT 64         /* tensors that operators may read */
#define LARGE_TENSOR_BYTES 300 /* is not made larger */

typedef struct draw {
    rng r;
    ir_graph *g;
    ir_tensor *value[VALUE_LIMIT]; /* int8 */
    int count, made_from;          /* values from made_from on come from operators */
} draw;

static int32_t range(draw *d, int32_t low, int32_t high) {
    return (int32_t)rng_range(&d->r, low, high);
}

/* ---- building ---- */

/* One of few quantisations, so that concatenations find partners. */
static void quantise(draw *d, ir_tensor *t) {
    static const float scales[] = {0.125f, 0.07f};
    int which = range(d, 0, 1);
    ir_quantise(t, scales[which], which ? -3 : 0);
}

static void add_value(draw *d, ir_tensor *t) {
    CHECK(d->count < VALUE_LIMIT);
    d->value[d->count++] = t;
}

static void *random_bytes(draw *d, size_t size) {
    uint8_t *data = mem_new(size, 1);
    for (size_t i = 0; i < size; i++)
        data[i] = (uint8_t)rng_u64(&d->r);
    return data;
}

static ir_tensor *constant(draw *d, ir_shape shape) {
    ir_tensor *t = ir_tensor_new(d->g, NULL, IR_INT8, &shape);
    t->data = random_bytes(d, ir_bytes(t));
    quantise(d, t);
    return t;
}

static void set_attr(ir_op *op, const char *name, int32_t value) {
    const ir_attr *a = op->kind->attrs;
    while (strcmp(a->name, name) != 0)
        a++;
    memcpy((char *)op->attr + a->offset, &value, sizeof value);
}

static void set_attrs(ir_op *op, const char *const *names, const int32_t *values) {
    for (; *names; names++, values++)
        set_attr(op, *names, *values);
}

static void set_list(ir_op *op, const char *name, int count, const int32_t *values) {
    ir_ints list = {.count = count};
    const ir_attr *a = op->kind->attrs;
    memcpy(list.value, values, (size_t)count * sizeof *values);
    while (strcmp(a->name, name) != 0)
        a++;
    memcpy((char *)op->attr + a->offset, &list, sizeof list);
}

/* An operator whose output is yet without its shape, an int8 tensor of random quantisation. */
static ir_op *start(draw *d, const char *kind, int input_count, ir_tensor *const *inputs) {
    ir_tensor *out = ir_tensor_new(d->g, NULL, IR_INT8, &(ir_shape){1, {1}});
    quantise(d, out);
    return ir_op_new(d->g, op_find(kind), input_count, inputs, out);
}

static void finish(draw *d, ir_op *op) {
    op->output->shape = op->kind->infer(op);
    add_value(d, op->output);
}

/* ---- operators ---- */

static ir_tensor *pick(draw *d) {
    int recent = d->count > 3 && rng_chance(&d->r, 50);
    return d->value[range(d, recent ? d->count - 3 : 0, d->count - 1)];
}

static void make_in_place(draw *d, ir_tensor *x) {
    static const char *const kinds[] = {"relu", "quantize", "relu6", "logistic", "tanh"};
    int which = range(d, 0, 4);
    ir_op *op = start(d, kinds[which], 1, &x);
    if (which >= 3)
        ir_quantise(op->output, which == 3 ? 0x1p-8f : 0x1p-7f, which == 3 ? -128 : 0);
    else if (which == 2 || rng_chance(&d->r, 50))
        ir_quantise(op->output, ir_scale(x), ir_zero_point(x));
    finish(d, op);
}

/* As an activation would do it. */
static void make_relu(draw *d, ir_tensor *x) {
    ir_op *op = start(d, range(d, 0, 1) ? "relu" : "relu6", 1, &x);
    ir_quantise(op->output, ir_scale(x), ir_zero_point(x));
    finish(d, op);
}

/* Not of a constant: the planner has no place for it. */
static void make_view(draw *d, ir_tensor *x) {
    if (x->data) {
        make_in_place(d, x);
        return;
    }
    int32_t n = (int32_t)ir_elements(x);
    ir_shape shapes[] = {{1, {n}}, {2, {1, n}}, {4, {1, 1, n, 1}}, {4, {1, n, 1, 1}}};
    ir_op *op = start(d, "reshape", 1, &x);
    ir_quantise(op->output, ir_scale(x), ir_zero_point(x));
    op->output->shape = shapes[range(d, 0, 3)];
    finish(d, op);
}

/* With a tensor of the same shape, with itself, or with one value. */
static void make_sum(draw *d, ir_tensor *x) {
    static const char *const kinds[] = {"add", "sub", "mul"};
    ir_tensor *y = x;
    if (rng_chance(&d->r, 15))
        y = constant(d, (ir_shape){1, {1}});
    for (int tries = 0; y == x && tries < 8; tries++) {
        ir_tensor *other = pick(d);
        y = ir_shape_equal(&x->shape, &other->shape) ? other : x;
    }
    ir_tensor *both[] = {x, y};
    ir_op *op = start(d, kinds[range(d, 0, 2)], 2, both);
    set_attr(op, "activation", rng_chance(&d->r, 30) ? range(d, 1, 3) : 0);
    finish(d, op);
}

static int goes_beside(const ir_tensor *x, const ir_tensor *y) {
    ir_shape s = y->shape;
    if (s.rank != x->shape.rank || ir_scale(x) != ir_scale(y) ||
        ir_zero_point(x) != ir_zero_point(y))
        return 0;
    s.dim[s.rank - 1] = x->shape.dim[s.rank - 1];
    return ir_shape_equal(&s, &x->shape);
}

static void make_concatenation(draw *d, ir_tensor *x) {
    ir_tensor *list[3] = {x, x, x};
    for (int tries = 0; tries < 8; tries++) {
        ir_tensor *other = pick(d);
        if (goes_beside(x, other))
            list[range(d, 0, 2)] = other;
    }
    ir_op *op = start(d, "concatenation", range(d, 1, 3), list);
    set_attr(op, "axis", -1);
    ir_quantise(op->output, ir_scale(x), ir_zero_point(x));
    finish(d, op);
}

/* ---- layers with weights: some channels are constant or read by nobody ---- */

/* A tenth of the channels each: all weights 0. `stride` bytes lie between weights of a channel. */
static void clear_channels(draw *d, ir_tensor *weights, int32_t channels, int64_t stride) {
    int8_t *data = (int8_t *)(uintptr_t)weights->data;
    for (int32_t c = 0; c < channels; c++) {
        int gone = rng_chance(&d->r, 15);
        for (int64_t i = 0; gone && i < ir_elements(weights); i++)
            if (i / stride % channels == c)
                data[i] = 0;
    }
}

/* One scale a channel, some so small that the multiplier is 0. */
static void quantise_channels(draw *d, ir_tensor *weights, int axis) {
    int32_t channels = weights->shape.dim[axis];
    float *scale = NEW_ARRAY(float, (size_t)channels);
    for (int32_t c = 0; c < channels; c++)
        scale[c] = rng_chance(&d->r, 20) ? 0x1p-60f : 0.01f * (float)range(d, 1, 3);
    ir_quantise_axis(weights, axis, channels, scale, NULL);
}

/* Small, or so large that the channel is constant, or that a sum wraps. */
static ir_tensor *make_bias(draw *d, int32_t channels) {
    if (rng_chance(&d->r, 30))
        return NULL;
    ir_tensor *t = ir_tensor_new(d->g, NULL, IR_INT32, &(ir_shape){1, {channels}});
    int32_t *data = NEW_ARRAY(int32_t, (size_t)channels);
    for (int32_t c = 0; c < channels; c++) {
        int32_t most = rng_chance(&d->r, 60)   ? 1 << 12
                       : rng_chance(&d->r, 80) ? 1 << 30
                                               : INT32_MAX;
        data[c] = range(d, -most, most);
        if (rng_chance(&d->r, 10))
            data[c] = INT32_MAX - range(d, 0, 1000);
    }
    t->data = data;
    return t;
}

static ir_op *start_layer(draw *d, const char *kind, ir_tensor *x, ir_tensor *weights,
                          int32_t channels) {
    ir_tensor *inputs[] = {x, weights, make_bias(d, channels)};
    return start(d, kind, inputs[2] ? 3 : 2, inputs);
}

static void finish_layer(draw *d, ir_op *op, int axis) {
    if (rng_chance(&d->r, 70))
        quantise_channels(d, op->inputs[1], axis);
    set_attr(op, "activation", rng_chance(&d->r, 50) ? range(d, 1, 3) : 0);
    if (rng_chance(&d->r, 40))
        ir_quantise(op->output, 0.1f, -128);
    finish(d, op);
    if (rng_chance(&d->r, 25))
        make_relu(d, op->output);
}

/* Padded so that stride 1 keeps the picture's size. */
static void set_window(ir_op *op, int32_t kernel, int32_t stride, int32_t dilation) {
    int32_t pad = kernel / 2 * dilation;
    static const char *const names[] = {"stride_h",   "stride_w",  "dilation_h",
                                        "dilation_w", "pad_top",   "pad_left",
                                        "pad_bottom", "pad_right", NULL};
    set_attrs(op, names, (const int32_t[]){stride, stride, dilation, dilation, pad, pad, pad, pad});
}

static ir_tensor *layer_weights(draw *d, ir_shape shape) {
    ir_tensor *t = constant(d, shape);
    ir_quantise(t, 0.01f, 0);
    return t;
}

static void make_convolution(draw *d, ir_tensor *x) {
    int32_t kernel = range(d, 0, 1) * 2 + 1, in_c = x->shape.dim[3];
    ir_shape shape = {4, {range(d, 1, 5), kernel, kernel, in_c}};
    ir_tensor *weights = layer_weights(d, shape);
    clear_channels(d, weights, in_c, 1);
    clear_channels(d, weights, shape.dim[0], (int64_t)kernel * kernel * in_c);
    ir_op *op = start_layer(d, "conv_2d", x, weights, shape.dim[0]);
    set_window(op, kernel, range(d, 1, 2), 1);
    finish_layer(d, op, 0);
}

static void make_depthwise(draw *d, ir_tensor *x) {
    int32_t kernel = range(d, 0, 1) * 2 + 1;
    ir_shape shape = {4, {1, kernel, kernel, x->shape.dim[3] * range(d, 1, 2)}};
    ir_tensor *weights = layer_weights(d, shape);
    clear_channels(d, weights, shape.dim[3], 1);
    ir_op *op = start_layer(d, "depthwise_conv_2d", x, weights, shape.dim[3]);
    set_window(op, kernel, range(d, 1, 2), 1);
    finish_layer(d, op, 3);
}

static void make_window(draw *d, ir_tensor *x) {
    (range(d, 0, 1) ? make_convolution : make_depthwise)(d, x);
}

/* Of the last axis, or of the whole picture flattened. */
static void make_fully_connected(draw *d, ir_tensor *x) {
    int whole = rng_chance(&d->r, 50);
    int32_t channels = x->shape.dim[x->shape.rank - 1];
    int32_t depth = whole ? (int32_t)ir_elements(x) : channels;
    ir_tensor *weights = layer_weights(d, (ir_shape){2, {range(d, 1, 5), depth}});
    clear_channels(d, weights, channels, 1);
    ir_op *op = start_layer(d, "fully_connected", x, weights, weights->shape.dim[0]);
    if (!whole && rng_chance(&d->r, 50))
        set_attr(op, "keep_num_dims", 1);
    finish_layer(d, op, 0);
}

static void make_pool(draw *d, ir_tensor *x) {
    int is_single = rng_chance(&d->r, 15);
    int32_t h = x->shape.dim[1] > 1 && !is_single ? 2 : 1;
    int32_t w = x->shape.dim[2] > 1 && !is_single ? 2 : 1;
    ir_op *op = start(d, range(d, 0, 1) ? "max_pool_2d" : "average_pool_2d", 1, &x);
    static const char *const names[] = {"kernel_h", "kernel_w", "stride_h", "stride_w", NULL};
    set_attrs(op, names, (const int32_t[]){h, w, h, is_single ? 1 : range(d, 1, 2)});
    set_attr(op, "activation", rng_chance(&d->r, 30) ? range(d, 1, 3) : 0);
    ir_quantise(op->output, ir_scale(x), ir_zero_point(x));
    finish(d, op);
}

/* By nothing, along the channels, or around a picture, which a layer or a pool may then read. */
static void make_pad(draw *d, ir_tensor *x) {
    ir_op *op = start(d, "pad", 1, &x);
    int32_t list[2 * IR_MAX_RANK] = {0};
    int is_picture = x->shape.rank == 4 && rng_chance(&d->r, 60);
    for (int i = 2; is_picture && i < 6; i++)
        list[i] = range(d, 0, 1);
    if (!is_picture && rng_chance(&d->r, 90))
        list[2 * (x->shape.rank - 1) + range(d, 0, 1)] = 1;
    if (!is_picture && rng_chance(&d->r, 30))
        list[range(d, 0, 2 * x->shape.rank - 1)] = 1;
    set_list(op, "paddings", 2 * x->shape.rank, list);
    ir_quantise(op->output, ir_scale(x), ir_zero_point(x));
    finish(d, op);
    if (is_picture && rng_chance(&d->r, 70))
        (range(d, 0, 2) ? make_window : make_pool)(d, op->output);
}

static void make_mean(draw *d, ir_tensor *x) {
    ir_op *op = start(d, "mean", 1, &x);
    set_list(op, "axes", 2, (const int32_t[]){1, 2});
    set_attr(op, "keep_dims", range(d, 0, 1));
    finish(d, op);
}

static void make_softmax(draw *d, ir_tensor *x) {
    ir_op *op = start(d, "softmax", 1, &x);
    float beta = 1;
    int32_t bits;
    memcpy(&bits, &beta, sizeof bits);
    set_attr(op, "beta", bits);
    ir_quantise(op->output, 0x1p-8f, -128);
    finish(d, op);
}

typedef void maker(draw *d, ir_tensor *x);

static void make_any(draw *d) {
    static maker *const always[] = {make_in_place, make_view, make_sum, make_in_place,
                                    make_softmax};
    static maker *const small[] = {make_concatenation, make_pad, make_sum, make_fully_connected};
    static maker *const pictures[] = {make_pool, make_mean, make_convolution, make_depthwise};
    ir_tensor *x = pick(d);
    int is_small = ir_elements(x) <= LARGE_TENSOR_BYTES;
    if (x->shape.rank == 4 && rng_chance(&d->r, 50))
        pictures[range(d, 0, is_small ? 3 : 1)](d, x);
    else if (is_small && rng_chance(&d->r, 50))
        small[range(d, 0, 3)](d, x);
    else
        always[range(d, 0, 4)](d, x);
}

/* ---- inputs and outputs ---- */

/* An int8 input, or another that is brought to int8 first. */
static void add_input(draw *d, const ir_shape *shape) {
    ir_type type = rng_chance(&d->r, 60) ? IR_INT8 : range(d, 0, 1) ? IR_FLOAT32 : IR_UINT8;
    ir_tensor *t = ir_tensor_new(d->g, NULL, type, shape);
    ir_graph_add_input(d->g, t);
    if (type == IR_UINT8)
        ir_quantise(t, 0.1f, 128);
    if (type == IR_INT8) {
        quantise(d, t);
        add_value(d, t);
    } else {
        finish(d, start(d, "quantize", 1, &t));
    }
}

static void add_output(draw *d) {
    ir_tensor *t = d->value[range(d, rng_chance(&d->r, 95) ? d->made_from : 0, d->count - 1)];
    if (t->data)
        t = d->value[d->made_from];
    if (rng_chance(&d->r, 25)) {
        int is_float = range(d, 0, 1);
        ir_op *op = start(d, is_float ? "dequantize" : "quantize", 1, &t);
        op->output->type = is_float ? IR_FLOAT32 : IR_UINT8;
        op->output->quant.count = !is_float;
        op->output->quant.zero_point[0] = 100;
        op->output->shape = op->kind->infer(op);
        t = op->output;
    }
    ir_graph_add_output(d->g, t);
}

ir_graph *random_graph(uint64_t seed) {
    draw d = {.g = ir_graph_new("random")};
    rng_seed(&d.r, seed);
    ir_shape shape = {4, {1, range(&d, 1, 6), range(&d, 1, 6), range(&d, 1, 6)}};
    for (int n = range(&d, 1, 3); n > 0; n--) {
        add_input(&d, &shape);
        if (rng_chance(&d.r, 30))
            shape.dim[3] = range(&d, 1, 6);
    }
    for (int n = range(&d, 0, 2); n > 0; n--)
        add_value(&d, constant(&d, shape));
    d.made_from = d.count;
    for (int n = range(&d, 1, 16); n > 0; n--)
        make_any(&d);
    for (int n = range(&d, 1, 3); n > 0; n--)
        add_output(&d);
    ir_verify(d.g);
    return d.g;
}

/* ---- networks: a picture goes through blocks and becomes a class ---- */

static ir_tensor *last(const draw *d) {
    return d->value[d->count - 1];
}

static void convolve(draw *d, const char *kind, ir_tensor *x, ir_shape weights, int32_t stride,
                     int32_t dilation) {
    ir_tensor *inputs[] = {x, layer_weights(d, weights)};
    ir_op *op = start(d, kind, 2, inputs);
    set_window(op, weights.dim[1], stride, dilation);
    finish(d, op);
}

/* With as many channels, and the same size where the stride is 1. */
static void deepen(draw *d, ir_tensor *x, int32_t stride) {
    int32_t kernel = range(d, 0, 2) * 2 + 1, channels = x->shape.dim[3];
    int32_t dilation = stride == 1 ? range(d, 1, 2) : 1;
    if (range(d, 0, 1))
        convolve(d, "depthwise_conv_2d", x, (ir_shape){4, {1, kernel, kernel, channels}}, stride,
                 dilation);
    else
        convolve(d, "conv_2d", x, (ir_shape){4, {channels, kernel, kernel, channels}}, stride,
                 dilation);
}

/* Rows above and below, too. */
static void make_frame(draw *d, ir_tensor *x) {
    ir_op *op = start(d, "pad", 1, &x);
    int32_t list[8] = {0};
    for (int i = 2; i < 6; i++)
        list[i] = range(d, 0, 2);
    set_list(op, "paddings", 8, list);
    ir_quantise(op->output, ir_scale(x), ir_zero_point(x));
    finish(d, op);
}

static void add_or_concatenate(draw *d, ir_tensor *x, ir_tensor *y) {
    ir_tensor *both[] = {x, y};
    if (ir_shape_equal(&x->shape, &y->shape) && range(d, 0, 1)) {
        finish(d, start(d, range(d, 0, 1) ? "add" : "mul", 2, both));
        return;
    }
    for (int i = 0; i < 2; i++) { /* of one quantisation */
        ir_op *op = start(d, "quantize", 1, &both[i]);
        ir_quantise(op->output, 0.125f, 0);
        finish(d, op);
        both[i] = last(d);
    }
    ir_op *op = start(d, "concatenation", 2, both);
    set_attr(op, "axis", -1);
    ir_quantise(op->output, 0.125f, 0);
    finish(d, op);
}

/* Two branches from x, of which one waits for the other: its rows are kept until then. */
static void make_branches(draw *d, ir_tensor *x) {
    int32_t stride = x->shape.dim[1] > 2 && x->shape.dim[2] > 2 ? range(d, 1, 2) : 1;
    ir_tensor *left = x, *right = x;
    if (stride > 1 || range(d, 0, 1)) {
        convolve(d, "conv_2d", x, (ir_shape){4, {x->shape.dim[3], 1, 1, x->shape.dim[3]}}, stride,
                 1);
        left = last(d);
    }
    for (int n = range(d, 1, 3); n > 0; n--, right = last(d))
        deepen(d, right, n == 1 ? stride : 1);
    if (range(d, 0, 1))
        add_or_concatenate(d, left, right);
    else
        add_or_concatenate(d, right, left);
}

static void make_block(draw *d) {
    ir_tensor *x = last(d);
    int is_small = ir_elements(x) <= 2 * LARGE_TENSOR_BYTES;
    switch (range(d, 0, is_small ? 7 : 3)) {
    case 0:
        make_pool(d, x);
        break;
    case 1:
        deepen(d, x, range(d, 1, 2));
        break;
    case 2:
        make_in_place(d, x);
        break;
    case 3:
        deepen(d, x, 2);
        break;
    case 4:
        make_convolution(d, x);
        break;
    case 5:
        make_frame(d, x);
        break;
    default:
        make_branches(d, x);
    }
}

static void make_global_pool(draw *d, ir_tensor *x) {
    ir_op *op = start(d, "average_pool_2d", 1, &x);
    static const char *const names[] = {"kernel_h", "kernel_w", "stride_h", "stride_w", NULL};
    set_attrs(op, names, (const int32_t[]){x->shape.dim[1], x->shape.dim[2], 1, 1});
    ir_quantise(op->output, ir_scale(x), ir_zero_point(x));
    finish(d, op);
}

static void flatten(draw *d, ir_tensor *x) {
    ir_op *op = start(d, "reshape", 1, &x);
    ir_quantise(op->output, ir_scale(x), ir_zero_point(x));
    op->output->shape = (ir_shape){2, {1, (int32_t)ir_elements(x)}};
    finish(d, op);
}

static void classify(draw *d) {
    if (range(d, 0, 1))
        make_global_pool(d, last(d));
    else if (range(d, 0, 1))
        make_mean(d, last(d));
    flatten(d, last(d));
    ir_shape weights = {2, {range(d, 1, 9), last(d)->shape.dim[1]}};
    ir_tensor *inputs[] = {last(d), layer_weights(d, weights)};
    finish(d, start(d, "fully_connected", 2, inputs));
    if (range(d, 0, 1))
        make_softmax(d, last(d));
}

ir_graph *random_network(uint64_t seed) {
    draw d = {.g = ir_graph_new(mem_printf("network_%llu", (unsigned long long)seed))};
    rng_seed(&d.r, seed);
    ir_shape shape = {4, {1, range(&d, 2, 24), range(&d, 2, 9), range(&d, 1, 5)}};
    add_input(&d, &shape);
    d.made_from = d.count;
    for (int n = range(&d, 1, 7); n > 0; n--)
        make_block(&d);
    if (rng_chance(&d.r, 75))
        classify(&d);
    if (d.count > d.made_from)
        ir_graph_add_output(d.g, last(&d));
    if (rng_chance(&d.r, 20))
        add_output(&d);
    ir_verify(d.g);
    return d.g;
}
