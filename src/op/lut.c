#include "op/lut.h"

#include <math.h>

#include "base/mem.h"
#include "op/random.h"

static int32_t value_at(const ir_tensor *t, const void *data, int64_t i) {
    return t->type == IR_UINT8 ? ((const uint8_t *)data)[i] : ((const int8_t *)data)[i];
}

void lut_eval(const ir_op *op, const void *in, void *out, lut_function *f) {
    for (int64_t i = 0; i < ir_elements(op->output); i++)
        ((uint8_t *)out)[i] = (uint8_t)f(op, value_at(op->inputs[0], in, i));
}

void lut_lower_table(const ir_op *op, const ir_tensor *x, op_kernel *k, const uint8_t *table) {
    op_kernel_start_plain(k, "lut_s8", op);
    op_kernel_input_plain(k, x);
    op_kernel_array(k, "table", OP_ARRAY_S8, table, LUT_VALUES);
    op_kernel_int(k, "count", k->out.row_bytes);
}

void lut_lower(const ir_op *op, op_kernel *k, lut_function *f) {
    uint8_t *table = NEW_ARRAY(uint8_t, LUT_VALUES);
    for (int i = 0; i < LUT_VALUES; i++) {
        uint8_t byte = (uint8_t)i;
        table[i] = (uint8_t)f(op, value_at(op->inputs[0], &byte, 0));
    }
    lut_lower_table(op, op->inputs[0], k, table);
}

int lut_tabulate(const ir_op *op, uint8_t table[LUT_VALUES]) {
    if (op_kind_of(op)->folding != &lut_folding || ir_type_bytes(op->inputs[0]->type) != 1)
        return 0;
    ir_tensor x = *op->inputs[0], y = *op->output;
    ir_tensor *inputs[] = {&x};
    ir_op on_bytes = *op;
    uint8_t bytes[LUT_VALUES];
    const void *in[] = {bytes};
    for (int i = 0; i < LUT_VALUES; i++)
        bytes[i] = (uint8_t)i;
    x.shape = y.shape = (ir_shape){1, {LUT_VALUES}};
    on_bytes.inputs = inputs;
    on_bytes.output = &y;
    op_kind_of(op)->eval(&on_bytes, in, table);
    return 1;
}

static void ranges(const ir_op *op, const op_range *const *in, op_range *out) {
    uint8_t table[LUT_VALUES];
    int known = lut_tabulate(op, table);
    for (int32_t c = 0; c < op_channel_count(op->output); c++) {
        out[c] = op_range_of_type(op->output->type);
        for (int32_t x = in[0][c].low; known && x <= in[0][c].high; x++) {
            int32_t y = value_at(op->output, table, (uint8_t)x);
            out[c] = x == in[0][c].low ? (op_range){y, y} : op_range_join(out[c], (op_range){y, y});
        }
    }
}

static int is_copy(const ir_op *op, const op_range *in) {
    uint8_t table[LUT_VALUES];
    if (!lut_tabulate(op, table))
        return 0;
    for (int32_t c = 0; c < op_channel_count(op->output); c++)
        for (int32_t x = in[c].low; x <= in[c].high; x++)
            if (table[(uint8_t)x] != (uint8_t)x)
                return 0;
    return 1;
}

const op_folding lut_folding = {.ranges = ranges, .is_copy = is_copy, .tie = op_tie_same};

op_memory lut_memory(const ir_op *op, int input) {
    (void)op;
    (void)input;
    return OP_MEMORY_IN_PLACE;
}

ir_shape lut_random_shape(rng *r) {
    ir_shape s = {.rank = (int)rng_range(r, 1, 4)};
    int32_t room = 1024;
    for (int i = 0; i < s.rank; i++) {
        s.dim[i] = random_size(r, room < 64 ? room : 64);
        room /= s.dim[i];
    }
    return s;
}

ir_op *lut_random(rng *r, ir_graph *g, const op_kind *kind, float scale, int32_t zero) {
    ir_shape shape = lut_random_shape(r);
    ir_tensor *x = random_input(r, g, &shape);
    ir_op *op = ir_op_new(g, &kind->ir, 1, &x, NULL);
    op->output = ir_tensor_new(g, NULL, IR_INT8, &shape);
    if (scale > 0)
        ir_quantise(op->output, scale, zero);
    else
        ir_quantise(op->output, ir_scale(x) * (float)exp2(rng_real(r) * 6 - 3),
                    random_zero_point(r));
    ir_graph_add_output(g, op->output);
    return op;
}
