#include "op/layer.h"

#include <string.h>

#include "base/mem.h"
#include "op/quant.h"

static op_tap tap_of(const op_layer *l, int32_t tap) {
    return l->tap ? l->tap[tap] : OP_TAP_INSIDE;
}

static const int8_t *weights_of(const ir_op *op, int32_t o) {
    const ir_tensor *w = op->inputs[1];
    return (const int8_t *)w->data + ir_elements(w) / w->shape.dim[0] * o;
}

static int32_t inputs_of(const ir_op *op, const op_layer *l) {
    const ir_tensor *w = op->inputs[1];
    return (int32_t)(ir_elements(w) / w->shape.dim[0] / l->taps);
}

static int32_t bias_of(const ir_op *op, int32_t o) {
    const ir_tensor *bias = ir_input(op, 2);
    return bias ? ((const int32_t *)bias->data)[o] : 0;
}

void layer_ranges(const ir_op *op, const op_layer *l, const op_range *in, op_range *out) {
    int32_t zero = ir_zero_point(op->inputs[0]), inputs = inputs_of(op, l);
    quant_scale *scales = quant_channel_scales(op->inputs[0], op->inputs[1], op->output);
    for (int32_t o = 0; o < op->inputs[1]->shape.dim[0]; o++) {
        const int8_t *w = weights_of(op, o);
        quant_sums sums = {bias_of(op, o), bias_of(op, o)};
        for (int32_t tap = 0; tap < l->taps; tap++)
            for (int32_t i = 0; i < inputs; i++)
                quant_add_product(&sums, *w++, in[i], zero, tap_of(l, tap));
        quant_scale s = scales[op->inputs[1]->quant.count > 1 ? o : 0];
        out[o] = quant_range_of_sums(sums, s, op->output, l->activation);
    }
    mem_free(scales);
}

/* A product is not needed where it is the same in every position: it is 0, or that of a constant
 * with a tap that always lies inside. */
void layer_needs(const ir_op *op, const op_layer *l, int32_t o, const op_range *in,
                 unsigned char *needed) {
    int32_t zero = ir_zero_point(op->inputs[0]), inputs = inputs_of(op, l);
    const int8_t *w = weights_of(op, o);
    for (int32_t tap = 0; tap < l->taps; tap++)
        for (int32_t i = 0; i < inputs; i++, w++) {
            int is_zero = *w == 0 || tap_of(l, tap) == OP_TAP_OUTSIDE ||
                          (op_range_is_constant(in[i]) && in[i].low == zero);
            if (!is_zero && !(op_range_is_constant(in[i]) && tap_of(l, tap) == OP_TAP_INSIDE))
                needed[i] = 1;
        }
}

void layer_set_bias(ir_graph *g, ir_op *op, const op_channels *out, const int32_t *values) {
    const ir_tensor *w = op->inputs[1], *old = ir_input(op, 2);
    ir_shape shape = {1, {out->kept_count}};
    ir_tensor *bias = ir_tensor_new(g, old ? old->name : NULL, IR_INT32, &shape);
    int32_t *data = NEW_ARRAY(int32_t, (size_t)out->kept_count);
    memcpy(data, values, (size_t)out->kept_count * sizeof *values);
    bias->data = data;
    float *scale = NEW_ARRAY(float, (size_t)w->quant.count);
    for (int i = 0; i < w->quant.count; i++)
        scale[i] = ir_scale(op->inputs[0]) * w->quant.scale[i];
    ir_quantise_axis(bias, 0, w->quant.count, scale, NULL);
    if (op->input_count < 3) {
        ir_tensor **inputs = NEW_ARRAY(ir_tensor *, 3);
        memcpy(inputs, op->inputs, (size_t)op->input_count * sizeof *inputs);
        op->inputs = inputs;
        op->input_count = 3;
    }
    op->inputs[2] = bias;
}

/* What the channels that go add to output channel `o`, modulo 2^32 like every sum of a layer. */
static int32_t sum_of_gone(const ir_op *op, const op_layer *l, int32_t o, const op_channels *in,
                           const unsigned char *stays) {
    int32_t zero = ir_zero_point(op->inputs[0]);
    const int8_t *w = weights_of(op, o);
    int64_t sum = 0;
    for (int32_t tap = 0; tap < l->taps; tap++)
        for (int32_t i = 0; i < in->count; i++, w++)
            if (!stays[i] && tap_of(l, tap) == OP_TAP_INSIDE)
                sum += *w * (in->range[i].low - zero);
    return quant_wrap(sum);
}

void layer_select(ir_graph *g, ir_op *op, const op_layer *l, const op_channels *in,
                  const op_channels *out) {
    unsigned char *stays = NEW_ARRAY(unsigned char, (size_t)in->count);
    int32_t *bias = NEW_ARRAY(int32_t, (size_t)out->kept_count);
    int changes = 0;
    for (int32_t k = 0; k < in->kept_count; k++)
        stays[in->kept[k]] = 1;
    for (int32_t k = 0; k < out->kept_count; k++) {
        int32_t o = out->kept[k], gone = sum_of_gone(op, l, o, in, stays);
        bias[k] = quant_wrap((int64_t)bias_of(op, o) + gone);
        changes |= gone != 0;
    }
    ir_tensor *weights = op_select_constant(g, op->inputs[1], 0, out);
    op->inputs[1] = op_select_constant(g, weights, weights->shape.rank - 1, in);
    if (changes || (ir_input(op, 2) && out->kept_count < out->count))
        layer_set_bias(g, op, out, bias);
    mem_free(stays);
    mem_free(bias);
}
