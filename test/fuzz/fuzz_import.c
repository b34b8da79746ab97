/* Model files of any kind. What is accepted prints and reads back, and is evaluated unless that
 * would take long: an operator's checks must leave nothing for eval() to trip over. */
#include "fuzz.h"

#include "import/import.h"
#include "op/op.h"

/* Of the work that a small model may need. */
#define MACS_LIMIT ((int64_t)1 << 18)
#define VALUES_LIMIT ((size_t)1 << 18)

static int is_small(const ir_graph *g) {
    size_t bytes_needed = 0;
    for (int i = 0; i < g->tensor_count; i++)
        bytes_needed += ir_bytes(g->tensors[i]);
    return bytes_needed <= VALUES_LIMIT && op_graph_macs(g) <= MACS_LIMIT;
}

static void fuzz_read(bytes file) {
    text printed = {0};
    ir_graph *g = import_bytes("fuzz", file, NULL);
    ir_print(g, &printed);
    ir_verify(ir_parse(text_string(&printed), op_find));
    if (is_small(g))
        op_eval_graph(g, op_values_new(g));
}
