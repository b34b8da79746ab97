#include "op/view.h"

extern const op_kind op_squeeze;

static ir_shape without_ones(rng *r, ir_shape s) {
    ir_shape to = {0};
    (void)r;
    for (int i = 0; i < s.rank; i++)
        if (s.dim[i] != 1)
            to.dim[to.rank++] = s.dim[i];
    return to;
}

static void draw(rng *r, ir_graph *g) {
    view_random(r, g, &op_squeeze, without_ones);
}

const op_kind op_squeeze = {
    .ir = {"squeeze", 0, NULL, 1, 1, view_infer},
    .tflite_name = "SQUEEZE",
    .tflite_code = 43,
    .memory = view_memory,
    .import_tflite = view_import,
    .eval = view_eval,
    .folding = &view_folding,
    .random = draw,
};
