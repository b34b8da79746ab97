#include "op/pool.h"

/* The mean, halves away from zero. */
static int32_t mean(const int8_t *values, int32_t count) {
    int32_t sum = 0;
    for (int32_t i = 0; i < count; i++)
        sum += values[i];
    return sum > 0 ? (sum + count / 2) / count : (sum - count / 2) / count;
}

static void eval(const ir_op *op, const void *const *in, void *out) {
    pool_eval(op, in, out, mean);
}

static void lower(const ir_op *op, op_kernel *k) {
    pool_lower(op, k, "avgpool_s8");
}

static const op_folding folding = {
    .ranges = pool_ranges, .is_copy = pool_is_copy, .tie = op_tie_same};

extern const op_kind op_average_pool_2d;

static void draw(rng *r, ir_graph *g) {
    pool_draw(r, g, &op_average_pool_2d);
}

const op_kind op_average_pool_2d = {
    .ir = {"average_pool_2d", sizeof(pool_attr), pool_attrs, 1, 1, pool_infer},
    .tflite_name = "AVERAGE_POOL_2D",
    .tflite_code = 1,
    .import_tflite = pool_import_tflite,
    .eval = eval,
    .lower = lower,
    .lower_accumulate = pool_lower_accumulate,
    .folding = &folding,
    .random = draw,
};
