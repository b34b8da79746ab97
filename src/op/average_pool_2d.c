#include "op/pool.h"

/* Halves away from zero. */
static int32_t value(const int8_t *taps, int32_t count) {
    int32_t sum = 0;
    for (int32_t i = 0; i < count; i++)
        sum += taps[i];
    return (sum > 0 ? sum + count / 2 : sum - count / 2) / count;
}

static void eval(const ir_op *op, const void *const *in, void *out) {
    pool_eval(op, in, out, value);
}

static void lower(const ir_op *op, op_kernel *k) {
    pool_lower(op, k, "avgpool_s8");
}

extern const op_kind op_average_pool_2d;

static void draw(rng *r, ir_graph *g) {
    pool_random(r, g, &op_average_pool_2d);
}

const op_kind op_average_pool_2d = {
    .ir = {"average_pool_2d", sizeof(pool), pool_attrs, 1, 1, pool_infer},
    .tflite_name = "AVERAGE_POOL_2D",
    .tflite_code = 1,
    .import_tflite = pool_import,
    .eval = eval,
    .lower = lower,
    .random = draw,
};
