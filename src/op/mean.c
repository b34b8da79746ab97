#include "base/diag.h"
#include "base/mem.h"
#include "device/kernel/mean_s8.h"
#include "op/lut.h"
#include "op/quant.h"
#include "op/random.h"

typedef struct mean {
    ir_ints axes;      /* -rank .. rank-1, any order, repeats allowed */
    int32_t keep_dims; /* summed axes stay with size 1 */
} mean;

static const ir_attr attrs[] = {{"axes", IR_ATTR_INTS, offsetof(mean, axes), NULL},
                                {"keep_dims", IR_ATTR_INT, offsetof(mean, keep_dims), NULL},
                                {0}};

static void import_tflite(op_import *in, ir_op *op) {
    mean *a = op->attr;
    a->axes = op_import_take_ints(in, op, 1);
    a->keep_dims = fb_i8(in->options, 0, 0) != 0;
}

static int is_summed(const ir_op *op, int axis) {
    const mean *a = op->attr;
    for (int i = 0; i < a->axes.count; i++)
        if (a->axes.value[i] == axis || a->axes.value[i] == axis - op->inputs[0]->shape.rank)
            return 1;
    return 0;
}

/* Elements that make one mean. */
static int32_t terms_of(const ir_op *op) {
    int32_t n = 1;
    for (int i = 0; i < op->inputs[0]->shape.rank; i++)
        n *= is_summed(op, i) ? op->inputs[0]->shape.dim[i] : 1;
    return n;
}

/* TFLM divides the multiplier by n, after shifting it left as far as it goes. */
static quant_scale scale_of(const ir_op *op) {
    int32_t n = terms_of(op);
    quant_scale s = quant_scale_of((double)ir_scale(op->inputs[0]) / (double)ir_scale(op->output));
    int k = 0;
    while (n >> (k + 1))
        k++;
    if (k > 31 + s.shift)
        k = 31 + s.shift;
    s.multiplier = (int32_t)(((int64_t)s.multiplier << k) / n);
    s.shift -= k;
    return s;
}

static ir_shape infer(const ir_op *op) {
    const ir_tensor *x = op->inputs[0];
    const mean *a = op->attr;
    op_require_int8(x);
    op_require_int8(op->output);
    op_require_rank(x, 1, IR_MAX_RANK);
    for (int i = 0; i < a->axes.count; i++)
        if (a->axes.value[i] < -x->shape.rank || a->axes.value[i] >= x->shape.rank)
            fail(STATUS_REFUSED, "axis %d does not exist in shape %s", a->axes.value[i],
                 ir_shape_text(&x->shape));
    if (terms_of(op) > 1 << 23)
        fail(STATUS_REFUSED, "a mean of %d values may overflow", terms_of(op));
    scale_of(op);
    ir_shape s = {0};
    for (int i = 0; i < x->shape.rank; i++)
        if (!is_summed(op, i) || a->keep_dims)
            s.dim[s.rank++] = is_summed(op, i) ? 1 : x->shape.dim[i];
    return s;
}

/* Which output element does input element `i` belong to? */
static int64_t target_of(const ir_op *op, int64_t i) {
    const ir_shape *s = &op->inputs[0]->shape;
    int64_t at = 0, stride = 1;
    for (int axis = s->rank - 1; axis >= 0; axis--) {
        if (!is_summed(op, axis)) {
            at += i % s->dim[axis] * stride;
            stride *= s->dim[axis];
        }
        i /= s->dim[axis];
    }
    return at;
}

static void eval(const ir_op *op, const void *const *in, void *out) {
    const ir_tensor *x = op->inputs[0];
    int64_t *sum = NEW_ARRAY(int64_t, (size_t)ir_elements(op->output));
    for (int64_t i = 0; i < ir_elements(x); i++)
        sum[target_of(op, i)] += ((const int8_t *)in[0])[i] - ir_zero_point(x);
    quant_scale s = scale_of(op);
    for (int64_t i = 0; i < ir_elements(op->output); i++) {
        int64_t y = (int64_t)quant_multiply(quant_wrap(sum[i]), s) + ir_zero_point(op->output);
        ((int8_t *)out)[i] = (int8_t)quant_clamp(y, -128, 127);
    }
    mem_free(sum);
}

/* Axes of one sort with their strides, neighbours merged, at the end of three. */
static void lower_axes(const ir_op *op, op_kernel *k, int summed, const char *size_field,
                       const char *stride_field) {
    const ir_shape *s = &op->inputs[0]->shape;
    int32_t size[MOTE_MEAN_AXES] = {1, 1, 1}, stride[MOTE_MEAN_AXES] = {0};
    int32_t step = 1;
    int at = MOTE_MEAN_AXES, open = 0; /* open: the axis before was of this sort */
    for (int axis = s->rank - 1; axis >= 0; axis--) {
        if (s->dim[axis] == 1)
            continue;
        int mine = is_summed(op, axis) == summed;
        if (mine && open) {
            size[at] *= s->dim[axis];
        } else if (mine) {
            CHECK(at > 0);
            size[--at] = s->dim[axis];
            stride[at] = step;
        }
        open = mine;
        step *= s->dim[axis];
    }
    op_kernel_ints(k, size_field, size, MOTE_MEAN_AXES);
    op_kernel_ints(k, stride_field, stride, MOTE_MEAN_AXES);
}

static void lower(const ir_op *op, op_kernel *k) {
    quant_scale s = scale_of(op);
    int32_t parts[2] = {s.multiplier, s.shift};
    op_kernel_start_flat(k, "mean_s8", op);
    op_kernel_input_flat(k, op->inputs[0]);
    lower_axes(op, k, 0, "keep", "keep_stride");
    lower_axes(op, k, 1, "sum", "sum_stride");
    op_kernel_int(k, "offset", -(int64_t)terms_of(op) * ir_zero_point(op->inputs[0]));
    op_kernel_ints(k, "scale", parts, 2);
    quant_lower_output(k, op->output, OP_ACTIVATION_NONE);
}

/* Means of whole columns or of whole pictures, channel by channel. */
static int lower_accumulate(const ir_op *op, op_rows rows, op_kernel *add, op_kernel *finish) {
    const int32_t *d = op->inputs[0]->shape.dim;
    if (op->inputs[0]->shape.rank != 4 || d[0] != 1 || !is_summed(op, 1) || is_summed(op, 3))
        return 0;
    int32_t out_w = is_summed(op, 2) ? 1 : d[2];
    quant_scale s = scale_of(op);
    int32_t parts[2] = {s.multiplier, s.shift};
    op_kernel_start_accumulate(add, "sum_add_s8", finish, "finish_mean_s32", op, rows,
                               out_w * d[3]);
    op_kernel_int(add, "in_w", d[2]);
    op_kernel_int(add, "out_w", out_w);
    op_kernel_int(add, "channels", d[3]);
    op_kernel_int(add, "kernel_h", d[1]);
    op_kernel_int(add, "kernel_w", d[2] / out_w);
    op_kernel_int(add, "stride_w", 1);
    op_kernel_int(finish, "count", out_w * d[3]);
    op_kernel_int(finish, "offset", -(int64_t)terms_of(op) * ir_zero_point(op->inputs[0]));
    op_kernel_ints(finish, "scale", parts, 2);
    quant_lower_output(finish, op->output, OP_ACTIVATION_NONE);
    return 1;
}

static int keeps_channels(const ir_op *op) {
    return !is_summed(op, op->inputs[0]->shape.rank - 1);
}

static void ranges(const ir_op *op, const op_range *const *in, op_range *out) {
    int32_t zero = ir_zero_point(op->inputs[0]);
    int64_t n = terms_of(op);
    for (int32_t c = 0; c < op_channel_count(op->output); c++) {
        op_range x = keeps_channels(op) ? in[0][c] : op_range_of_type(IR_INT8);
        quant_sums sums = {n * (x.low - zero), n * (x.high - zero)};
        out[c] = quant_range_of_sums(sums, scale_of(op), op->output, OP_ACTIVATION_NONE);
    }
}

static int tie(const ir_op *op, op_ties *t) {
    return keeps_channels(op) && op_tie_same(op, t);
}

static const op_folding folding = {.ranges = ranges, .tie = tie};

extern const op_kind op_mean;

static void draw(rng *r, ir_graph *g) {
    ir_shape shape = rng_chance(r, 50) ? random_image(r, random_channels(r)) : lut_random_shape(r);
    ir_tensor *x = random_input(r, g, &shape);
    ir_op *op = ir_op_new(g, &op_mean.ir, 1, &x, NULL);
    mean *a = op->attr;
    a->keep_dims = rng_chance(r, 50);
    for (int i = 0; i < shape.rank; i++)
        if (rng_chance(r, 50))
            a->axes.value[a->axes.count++] = rng_chance(r, 30) ? i - shape.rank : i;
    if (shape.rank == 4 && rng_chance(r, 40))
        a->axes = (ir_ints){2, {1, 2}};
    else if (a->axes.count == 0)
        a->axes = (ir_ints){1, {0}};
    random_output(r, g, op, ir_scale(x), 1);
}

const op_kind op_mean = {
    .ir = {"mean", sizeof(mean), attrs, 1, 1, infer},
    .tflite_name = "MEAN",
    .tflite_code = 40,
    .import_tflite = import_tflite,
    .eval = eval,
    .lower = lower,
    .lower_accumulate = lower_accumulate,
    .folding = &folding,
    .random = draw,
};
