/* The proof of a plan. It knows nothing of lifetimes and orders: it follows the program and asks
 * at every read whether the bytes are still those that were meant. */
#include "base/diag.h"
#include "base/mem.h"
#include "plan/plan.h"

typedef struct range {
    int64_t begin, end;
} range;

static range range_of(const op_program *p, const ir_tensor *t) {
    int64_t at = p->offset[t->id];
    return (range){at, at + (int64_t)ir_bytes(t)};
}

static int overlap(range a, range b) {
    return a.begin < b.end && b.begin < a.end;
}

static void check_range(const op_program *p, range r, const char *what) {
    if (r.begin < 0 || r.end > p->data_bytes || r.begin % OP_TENSOR_ALIGN)
        fail(STATUS_BUG, "plan: %s lies at %lld..%lld: outside the arena of %d or not aligned",
             what, (long long)r.begin, (long long)r.end, p->data_bytes);
}

/* Writing `r` destroys every other tensor there. */
static void overwrite(const op_program *p, unsigned char *valid, range r) {
    for (int i = 0; i < p->graph->tensor_count; i++)
        if (valid[i] && overlap(range_of(p, p->graph->tensors[i]), r))
            valid[i] = 0;
}

static void write_tensor(const op_program *p, unsigned char *valid, const ir_tensor *t) {
    check_range(p, range_of(p, t), t->name);
    overwrite(p, valid, range_of(p, t));
    valid[t->id] = 1;
}

static void check_read(const unsigned char *valid, const ir_tensor *t) {
    if (!t->data && !valid[t->id])
        fail(STATUS_BUG, "plan: '%s' is read after its memory was overwritten", t->name);
}

/* An input may share memory with the output only if the operator works in place and the two
 * coincide. */
static void check_operands(const op_program *p, const op_step *s) {
    const ir_op *op = s->op;
    range out = range_of(p, op->output);
    range scratch = {s->scratch_offset, s->scratch_offset + (int64_t)s->kernel.scratch_bytes};
    if (s->kernel.scratch_bytes)
        check_range(p, scratch, "scratch");
    if (overlap(out, scratch))
        fail(STATUS_BUG, "plan: scratch lies on the output '%s'", op->output->name);
    for (int i = 0; i < op->input_count; i++) {
        const ir_tensor *t = op->inputs[i];
        if (!t || t->data)
            continue;
        range in = range_of(p, t);
        int in_place =
            op_memory_of(op, i) == OP_MEMORY_IN_PLACE && in.begin == out.begin && in.end == out.end;
        if (overlap(in, scratch) || (overlap(in, out) && !in_place))
            fail(STATUS_BUG, "plan: input '%s' overlaps the output or scratch of its operator",
                 t->name);
    }
}

static void run_op(const op_program *p, unsigned char *valid, const ir_op *op) {
    for (int i = 0; i < op->input_count; i++)
        if (op->inputs[i])
            check_read(valid, op->inputs[i]);
    if (!op_is_view(op)) {
        write_tensor(p, valid, op->output);
        return;
    }
    if (p->offset[op->output->id] != p->offset[op->inputs[0]->id])
        fail(STATUS_BUG, "plan: the view '%s' lies elsewhere than its input", op->output->name);
    valid[op->output->id] = 1;
}

void plan_check(const op_program *p) {
    const ir_graph *g = p->graph;
    unsigned char *valid = NEW_ARRAY(unsigned char, (size_t)g->tensor_count);
    for (int i = 0; i < g->input_count; i++)
        write_tensor(p, valid, g->inputs[i]);
    for (int i = 0; i < g->input_count; i++)
        check_read(valid, g->inputs[i]);
    const op_step *step = p->steps;
    for (int i = 0; i < g->op_count; i++) {
        if (!op_is_view(g->ops[i])) {
            CHECK(step->op == g->ops[i]);
            check_operands(p, step);
            overwrite(p, valid,
                      (range){step->scratch_offset,
                              step->scratch_offset + (int64_t)step->kernel.scratch_bytes});
            step++;
        }
        run_op(p, valid, g->ops[i]);
    }
    for (int i = 0; i < g->output_count; i++)
        check_read(valid, g->outputs[i]);
}

int plan_keeps_input(const op_program *p, const ir_tensor *input) {
    const ir_graph *g = p->graph;
    range mine = range_of(p, input);
    for (int i = 0; i < g->op_count; i++)
        if (!op_is_view(g->ops[i]) && overlap(range_of(p, g->ops[i]->output), mine))
            return 0;
    for (int i = 0; i < p->step_count; i++) {
        const op_step *s = &p->steps[i];
        if (overlap(
                (range){s->scratch_offset, s->scratch_offset + (int64_t)s->kernel.scratch_bytes},
                mine))
            return 0;
    }
    return 1;
}
