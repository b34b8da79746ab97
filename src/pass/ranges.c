#include "pass/ranges.h"

#include "base/mem.h"

#define MOST_CHANNELS (1 << 16)

int pass_value_inputs(const ir_op *op) {
    const op_folding *hooks = op_kind_of(op)->folding;
    return hooks && hooks->value_inputs ? hooks->value_inputs : op->input_count;
}

static void set_ranges(op_range *range, const ir_tensor *t) {
    int32_t channels = op_channel_count(t);
    int known = t->data && ir_type_bytes(t->type) == 1;
    for (int32_t c = 0; c < channels; c++)
        range[c] = op_range_of_type(t->type);
    for (int64_t i = 0; known && i < ir_elements(t); i++) {
        int32_t v =
            t->type == IR_INT8 ? ((const int8_t *)t->data)[i] : ((const uint8_t *)t->data)[i];
        op_range one = {v, v};
        range[i % channels] = i < channels ? one : op_range_join(range[i % channels], one);
    }
}

int pass_ranges_of(const pass_ranges *r, const ir_op *op, op_range *out) {
    const op_folding *hooks = op_kind_of(op)->folding;
    const op_range *in[IR_MAX_INPUTS];
    if (!hooks)
        return 0;
    for (int k = 0; k < pass_value_inputs(op); k++)
        in[k] = r->range + r->first[op->inputs[k]->id];
    hooks->ranges(op, in, out);
    return 1;
}

pass_ranges pass_ranges_new(const ir_graph *g) {
    pass_ranges r = {0};
    int64_t count = 0;
    r.first = NEW_ARRAY(int32_t, (size_t)g->tensor_count);
    for (int i = 0; i < g->tensor_count && count <= MOST_CHANNELS; i++) {
        r.first[i] = (int32_t)count;
        count += op_channel_count(g->tensors[i]);
    }
    if (count > MOST_CHANNELS)
        return r;
    r.count = (int32_t)count;
    r.range = NEW_ARRAY(op_range, (size_t)count);
    for (int i = 0; i < g->tensor_count; i++)
        set_ranges(r.range + r.first[i], g->tensors[i]);
    for (int i = 0; i < g->op_count; i++)
        pass_ranges_of(&r, g->ops[i], r.range + r.first[g->ops[i]->output->id]);
    return r;
}

void pass_ranges_free(pass_ranges *r) {
    mem_free(r->first);
    mem_free(r->range);
}
