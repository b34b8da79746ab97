/* Which class an output says, and how often that is right. */
#include "cmd/accuracy.h"
#include "test.h"

static ir_tensor *classes(int32_t count) {
    ir_graph *g = ir_graph_new("accuracy");
    ir_tensor *t = ir_tensor_new(g, "output", IR_INT8, &(ir_shape){2, {1, count}});
    ir_quantise(t, 0.5f, 0);
    return t;
}

TEST(the_lowest_of_equal_classes_wins) {
    static const int8_t results[] = {5, 5, 1, 0, 3, 3, -128, -128, -128};
    static const int32_t labels[] = {0, 1, 0};
    const ir_tensor *t = classes(3);
    accuracy a = accuracy_new(t);
    accuracy_add(&a, t, results, labels, 3);
    EXPECT(a.count == 3 && a.right == 3);
}
