#include <string.h>

#include "base/diag.h"
#include "device/kernel/pad_s8.h"
#include "op/lut.h"
#include "op/random.h"

/* The padding value is the output's zero point. */

typedef struct pad {
    ir_ints paddings; /* before and after of every axis in turn */
} pad;

static const ir_attr attrs[] = {{"paddings", IR_ATTR_INTS, offsetof(pad, paddings), NULL}, {0}};

static void import_tflite(op_import *in, ir_op *op) {
    ((pad *)op->attr)->paddings = op_import_take_ints(in, op, 1);
}

static int32_t before(const ir_op *op, int axis) {
    return ((const pad *)op->attr)->paddings.value[2 * axis];
}

static ir_shape infer(const ir_op *op) {
    const ir_tensor *x = op->inputs[0];
    const ir_ints *p = &((const pad *)op->attr)->paddings;
    op_require_int8(x);
    op_require_int8(op->output);
    op_require_rank(x, 1, MOTE_PAD_AXES);
    if (p->count != 2 * x->shape.rank)
        fail(STATUS_REFUSED, "has %d paddings for '%s' of shape %s, expected two for each axis",
             p->count, x->name, ir_shape_text(&x->shape));
    ir_shape s = x->shape;
    for (int i = 0; i < s.rank; i++) {
        int64_t size = (int64_t)s.dim[i] + p->value[2 * i] + p->value[2 * i + 1];
        if (p->value[2 * i] < 0 || p->value[2 * i + 1] < 0 || size > IR_MAX_ELEMENTS)
            fail(STATUS_REFUSED, "paddings %d and %d of axis %d are not supported", p->value[2 * i],
                 p->value[2 * i + 1], i);
        s.dim[i] = (int32_t)size;
    }
    return s;
}

/* Position in the output of the input's element i. */
static int64_t position(const ir_op *op, int64_t i) {
    const ir_shape *xs = &op->inputs[0]->shape, *ys = &op->output->shape;
    int64_t at = 0, stride = 1;
    for (int axis = xs->rank - 1; axis >= 0; axis--) {
        at += (i % xs->dim[axis] + before(op, axis)) * stride;
        i /= xs->dim[axis];
        stride *= ys->dim[axis];
    }
    return at;
}

static void eval(const ir_op *op, const void *const *in, void *out) {
    memset(out, ir_zero_point(op->output), ir_bytes(op->output));
    for (int64_t i = 0; i < ir_elements(op->inputs[0]); i++)
        ((int8_t *)out)[position(op, i)] = ((const int8_t *)in[0])[i];
}

/* Row by row: rows above and below the input are padding. */
static int by_rows(const ir_op *op) {
    const ir_ints *p = &((const pad *)op->attr)->paddings;
    const ir_shape *xs = &op->inputs[0]->shape;
    return xs->rank == 4 && xs->dim[0] == 1 && p->value[0] == 0 && p->value[1] == 0;
}

static void start_rows(const ir_op *op, op_kernel *k) {
    op_kernel_start_plain(k, "pad_s8", op);
    op_rows rows = op_kernel_plain_rows(op->inputs[0]);
    rows.pad_top = before(op, 1);
    op_kernel_input(k, op->inputs[0], rows);
}

static void start_flat(const ir_op *op, op_kernel *k) {
    op_kernel_start_flat(k, "pad_s8", op);
    op_kernel_input_flat(k, op->inputs[0]);
}

static void lower(const ir_op *op, op_kernel *k) {
    const ir_shape *xs = &op->inputs[0]->shape, *ys = &op->output->shape;
    int32_t size[MOTE_PAD_AXES] = {1, 1, 1, 1, 1}, stride[MOTE_PAD_AXES] = {0};
    int32_t step = 1, rows = by_rows(op), start = 0;
    for (int i = 0; i < (rows ? 2 : xs->rank); i++) {
        int axis = xs->rank - 1 - i, at = MOTE_PAD_AXES - 1 - i;
        size[at] = xs->dim[axis];
        stride[at] = step;
        start += before(op, axis) * step;
        step *= ys->dim[axis];
    }
    (rows ? start_rows : start_flat)(op, k);
    op_kernel_ints(k, "size", size, MOTE_PAD_AXES);
    op_kernel_ints(k, "stride", stride, MOTE_PAD_AXES);
    op_kernel_int(k, "start", start);
    op_kernel_int(k, "out_count", k->out.row_bytes);
    op_kernel_int(k, "value", ir_zero_point(op->output));
}

static int pads_other_axes(const ir_op *op) {
    const ir_ints *p = &((const pad *)op->attr)->paddings;
    for (int i = 0; i < p->count - 2; i++)
        if (p->value[i] > 0)
            return 1;
    return 0;
}

static void ranges(const ir_op *op, const op_range *const *in, op_range *out) {
    int last = op->inputs[0]->shape.rank - 1;
    int32_t zero = ir_zero_point(op->output);
    op_range padding = {zero, zero};
    for (int32_t c = 0; c < op_channel_count(op->output); c++) {
        int32_t i = c - before(op, last);
        out[c] = padding;
        if (i >= 0 && i < op->inputs[0]->shape.dim[last])
            out[c] = pads_other_axes(op) ? op_range_join(in[0][i], padding) : in[0][i];
    }
}

static int tie(const ir_op *op, op_ties *t) {
    int last = op->inputs[0]->shape.rank - 1;
    for (int32_t i = 0; i < op->inputs[0]->shape.dim[last]; i++)
        t->tie(t, 0, i, i + before(op, last));
    return 1;
}

static void select(ir_graph *g, ir_op *op, const op_channels *in, const op_channels *out) {
    ir_ints *p = &((pad *)op->attr)->paddings;
    int32_t *first = &p->value[p->count - 2], *behind = &p->value[p->count - 1];
    int32_t start = *first, end = *first + in->count;
    (void)g;
    *first = *behind = 0;
    for (int32_t k = 0; k < out->kept_count; k++) {
        *first += out->kept[k] < start;
        *behind += out->kept[k] >= end;
    }
}

static int is_copy(const ir_op *op, const op_range *in) {
    (void)in;
    return ir_shape_equal(&op->inputs[0]->shape, &op->output->shape);
}

static const op_folding folding = {
    .ranges = ranges, .is_copy = is_copy, .tie = tie, .select = select};

extern const op_kind op_pad;

static void draw(rng *r, ir_graph *g) {
    ir_shape shape = lut_random_shape(r);
    ir_tensor *x = random_input(r, g, &shape);
    ir_op *op = ir_op_new(g, &op_pad.ir, 1, &x, NULL);
    ir_ints *p = &((pad *)op->attr)->paddings;
    p->count = 2 * shape.rank;
    for (int i = 0; i < p->count; i++)
        p->value[i] = rng_chance(r, 40) ? (int32_t)rng_range(r, 0, 3) : 0;
    op->output = ir_tensor_new(g, NULL, IR_INT8, &shape);
    ir_quantise(op->output, ir_scale(x), ir_zero_point(x));
    op->output->shape = infer(op);
    ir_graph_add_output(g, op->output);
}

const op_kind op_pad = {
    .ir = {"pad", sizeof(pad), attrs, 1, 1, infer},
    .tflite_name = "PAD",
    .tflite_code = 34,
    .import_tflite = import_tflite,
    .eval = eval,
    .lower = lower,
    .folding = &folding,
    .random = draw,
};
