#include "op/sum.h"

extern const op_kind op_sub;

static void draw(rng *r, ir_graph *g) {
    sum_random(r, g, &op_sub);
}

const op_kind op_sub = {
    .ir = {"sub", sizeof(broadcast_attr), broadcast_attrs, 2, 2, sum_infer},
    .tflite_name = "SUB",
    .tflite_code = 41,
    .memory = broadcast_memory,
    .import_tflite = broadcast_import,
    .eval = sum_eval,
    .lower = sum_lower,
    .folding = &sum_folding,
    .random = draw,
};
