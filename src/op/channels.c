#include "op/channels.h"

#include <string.h>

#include "base/mem.h"

int32_t op_channel_count(const ir_tensor *t) {
    return t->shape.rank ? t->shape.dim[t->shape.rank - 1] : 1;
}

op_range op_range_of_type(ir_type type) {
    switch (type) {
    case IR_INT8:
        return (op_range){-128, 127};
    case IR_UINT8:
        return (op_range){0, 255};
    default:
        return (op_range){INT32_MIN, INT32_MAX};
    }
}

op_range op_range_join(op_range a, op_range b) {
    return (op_range){a.low < b.low ? a.low : b.low, a.high > b.high ? a.high : b.high};
}

op_channels op_channels_all(int32_t count) {
    int32_t *kept = NEW_ARRAY(int32_t, (size_t)count);
    for (int32_t i = 0; i < count; i++)
        kept[i] = i;
    return (op_channels){count, count, kept, NULL};
}

int op_pads_zero_point(const ir_op *op, const op_range *in) {
    (void)op;
    (void)in;
    return 1;
}

void op_ranges_same(const ir_op *op, const op_range *const *in, op_range *out) {
    memcpy(out, in[0], (size_t)op_channel_count(op->output) * sizeof *out);
}

int op_tie_same(const ir_op *op, op_ties *t) {
    for (int k = 0; k < op->input_count; k++)
        for (int32_t c = 0; c < op_channel_count(op->output); c++)
            t->tie(t, k, c, c);
    return 1;
}

/* Copies the kept ones of items that repeat with period channels->count. */
static void *select_items(const void *from, int64_t count, size_t item_bytes,
                          const op_channels *channels) {
    int64_t rounds = count / channels->count;
    char *data = mem_new((size_t)(rounds * channels->kept_count), item_bytes), *to = data;
    for (int64_t r = 0; r < rounds; r++)
        for (int32_t k = 0; k < channels->kept_count; k++, to += item_bytes)
            memcpy(to,
                   (const char *)from +
                       (size_t)(r * channels->count + channels->kept[k]) * item_bytes,
                   item_bytes);
    return data;
}

ir_tensor *op_select_constant(ir_graph *g, ir_tensor *t, int axis, const op_channels *channels) {
    if (channels->kept_count == channels->count)
        return t;
    ir_shape shape = t->shape;
    size_t item_bytes = ir_type_bytes(t->type);
    for (int i = axis + 1; i < shape.rank; i++)
        item_bytes *= (size_t)shape.dim[i];
    int64_t items = (int64_t)(ir_bytes(t) / item_bytes);
    shape.dim[axis] = shape.dim[axis] / channels->count * channels->kept_count;
    ir_tensor *selected = ir_tensor_new(g, t->name, t->type, &shape);
    selected->data = select_items(t->data, items, item_bytes, channels);
    selected->quant = t->quant;
    if (t->quant.count > 1 && t->quant.axis == axis) /* then one each */
        ir_quantise_axis(
            selected, axis, shape.dim[axis],
            select_items(t->quant.scale, t->quant.count, sizeof(float), channels),
            select_items(t->quant.zero_point, t->quant.count, sizeof(int32_t), channels));
    return selected;
}
