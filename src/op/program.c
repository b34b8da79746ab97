#include "op/program.h"

#include "base/diag.h"
#include "base/mem.h"

/* Row pointers of one call that makes n rows. */
static int32_t table_entries(const op_kernel *k, int32_t n) {
    int32_t entries = n;
    for (int i = 0; i < k->in_count; i++)
        entries += (n - 1) * k->in[i].stride + (k->in[i].window - 1) * k->in[i].dilation + 1;
    return entries;
}

static void add_step(op_program *p, const ir_op *op) {
    op_step *s = &p->steps[p->step_count++];
    diag_set_operator(op->index, op->kind->name);
    s->op = op;
    op_kind_of(op)->lower(op, &s->kernel);
    s->rows_per_call = 1;
    int32_t entries = table_entries(&s->kernel, s->rows_per_call);
    if (entries > p->table_entries)
        p->table_entries = entries;
    diag_set_operator(-1, NULL);
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
    return p;
}

/* State and table lie behind the data of a schedule (see op_schedule_arena_bytes). */
#define STATE_BYTES 8

op_program *op_program_of_schedule(const op_schedule *s) {
    const ir_graph *g = s->graph;
    op_program *p = NEW(op_program);
    p->graph = g;
    p->schedule = s;
    p->step_count = s->step_count;
    p->steps = NEW_ARRAY(op_step, (size_t)s->step_count);
    for (int i = 0; i < s->step_count; i++)
        p->steps[i] = (op_step){s->steps[i].op, s->steps[i].kernel, 1, 0};
    p->offset = NEW_ARRAY(int32_t, (size_t)g->tensor_count);
    for (int i = 0; i < g->tensor_count; i++) {
        const op_storage *t = s->storage_of[i] < 0 ? NULL : &s->storages[s->storage_of[i]];
        p->offset[i] = t && t->whole && !t->constant ? t->offset[0] : -1;
    }
    p->data_bytes = s->data_bytes + STATE_BYTES;
    p->table_entries = s->table_entries;
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
