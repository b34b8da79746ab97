#include "op/view.h"

extern const op_kind op_expand_dims;

static ir_shape with_a_one(rng *r, ir_shape s) {
    int at = (int)rng_range(r, 0, s.rank);
    ir_shape to = {.rank = s.rank + 1};
    for (int i = 0; i < to.rank; i++)
        to.dim[i] = i == at ? 1 : s.dim[i - (i > at)];
    return to;
}

static void draw(rng *r, ir_graph *g) {
    view_random(r, g, &op_expand_dims, with_a_one);
}

const op_kind op_expand_dims = {
    .ir = {"expand_dims", 0, NULL, 1, 1, view_infer},
    .tflite_name = "EXPAND_DIMS",
    .tflite_code = 70,
    .memory = view_memory,
    .import_tflite = view_import,
    .eval = view_eval,
    .folding = &view_folding,
    .random = draw,
};
