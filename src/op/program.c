#include "op/program.h"

#include "base/diag.h"
#include "base/mem.h"

static void count_table_entries(op_program *p) {
    p->table_entries = 0;
    for (int i = 0; i < p->step_count; i++) {
        int32_t entries = op_kernel_table_entries(&p->steps[i].kernel, p->steps[i].rows_per_call);
        if (entries > p->table_entries)
            p->table_entries = entries;
    }
}

/* Where the largest call has more row pointers, kernels make more rows a call: that takes no memory
 * and saves calls. */
static void fill_table(op_program *p) {
    for (int i = 0; i < p->step_count; i++) {
        op_step *s = &p->steps[i];
        int32_t rows = s->rows_per_call, best = rows;
        while (!s->kernel.fixed_rows && rows < s->kernel.out.height &&
               op_kernel_table_entries(&s->kernel, rows + best) <= p->table_entries)
            rows += best;
        s->rows_per_call = rows;
    }
}

/* The device counts rows of windows in 16 bits. */
static void require_small_windows(const op_kernel *k) {
    for (int i = 0; i < k->in_count; i++) {
        const op_rows *r = &k->in[i];
        if (r->window > INT16_MAX || r->stride > INT16_MAX || r->dilation > INT16_MAX)
            fail(STATUS_REFUSED,
                 "a window of more than %d rows, or as many rows on: no device has so much",
                 INT16_MAX);
    }
}

static void add_step(op_program *p, const ir_op *op) {
    op_step *s = &p->steps[p->step_count++];
    s->op = op;
    op_lower(p->graph, op, &s->kernel);
    require_small_windows(&s->kernel);
    s->rows_per_call = s->kernel.best_rows < 1 ? 1 : s->kernel.best_rows;
}

op_program *op_program_new(const ir_graph *g) {
    op_program *p = NEW(op_program);
    p->graph = g;
    p->steps = NEW_ARRAY(op_step, (size_t)g->op_count);
    p->offset = NEW_ARRAY(int32_t, (size_t)g->tensor_count);
    for (int i = 0; i < g->tensor_count; i++)
        p->offset[i] = -1;
    for (int i = 0; i < g->op_count; i++) {
        if (!op_is_view(g->ops[i]))
            add_step(p, g->ops[i]);
        else if (g->ops[i]->inputs[0]->data)
            fail(STATUS_REFUSED, "output '%s' is a constant", g->ops[i]->output->name);
    }
    count_table_entries(p);
    fill_table(p);
    return p;
}

void op_program_single_rows(op_program *p) {
    for (int i = 0; i < p->step_count; i++)
        if (!p->steps[i].kernel.fixed_rows)
            p->steps[i].rows_per_call = 1;
    count_table_entries(p);
}

op_program *op_program_of_schedule(const op_schedule *s) {
    const ir_graph *g = s->graph;
    op_program *p = NEW(op_program);
    p->graph = g;
    p->schedule = s;
    p->step_count = s->step_count;
    p->steps = NEW_ARRAY(op_step, (size_t)s->step_count);
    for (int i = 0; i < s->step_count; i++)
        p->steps[i] = (op_step){s->steps[i].op, s->steps[i].kernel, s->steps[i].rows_per_call, -1};
    p->offset = NEW_ARRAY(int32_t, (size_t)g->tensor_count);
    for (int i = 0; i < g->tensor_count; i++) {
        const op_storage *t = s->storage_of[i] < 0 ? NULL : &s->storages[s->storage_of[i]];
        p->offset[i] = t && t->whole && !t->constant ? t->offset[0] : -1;
    }
    p->data_bytes = s->data_bytes + op_schedule_state_bytes(s);
    count_table_entries(p);
    return p;
}

int32_t op_program_arena_bytes(const op_program *p, int32_t pointer_bytes) {
    return p->data_bytes + p->table_entries * pointer_bytes;
}

int64_t op_step_weights_bytes(const op_step *s) {
    return op_kernel_constant_bytes(&s->kernel);
}

int64_t op_program_weights_bytes(const op_program *p) {
    int64_t total = 0;
    for (int i = 0; i < p->step_count; i++)
        total += op_step_weights_bytes(&p->steps[i]);
    return total;
}

int64_t op_program_shipped_weights_bytes(const op_program *p) {
    return p->graph->shipped ? op_program_weights_bytes(op_program_new(p->graph->shipped))
                             : op_program_weights_bytes(p);
}
