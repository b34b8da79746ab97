#include "op/sum.h"

extern const op_kind op_add;

static void draw(rng *r, ir_graph *g) {
    sum_random(r, g, &op_add);
}

const op_kind op_add = {
    .ir = {"add", sizeof(broadcast_attr), broadcast_attrs, 2, 2, sum_infer},
    .tflite_name = "ADD",
    .tflite_code = 0,
    .memory = broadcast_memory,
    .import_tflite = broadcast_import,
    .eval = sum_eval,
    .lower = sum_lower,
    .folding = &sum_folding,
    .random = draw,
};
