#include <string.h>

#include "base/diag.h"
#include "device/kernel/concat_8.h"
#include "op/lut.h"
#include "op/random.h"

/* int8 or uint8; all inputs and the output are quantised alike. */

typedef struct concatenation {
    int32_t axis; /* 0 .. rank-1, or from the last: -1 .. -rank */
} concatenation;

static const ir_attr attrs[] = {{"axis", IR_ATTR_INT, offsetof(concatenation, axis), NULL}, {0}};

static void import_tflite(op_import *in, ir_op *op) {
    ((concatenation *)op->attr)->axis = fb_i32(in->options, 0, 0);
    if (op_import_activation(in, 1) != OP_ACTIVATION_NONE)
        fail(STATUS_REFUSED, "a fused activation is not supported here");
}

static int axis_of(const ir_op *op) {
    int axis = ((const concatenation *)op->attr)->axis, rank = op->inputs[0]->shape.rank;
    if (axis < -rank || axis >= rank)
        fail(STATUS_REFUSED, "axis %d does not exist in %d dimensions", axis, rank);
    return axis < 0 ? axis + rank : axis;
}

static void require_same_but(const ir_tensor *a, const ir_tensor *b, int axis) {
    ir_shape s = b->shape;
    if (axis < s.rank)
        s.dim[axis] = a->shape.dim[axis];
    if (!ir_shape_equal(&s, &a->shape))
        fail(STATUS_REFUSED, "'%s' of shape %s and '%s' of shape %s differ beside axis %d", a->name,
             ir_shape_text(&a->shape), b->name, ir_shape_text(&b->shape), axis);
}

static ir_shape infer(const ir_op *op) {
    if (op->output->type != IR_UINT8)
        op_require_int8(op->output);
    int axis = axis_of(op);
    int64_t size = 0;
    for (int i = 0; i < op->input_count; i++) {
        const ir_tensor *x = op->inputs[i];
        if (!x)
            fail(STATUS_REFUSED, "input %d is missing", i);
        op_require_type(x, op->output->type);
        op_require_same_quant(x, op->output);
        require_same_but(op->inputs[0], x, axis);
        size += x->shape.dim[axis];
    }
    ir_shape s = op->inputs[0]->shape;
    if (size > IR_MAX_ELEMENTS)
        fail(STATUS_REFUSED, "the result has more than %lld elements", (long long)IR_MAX_ELEMENTS);
    s.dim[axis] = (int32_t)size;
    return s;
}

/* Elements from `axis` on: what one input gives to a round. */
static int32_t run_of(const ir_tensor *t, int axis) {
    int32_t n = 1;
    for (int i = axis; i < t->shape.rank; i++)
        n *= t->shape.dim[i];
    return n;
}

static void eval(const ir_op *op, const void *const *in, void *out) {
    int axis = axis_of(op);
    int64_t rounds = ir_elements(op->output) / run_of(op->output, axis);
    uint8_t *to = out;
    for (int64_t round = 0; round < rounds; round++)
        for (int i = 0; i < op->input_count; i++) {
            int32_t run = run_of(op->inputs[i], axis);
            memcpy(to, (const uint8_t *)in[i] + round * run, (size_t)run);
            to += run;
        }
}

/* Along width or channels, rows of the output are made of the same rows of the inputs; along the
 * height, each is a row of one input and lies outside of the others. */
static void lower(const ir_op *op, op_kernel *k) {
    int axis = axis_of(op);
    const ir_shape *s = &op->output->shape;
    int by_rows = s->rank == 4 && (axis >= 2 || (axis == 1 && s->dim[0] == 1));
    int row_axis = by_rows && axis == 1 ? 2 : axis; /* along which a row is made */
    int32_t runs[MOTE_CONCAT_INPUTS], above = 0;
    (by_rows ? op_kernel_start_plain : op_kernel_start_flat)(k, "concat_8", op);
    for (int i = 0; i < op->input_count; i++) {
        (by_rows ? op_kernel_input_plain : op_kernel_input_flat)(k, op->inputs[i]);
        if (row_axis != axis)
            k->in[i].pad_top = above;
        above += k->in[i].height;
        runs[i] = run_of(op->inputs[i], row_axis);
    }
    op_kernel_int(k, "rounds", k->out.row_bytes / run_of(op->output, row_axis));
    op_kernel_int(k, "inputs", op->input_count);
    op_kernel_ints(k, "run", runs, op->input_count);
}

/* Along the last axis, the inputs' channels follow each other in the output. */
static int is_of_channels(const ir_op *op) {
    return axis_of(op) == op->output->shape.rank - 1;
}

static void ranges(const ir_op *op, const op_range *const *in, op_range *out) {
    int32_t first = 0;
    for (int k = 0; k < op->input_count; k++) {
        int32_t channels = op_channel_count(op->inputs[k]);
        for (int32_t c = 0; c < channels; c++)
            out[first + c] =
                k == 0 || is_of_channels(op) ? in[k][c] : op_range_join(out[c], in[k][c]);
        first += is_of_channels(op) ? channels : 0;
    }
}

static int tie(const ir_op *op, op_ties *t) {
    int32_t first = 0;
    for (int k = 0; k < op->input_count; k++) {
        int32_t channels = op_channel_count(op->inputs[k]);
        for (int32_t c = 0; c < channels; c++)
            t->tie(t, k, c, first + c);
        first += is_of_channels(op) ? channels : 0;
    }
    return 1;
}

static int is_copy(const ir_op *op, const op_range *in) {
    (void)in;
    return op->input_count == 1;
}

static const op_folding folding = {.ranges = ranges, .is_copy = is_copy, .tie = tie};

extern const op_kind op_concatenation;

static void draw(rng *r, ir_graph *g) {
    int count = (int)rng_range(r, 1, 5);
    ir_shape shape = lut_random_shape(r);
    int axis = (int)rng_range(r, 0, shape.rank - 1);
    ir_tensor *list[5];
    for (int i = 0; i < count; i++) {
        ir_shape s = shape;
        s.dim[axis] = (int32_t)rng_range(r, 1, shape.dim[axis]);
        list[i] = random_input(r, g, &s);
        ir_quantise(list[i], ir_scale(list[0]), ir_zero_point(list[0]));
    }
    ir_op *op = ir_op_new(g, &op_concatenation.ir, count, list, NULL);
    ((concatenation *)op->attr)->axis = rng_chance(r, 30) ? axis - shape.rank : axis;
    op->output = ir_tensor_new(g, NULL, IR_INT8, &shape);
    ir_quantise(op->output, ir_scale(list[0]), ir_zero_point(list[0]));
    op->output->shape = infer(op);
    ir_graph_add_output(g, op->output);
}

const op_kind op_concatenation = {
    .ir = {"concatenation", sizeof(concatenation), attrs, 1, MOTE_CONCAT_INPUTS, infer},
    .tflite_name = "CONCATENATION",
    .tflite_code = 2,
    .import_tflite = import_tflite,
    .eval = eval,
    .lower = lower,
    .folding = &folding,
    .random = draw,
};
