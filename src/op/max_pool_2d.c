#include "op/pool.h"

static int32_t largest(const int8_t *values, int32_t count) {
    int32_t most = -128;
    for (int32_t i = 0; i < count; i++)
        most = values[i] > most ? values[i] : most;
    return most;
}

static void eval(const ir_op *op, const void *const *in, void *out) {
    pool_eval(op, in, out, largest);
}

static void lower(const ir_op *op, op_kernel *k) {
    pool_lower(op, k, "maxpool_s8");
}

/* A zero point beside values that are no smaller is not the largest alone. */
static int pads_zero_point(const ir_op *op, const op_range *in) {
    for (int32_t c = 0; c < op_channel_count(op->output); c++)
        if (in[c].low < ir_zero_point(op->inputs[0]))
            return 0;
    return 1;
}

static const op_folding folding = {.ranges = pool_ranges,
                                   .is_copy = pool_is_copy,
                                   .pads_zero_point = pads_zero_point,
                                   .tie = op_tie_same};

extern const op_kind op_max_pool_2d;

static void draw(rng *r, ir_graph *g) {
    pool_draw(r, g, &op_max_pool_2d);
}

const op_kind op_max_pool_2d = {
    .ir = {"max_pool_2d", sizeof(pool_attr), pool_attrs, 1, 1, pool_infer},
    .tflite_name = "MAX_POOL_2D",
    .tflite_code = 17,
    .import_tflite = pool_import_tflite,
    .eval = eval,
    .lower = lower,
    .folding = &folding,
    .random = draw,
};
