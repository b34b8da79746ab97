/* Computes operators whose inputs are all constants, unless that is much work: what a hostile file
 * can ask for has no end, and an operator that stays is computed on the chip.
 * Requires a verified graph; keeps every value; leaves constants that nobody may read any more. */
#include "base/mem.h"
#include "op/op.h"
#include "pass/pass.h"

/* Values read and written: a fraction of a second. */
#define WORK_LIMIT ((int64_t)1 << 21)

static int is_constant(const ir_graph *g, const ir_op *op) {
    for (int i = 0; i < op->input_count; i++)
        if (op->inputs[i] && !op->inputs[i]->data)
            return 0;
    return !ir_is_graph_output(g, op->output);
}

/* No operator reads more than all of its inputs for each output value; those that work in place
 * read one of each. */
static int64_t work_of(const ir_op *op) {
    int64_t in = 0, out = ir_elements(op->output);
    int each_once = 0;
    for (int i = 0; i < op->input_count; i++) {
        in += op->inputs[i] ? ir_elements(op->inputs[i]) : 0;
        each_once |= op_memory_of(op, i) != OP_MEMORY_APART;
    }
    if (each_once || in > WORK_LIMIT || out > WORK_LIMIT)
        return in + out;
    return in * out;
}

static void compute(const ir_op *op, void **values) {
    for (int i = 0; i < op->input_count; i++)
        if (op->inputs[i])
            values[op->inputs[i]->id] = (void *)(uintptr_t)op->inputs[i]->data;
    op->output->data = values[op->output->id] = mem_new(ir_bytes(op->output), 1);
    op_eval(op, values);
}

void pass_constant(ir_graph *g) {
    void **values = NEW_ARRAY(void *, (size_t)g->tensor_count);
    int64_t work = 0;
    for (int i = 0; i < g->op_count; i++) {
        const ir_op *op = g->ops[i];
        if (!is_constant(g, op) || work + work_of(op) > WORK_LIMIT)
            continue;
        work += work_of(op);
        compute(op, values);
        ir_remove_op(g, i--);
    }
    ir_compact(g);
}
