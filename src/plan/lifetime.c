#include "base/diag.h"
#include "base/mem.h"
#include "plan/plan.h"

/* The step of the program that reads or writes at position `op_position` of the graph: views take
 * no step of their own, so they happen at the step that follows. */
static int *steps_of_ops(const op_program *p) {
    int *step = NEW_ARRAY(int, (size_t)p->graph->op_count);
    int next = 0;
    for (int i = 0; i < p->graph->op_count; i++) {
        step[i] = next;
        next += !op_is_view(p->graph->ops[i]);
    }
    return step;
}

/* Position of the last operator that reads `t`; op_count for outputs of the graph. */
static int *last_reads(const ir_graph *g) {
    int *last = NEW_ARRAY(int, (size_t)g->tensor_count);
    for (int i = 0; i < g->tensor_count; i++)
        last[i] = -1;
    for (int i = 0; i < g->op_count; i++)
        for (int k = 0; k < g->ops[i]->input_count; k++)
            if (g->ops[i]->inputs[k])
                last[g->ops[i]->inputs[k]->id] = i;
    for (int i = 0; i < g->output_count; i++)
        last[g->outputs[i]->id] = g->op_count;
    return last;
}

static int new_buffer(plan_buffers *b, const ir_tensor *t, int32_t bytes, int step) {
    bytes = (bytes + OP_TENSOR_ALIGN - 1) / OP_TENSOR_ALIGN * OP_TENSOR_ALIGN;
    b->buffer[b->count] =
        (plan_buffer){.bytes = bytes, .first = step, .last = step, .offset = -1, .tensor = t};
    return b->count++;
}

/* The input whose memory the output of the operator at `position` takes over, or NULL.
 * `buffer_end[b]` is the last position at which any tensor of buffer b is read. */
static const ir_tensor *shared_input(const plan_buffers *b, const ir_op *op, int position,
                                     const int *buffer_end) {
    for (int i = 0; i < op->input_count; i++) {
        const ir_tensor *t = op->inputs[i];
        if (!t || t->data)
            continue;
        op_memory memory = op_memory_of(op, i);
        if (memory == OP_MEMORY_VIEW)
            return t;
        if (memory == OP_MEMORY_IN_PLACE && ir_bytes(t) == ir_bytes(op->output) &&
            buffer_end[b->of_tensor[t->id]] == position)
            return t;
    }
    return NULL;
}

plan_buffers *plan_lifetimes(const op_program *p) {
    const ir_graph *g = p->graph;
    plan_buffers *b = NEW(plan_buffers);
    size_t most = (size_t)g->tensor_count + (size_t)g->op_count;
    b->buffer = NEW_ARRAY(plan_buffer, most);
    b->of_tensor = NEW_ARRAY(int, (size_t)g->tensor_count);
    b->of_scratch = NEW_ARRAY(int, (size_t)p->step_count);
    for (int i = 0; i < g->tensor_count; i++)
        b->of_tensor[i] = -1;
    int *step = steps_of_ops(p), *last = last_reads(g);
    int *buffer_end = NEW_ARRAY(int, most);
    for (int i = 0; i < g->input_count; i++) {
        const ir_tensor *t = g->inputs[i];
        int n = b->of_tensor[t->id] = new_buffer(b, t, (int32_t)ir_bytes(t), 0);
        buffer_end[n] = last[t->id];
    }
    for (int i = 0; i < g->op_count; i++) {
        const ir_op *op = g->ops[i];
        const ir_tensor *shared = shared_input(b, op, i, buffer_end);
        int n = shared ? b->of_tensor[shared->id]
                       : new_buffer(b, op->output, (int32_t)ir_bytes(op->output), step[i]);
        b->of_tensor[op->output->id] = n;
        /* A tensor that nobody reads is still written. */
        int end = last[op->output->id] < 0 ? i : last[op->output->id];
        buffer_end[n] = shared && buffer_end[n] > end ? buffer_end[n] : end;
    }
    for (int n = 0; n < b->count; n++) {
        int end = buffer_end[n];
        b->buffer[n].last = end < 0 ? 0 : end < g->op_count ? step[end] : p->step_count;
    }
    for (int i = 0; i < p->step_count; i++) {
        int32_t scratch = p->steps[i].kernel.scratch_bytes;
        b->of_scratch[i] = scratch ? new_buffer(b, NULL, scratch, i) : -1;
    }
    return b;
}
