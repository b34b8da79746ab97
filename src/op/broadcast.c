#include "op/broadcast.h"

#include <string.h>

#include "base/diag.h"
#include "base/mem.h"
#include "device/broadcast.h"
#include "op/lut.h"
#include "op/quant.h"
#include "op/random.h"

const ir_attr broadcast_attrs[] = {
    {"activation", IR_ATTR_ENUM, offsetof(broadcast_attr, activation), op_activation_names}, {0}};

void broadcast_import(op_import *in, ir_op *op) {
    ((broadcast_attr *)op->attr)->activation = op_import_activation(in, 0);
}

/* Size along `axis` counted from the last one. */
static int32_t size_from_last(const ir_shape *s, int axis) {
    return axis < s->rank ? s->dim[s->rank - 1 - axis] : 1;
}

ir_shape broadcast_infer(const ir_op *op) {
    const ir_tensor *a = op->inputs[0], *b = op->inputs[1];
    int32_t low, high;
    op_require_int8(a);
    op_require_int8(b);
    op_require_int8(op->output);
    quant_activation_range(op->output, ((const broadcast_attr *)op->attr)->activation, &low, &high);
    ir_shape s = {.rank = a->shape.rank > b->shape.rank ? a->shape.rank : b->shape.rank};
    for (int i = 0; i < s.rank; i++) {
        int32_t m = size_from_last(&a->shape, i), n = size_from_last(&b->shape, i);
        if (m != n && m != 1 && n != 1)
            fail(STATUS_REFUSED, "shapes %s of '%s' and %s of '%s' do not broadcast",
                 ir_shape_text(&a->shape), a->name, ir_shape_text(&b->shape), b->name);
        s.dim[s.rank - 1 - i] = m > n ? m : n;
    }
    return s;
}

/* Position in an operand of the output's element `i`. */
static int64_t position(const ir_shape *operand, const ir_shape *out, int64_t i) {
    int64_t at = 0, stride = 1;
    for (int axis = 0; axis < out->rank; axis++) {
        int32_t size = size_from_last(operand, axis);
        if (size > 1)
            at += i % size_from_last(out, axis) * stride;
        i /= size_from_last(out, axis);
        stride *= size;
    }
    return at;
}

void broadcast_eval(const ir_op *op, const void *const *in, void *out,
                    int8_t (*f)(const ir_op *op, int32_t a, int32_t b)) {
    const ir_shape *as = &op->inputs[0]->shape, *bs = &op->inputs[1]->shape;
    const ir_shape *os = &op->output->shape;
    for (int64_t i = 0; i < ir_elements(op->output); i++)
        ((int8_t *)out)[i] = f(op, ((const int8_t *)in[0])[position(as, os, i)],
                               ((const int8_t *)in[1])[position(bs, os, i)]);
}

/* ---- channels ---- */

static op_range range_at(const ir_tensor *operand, const op_range *ranges, int32_t c) {
    return ranges[op_channel_count(operand) == 1 ? 0 : c];
}

/* The extremes are at the corners. */
void broadcast_ranges(const ir_op *op, const op_range *const *in, op_range *out,
                      int8_t (*f)(const ir_op *op, int32_t a, int32_t b)) {
    for (int32_t c = 0; c < op_channel_count(op->output); c++) {
        op_range a = range_at(op->inputs[0], in[0], c), b = range_at(op->inputs[1], in[1], c);
        for (int i = 0; i < 4; i++) {
            int32_t y = f(op, i & 1 ? a.low : a.high, i & 2 ? b.low : b.high);
            out[c] = i == 0 ? (op_range){y, y} : op_range_join(out[c], (op_range){y, y});
        }
    }
}

/* The one channel of an operand that repeats stays: no tensor loses all. */
int broadcast_tie(const ir_op *op, op_ties *t) {
    int32_t channels = op_channel_count(op->output);
    for (int k = 0; k < 2; k++)
        for (int32_t c = 0; op_channel_count(op->inputs[k]) == channels && c < channels; c++)
            t->tie(t, k, c, c);
    return 1;
}

/* ---- lowering ---- */

typedef struct axis {
    int32_t size, stride_a, stride_b; /* strides 0 where the operand repeats */
} axis;

/* Are rows the output's along its height? */
static int by_rows(const ir_op *op) {
    return op->output->shape.rank == 4 && op->output->shape.dim[0] == 1;
}

/* So many of the last axes are within a row. */
static int axes_in_row(const ir_op *op) {
    return by_rows(op) ? 2 : op->output->shape.rank;
}

/* The axes of a row from the last to the first, merged where both operands go on evenly. */
static int merged_axes(const ir_op *op, axis axes[IR_MAX_RANK]) {
    const ir_shape *as = &op->inputs[0]->shape, *bs = &op->inputs[1]->shape;
    int32_t stride_a = 1, stride_b = 1;
    int count = 0;
    for (int i = 0; i < axes_in_row(op); i++) {
        int32_t m = size_from_last(as, i), n = size_from_last(bs, i);
        axis next = {m > n ? m : n, m > 1 ? stride_a : 0, n > 1 ? stride_b : 0};
        stride_a *= m;
        stride_b *= n;
        if (next.size == 1)
            continue;
        axis *last = count ? &axes[count - 1] : NULL;
        if (last && next.stride_a == last->stride_a * last->size &&
            next.stride_b == last->stride_b * last->size)
            last->size *= next.size;
        else
            axes[count++] = next;
    }
    if (count == 0)
        axes[count++] = (axis){1, 1, 1};
    return count;
}

/* The way from the end of a run to its next index along `n`: one step along, all inner axes back.
 */
static void steps_of(const axis *axes, int n, int32_t *step_a, int32_t *step_b) {
    *step_a = axes[n].stride_a - axes[0].size * axes[0].stride_a;
    *step_b = axes[n].stride_b - axes[0].size * axes[0].stride_b;
    for (int i = 1; i < n; i++) {
        *step_a -= (axes[i].size - 1) * axes[i].stride_a;
        *step_b -= (axes[i].size - 1) * axes[i].stride_b;
    }
}

static void lower_walk(const ir_op *op, op_kernel *k) {
    axis axes[IR_MAX_RANK];
    int count = merged_axes(op, axes);
    int32_t size[MOTE_BROADCAST_AXES], step_a[MOTE_BROADCAST_AXES], step_b[MOTE_BROADCAST_AXES];
    int32_t runs = 1;
    for (int i = 0; i < MOTE_BROADCAST_AXES; i++) {
        size[i] = 1;
        step_a[i] = step_b[i] = 0;
        if (i + 1 < count) {
            size[i] = axes[i + 1].size;
            runs *= size[i];
            steps_of(axes, i + 1, &step_a[i], &step_b[i]);
        }
    }
    op_kernel_int(k, "walk.inner", axes[0].size);
    op_kernel_int(k, "walk.inner_a", axes[0].stride_a);
    op_kernel_int(k, "walk.inner_b", axes[0].stride_b);
    op_kernel_int(k, "walk.runs", runs);
    op_kernel_ints(k, "walk.size", size, MOTE_BROADCAST_AXES);
    op_kernel_ints(k, "walk.step_a", step_a, MOTE_BROADCAST_AXES);
    op_kernel_ints(k, "walk.step_b", step_b, MOTE_BROADCAST_AXES);
}

/* Adds an operand as rows along the output's height. Returns whether it has a row for each. */
static int input_rows(op_kernel *k, const ir_tensor *t, int32_t height) {
    int repeats = size_from_last(&t->shape, 2) == 1 && height > 1;
    op_rows rows = {.height = repeats ? 1 : height, .window = 1, .stride = !repeats, .dilation = 1};
    rows.row_bytes = (int32_t)ir_bytes(t) / rows.height;
    op_kernel_input(k, t, rows);
    return !repeats;
}

void broadcast_start(const ir_op *op, op_kernel *k, const char *name) {
    int row_a = 1, row_b = 1;
    if (by_rows(op)) {
        op_kernel_start_plain(k, name, op);
        row_a = input_rows(k, op->inputs[0], op->output->shape.dim[1]);
        row_b = input_rows(k, op->inputs[1], op->output->shape.dim[1]);
    } else {
        op_kernel_start_flat(k, name, op);
        op_kernel_input_flat(k, op->inputs[0]);
        op_kernel_input_flat(k, op->inputs[1]);
    }
    op_kernel_int(k, "walk.row_a", row_a);
    op_kernel_int(k, "walk.row_b", row_b);
    lower_walk(op, k);
}

void broadcast_lower(const ir_op *op, op_kernel *k, const char *name) {
    broadcast_start(op, k, name);
    op_kernel_int(k, "zero_a", ir_zero_point(op->inputs[0]));
    op_kernel_int(k, "zero_b", ir_zero_point(op->inputs[1]));
    quant_lower_output(k, op->output, ((const broadcast_attr *)op->attr)->activation);
}

int broadcast_repeats_first(const ir_op *op) {
    axis axes[IR_MAX_RANK];
    merged_axes(op, axes);
    return axes[0].stride_a == 0;
}

/* A constant all of whose values are the same. */
static int is_one_value(const ir_tensor *t) {
    return t->data && memcmp(t->data, (const int8_t *)t->data + 1, ir_bytes(t) - 1) == 0;
}

int broadcast_lower_table(const ir_op *op, op_kernel *k,
                          int8_t (*f)(const ir_op *op, int32_t a, int32_t b)) {
    int constant = is_one_value(op->inputs[1]) ? 1 : 0;
    const ir_tensor *x = op->inputs[!constant], *c = op->inputs[constant];
    if (!is_one_value(c) || x->data || !ir_shape_equal(&x->shape, &op->output->shape) ||
        ir_elements(x) <= LUT_VALUES)
        return 0;
    uint8_t *table = NEW_ARRAY(uint8_t, LUT_VALUES);
    int32_t value = *(const int8_t *)c->data;
    for (int i = 0; i < LUT_VALUES; i++)
        table[i] = (uint8_t)(constant == 1 ? f(op, (int8_t)i, value) : f(op, value, (int8_t)i));
    lut_lower_table(op, x, k, table);
    return 1;
}

op_memory broadcast_memory(const ir_op *op, int input) {
    return ir_shape_equal(&op->inputs[input]->shape, &op->output->shape) ? OP_MEMORY_IN_PLACE
                                                                         : OP_MEMORY_APART;
}

/* ---- drawing ---- */

/* The shape with some axes set to 1, perhaps leading ones left out. */
static ir_shape repeating(rng *r, ir_shape s) {
    int drop = rng_chance(r, 30) ? (int)rng_range(r, 0, s.rank - 1) : 0;
    ir_shape t = ir_shape_make(s.rank - drop, s.dim + drop);
    for (int i = 0; i < t.rank; i++)
        if (rng_chance(r, 40))
            t.dim[i] = 1;
    return t;
}

/* Anything, or one value again and again. */
static void make_constant(rng *r, ir_tensor *t) {
    int8_t *data = mem_new(ir_bytes(t), 1);
    int is_one = rng_chance(r, 40);
    for (size_t i = 0; i < ir_bytes(t); i++)
        data[i] = is_one && i > 0 ? data[0] : (int8_t)rng_u64(r);
    t->data = data;
}

ir_op *broadcast_random(rng *r, ir_graph *g, const op_kind *kind) {
    ir_shape shape[2];
    int words = rng_chance(r, 30); /* alike, in whole words, not clamped */
    shape[0] = lut_random_shape(r);
    if (words)
        shape[0].dim[shape[0].rank - 1] = 4 * (int32_t)rng_range(r, 1, 8);
    shape[1] = shape[0];
    if (!words && rng_chance(r, 80))
        shape[1] = repeating(r, shape[1]);
    if (!words && rng_chance(r, 30))
        shape[0] = repeating(r, shape[0]);
    int swap = rng_chance(r, 50);
    ir_tensor *x[2];
    x[0] = random_input(r, g, &shape[swap]);
    if (rng_chance(r, 20)) {
        x[1] = ir_tensor_new(g, NULL, IR_INT8, &shape[!swap]);
        make_constant(r, x[1]);
    } else {
        x[1] = random_input(r, g, &shape[!swap]);
    }
    ir_quantise(x[1], ir_scale(x[0]) * (float)(rng_real(r) * 2 + 0.01), random_zero_point(r));
    ir_op *op = ir_op_new(g, &kind->ir, 2, x, NULL);
    ((broadcast_attr *)op->attr)->activation = words ? OP_ACTIVATION_NONE : random_activation(r);
    return op;
}
