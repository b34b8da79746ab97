#include "op/view.h"

extern const op_kind op_reshape;

/* One dimension, or two factors of it. */
static ir_shape other_shape(rng *r, ir_shape s) {
    int32_t n = (int32_t)ir_shape_elements(&s);
    for (int32_t d = 8; d > 1; d--)
        if (n % d == 0 && rng_chance(r, 50))
            return (ir_shape){2, {n / d, d}};
    return (ir_shape){1, {n}};
}

static void draw(rng *r, ir_graph *g) {
    view_random(r, g, &op_reshape, other_shape);
}

const op_kind op_reshape = {
    .ir = {"reshape", 0, NULL, 1, 1, view_infer},
    .tflite_name = "RESHAPE",
    .tflite_code = 22,
    .memory = view_memory,
    .import_tflite = view_import,
    .eval = view_eval,
    .folding = &view_folding,
    .random = draw,
};
