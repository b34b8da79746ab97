#include "op/random.h"

#include <math.h>

#include "base/mem.h"
#include "op/tflite.h"

/* 2^x, x uniform in [low, high). */
static double log_uniform(rng *r, double low, double high) {
    return exp2(low + (high - low) * rng_real(r));
}

static int32_t range(rng *r, int32_t low, int32_t high) {
    return (int32_t)rng_range(r, low, high);
}

int32_t random_size(rng *r, int32_t limit) {
    if (limit <= 1 || rng_chance(r, 5))
        return limit < 1 ? 1 : limit;
    if (rng_chance(r, 40))
        return range(r, 1, limit < 9 ? limit : 9);
    int32_t n = range(r, 1, limit);
    return rng_chance(r, 40) && n >= 4 ? n & ~3 : n;
}

int32_t random_channels(rng *r) {
    return random_size(r, rng_chance(r, 50) ? 130 : 36);
}

ir_shape random_image(rng *r, int32_t channels) {
    int32_t pixels = RANDOM_TENSOR_BYTES / channels;
    int32_t side = pixels < 64 ? (int32_t)sqrt(pixels) : 8;
    side = side < 1 ? 1 : side;
    ir_shape s = {4, {1, range(r, 1, side), range(r, 1, side), channels}};
    if (rng_chance(r, 10))
        s.dim[1 + range(r, 0, 1)] = 1;
    if (rng_chance(r, 10))
        s.dim[0] = range(r, 2, 3);
    return s;
}

int32_t random_zero_point(rng *r) {
    if (rng_chance(r, 40))
        return rng_chance(r, 50) ? -128 : 127;
    return range(r, -128, 127);
}

/* The float nearest to x, or one time in five the power of two below it. */
static float rounded_scale(rng *r, double x) {
    return (float)(rng_chance(r, 20) ? exp2(floor(log2(x))) : x);
}

float random_scale(rng *r) {
    return rounded_scale(r, rng_chance(r, 5) ? log_uniform(r, -30, 10) : log_uniform(r, -12, 2));
}

ir_tensor *random_input(rng *r, ir_graph *g, const ir_shape *shape) {
    ir_tensor *t = ir_tensor_new(g, NULL, IR_INT8, shape);
    ir_quantise(t, random_scale(r), random_zero_point(r));
    ir_graph_add_input(g, t);
    return t;
}

static int8_t random_weight(rng *r, int style) {
    switch (style) {
    case 0:
        return (int8_t)range(r, -8, 8);
    case 1: /* the largest sums there can be */
        return -128;
    case 2:
        return (int8_t)(rng_chance(r, 50) ? -128 : 127);
    default:
        return (int8_t)range(r, -128, 127);
    }
}

ir_tensor *random_weights(rng *r, ir_graph *g, const ir_shape *shape, int axis) {
    ir_tensor *t = ir_tensor_new(g, NULL, IR_INT8, shape);
    int8_t *data = mem_new(ir_bytes(t), 1);
    int style = range(r, 0, 9);
    for (size_t i = 0; i < ir_bytes(t); i++)
        data[i] = random_weight(r, style);
    t->data = data;

    int count = rng_chance(r, 30) ? 1 : shape->dim[axis];
    /* From four on, shifts of the layer can differ by more than three. */
    double octaves = rng_chance(r, 20) ? range(r, 3, 12) : 2;
    double base = log_uniform(r, -12, -2);
    float *scale = NEW_ARRAY(float, (size_t)count);
    for (int i = 0; i < count; i++) {
        double spread = log_uniform(r, -octaves / 2, octaves / 2);
        int vanishes = rng_chance(r, 3);
        scale[i] = rounded_scale(r, vanishes ? 0x1p-60 : base * spread);
    }
    ir_quantise_axis(t, axis, count, scale, NULL);
    return t;
}

ir_tensor *random_bias(rng *r, ir_graph *g, int32_t n, const ir_tensor *input,
                       const ir_tensor *weights) {
    if (rng_chance(r, 17))
        return NULL;
    ir_shape shape = {1, {n}};
    ir_tensor *t = ir_tensor_new(g, NULL, IR_INT32, &shape);
    int32_t *data = NEW_ARRAY(int32_t, (size_t)n);
    int32_t most = (int32_t)1 << (rng_chance(r, 10) ? 30 : range(r, 0, 18));
    for (int32_t i = 0; i < n; i++)
        data[i] = range(r, -most, most);
    t->data = data;
    int count = weights->quant.count;
    float *scale = NEW_ARRAY(float, (size_t)count);
    for (int i = 0; i < count; i++)
        scale[i] = ir_scale(input) * weights->quant.scale[i];
    ir_quantise_axis(t, 0, count, scale, NULL);
    return t;
}

double random_products_scale(const ir_tensor *input, const ir_tensor *weights) {
    double largest = 0; /* of the channels: the others saturate less */
    for (int i = 0; i < weights->quant.count; i++)
        largest = fmax(largest, weights->quant.scale[i]);
    /* A product of two int8 values is some 64 times as large as one. */
    return ir_scale(input) * largest * 64;
}

/* Scales that a fused activation of +-6 can still be expressed in. */
static double limited_scale(double x) {
    return fmin(fmax(x, 0x1p-26), 0x1p20);
}

ir_tensor *random_output(rng *r, ir_graph *g, ir_op *op, double accumulator_scale, double terms) {
    double natural = accumulator_scale * sqrt(terms);
    double scale = natural * log_uniform(r, -1, 1);
    if (rng_chance(r, 10)) /* saturates; shifts left, half of the time by little */
        scale = natural * log_uniform(r, rng_chance(r, 50) ? -24 : -12, 0);
    else if (rng_chance(r, 5))
        scale = natural * log_uniform(r, 0, 30); /* vanishes */
    /* The shape is known only once the operator is whole. */
    ir_tensor *t = ir_tensor_new(g, NULL, IR_INT8, &(ir_shape){1, {1}});
    ir_quantise(t, rounded_scale(r, limited_scale(scale)), random_zero_point(r));
    op->output = t;
    t->shape = op->kind->infer(op);
    ir_graph_add_output(g, t);
    return t;
}

int32_t random_activation(rng *r) {
    return rng_chance(r, 50) ? OP_ACTIVATION_NONE
                             : range(r, OP_ACTIVATION_RELU, OP_ACTIVATION_RELU6);
}
