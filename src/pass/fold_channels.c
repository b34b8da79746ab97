/* Folds channels: those whose values are known become part of the biases of the layers that read
 * them, and those that nothing needs go, with their weights, in all tensors that share them.
 *
 * Requires and keeps a verified graph without dead operators; keeps the model's inputs and outputs
 * and every value of the channels that stay, and leaves at least one channel of every tensor, or a
 * multiple of four where there was one. The proof is in doc/folding.md.
 *
 * Forward, every operator says between which two values each channel of its output lies. Backward,
 * a channel is needed if it is one of the model's inputs or outputs, if it is tied to a needed
 * channel by an operator that keeps channels apart, or if a layer that mixes channels cannot make
 * one of its needed channels without it. */
#include <string.h>

#include "base/mem.h"
#include "op/op.h"
#include "pass/pass.h"
#include "pass/ranges.h"

#define CHANNELS_TOGETHER 4

typedef struct folding {
    op_ties ties; /* must be first */
    ir_graph *graph;
    pass_ranges all; /* the channels of all tensors */
    /* Channels that are tied are a set: a ring, and a tree with the smallest of them as root. */
    int32_t *parent, *next;
    unsigned char *needed;
    int32_t *todo; /* needed ones whose reasons have not been followed */
    int32_t todo_count;
    int32_t *tensor_of;  /* tensor id of every channel */
    ir_op **producer_of; /* by tensor id, NULL: none */
    const ir_op *op;     /* the one that ties */
} folding;

static const op_folding *hooks_of(const ir_op *op) {
    return op_kind_of(op)->folding;
}

static int32_t number_of(const folding *f, const ir_tensor *t, int32_t c) {
    return f->all.first[t->id] + c;
}

static void start(folding *f) {
    ir_graph *g = f->graph;
    size_t n = (size_t)f->all.count;
    f->parent = NEW_ARRAY(int32_t, n);
    f->next = NEW_ARRAY(int32_t, n);
    f->needed = NEW_ARRAY(unsigned char, n);
    f->todo = NEW_ARRAY(int32_t, n);
    f->tensor_of = NEW_ARRAY(int32_t, n);
    f->producer_of = NEW_ARRAY(ir_op *, (size_t)g->tensor_count);
    for (int i = 0; i < g->tensor_count; i++)
        for (int32_t c = 0; c < op_channel_count(g->tensors[i]); c++)
            f->tensor_of[number_of(f, g->tensors[i], c)] = i;
    for (int32_t c = 0; c < f->all.count; c++)
        f->parent[c] = f->next[c] = c;
    for (int i = 0; i < g->op_count; i++)
        f->producer_of[g->ops[i]->output->id] = g->ops[i];
}

static void release(folding *f) {
    void *parts[] = {f->parent, f->next, f->needed, f->todo, f->tensor_of, f->producer_of};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        mem_free(parts[i]);
}

/* ---- sets of channels that are tied ---- */

static int32_t root_of(folding *f, int32_t c) {
    while (f->parent[c] != c)
        c = f->parent[c] = f->parent[f->parent[c]];
    return c;
}

static void tie(op_ties *t, int input, int32_t i, int32_t o) {
    folding *f = (folding *)t;
    int32_t a = number_of(f, f->op->inputs[input], i), b = number_of(f, f->op->output, o);
    int32_t p = root_of(f, a), q = root_of(f, b), next = f->next[a];
    if (p == q)
        return;
    f->parent[p > q ? p : q] = p > q ? q : p;
    f->next[a] = f->next[b];
    f->next[b] = next;
}

/* Marks a channel and those that are tied to it. */
static void need(folding *f, int32_t channel) {
    int32_t c = channel;
    if (f->needed[c])
        return;
    do {
        f->needed[c] = 1;
        f->todo[f->todo_count++] = c;
        c = f->next[c];
    } while (c != channel);
}

static void need_all(folding *f, const ir_tensor *t) {
    for (int32_t c = 0; t && c < op_channel_count(t); c++)
        need(f, number_of(f, t, c));
}

static void tie_channels(folding *f) {
    const ir_graph *g = f->graph;
    unsigned char *apart = NEW_ARRAY(unsigned char, (size_t)g->op_count);
    for (int i = 0; i < g->op_count; i++) {
        f->op = g->ops[i];
        const op_folding *hooks = hooks_of(f->op);
        apart[i] = hooks && (hooks->needs || hooks->tie(f->op, &f->ties));
    }
    for (int i = 0; i < g->op_count; i++) {
        if (apart[i])
            continue;
        need_all(f, g->ops[i]->output);
        for (int k = 0; k < g->ops[i]->input_count; k++)
            need_all(f, g->ops[i]->inputs[k]);
    }
    mem_free(apart);
}

/* ---- backward: needs ---- */

static void need_inputs_of(folding *f, const ir_op *op, int32_t o) {
    int32_t first = number_of(f, op->inputs[0], 0), count = op_channel_count(op->inputs[0]);
    unsigned char *needed = NEW_ARRAY(unsigned char, (size_t)count);
    hooks_of(op)->needs(op, o, f->all.range + first, needed);
    for (int32_t i = 0; i < count; i++)
        if (needed[i])
            need(f, first + i);
    mem_free(needed);
}

static void follow_needs(folding *f) {
    while (f->todo_count > 0) {
        int32_t c = f->todo[--f->todo_count], t = f->tensor_of[c];
        const ir_op *op = f->producer_of[t];
        if (op && hooks_of(op) && hooks_of(op)->needs)
            need_inputs_of(f, op, c - f->all.first[t]);
    }
}

static int kept_count(const folding *f, const ir_tensor *t) {
    int n = 0;
    for (int32_t c = 0; c < op_channel_count(t); c++)
        n += f->needed[number_of(f, t, c)];
    return n;
}

/* Keeps channels by fours where they came by fours, since kernels load and make four at a time; at
 * least one in any case. Returns whether it had to keep more. */
static int need_whole_words(folding *f, const ir_tensor *t) {
    int32_t count = op_channel_count(t), unit = count % CHANNELS_TOGETHER ? 1 : CHANNELS_TOGETHER;
    int32_t kept = kept_count(f, t), before = kept;
    for (int32_t c = 0; c < count && (kept == 0 || kept % unit); c++) {
        need(f, number_of(f, t, c));
        follow_needs(f);
        kept = kept_count(f, t);
    }
    return kept != before;
}

static void find_needs(folding *f) {
    ir_graph *g = f->graph;
    for (int i = 0; i < g->input_count; i++)
        need_all(f, g->inputs[i]);
    for (int i = 0; i < g->output_count; i++)
        need_all(f, g->outputs[i]);
    follow_needs(f);
    for (int more = 1; more;) { /* what one tensor keeps, others may need */
        more = 0;
        for (int i = g->op_count - 1; i >= 0; i--)
            more |= need_whole_words(f, g->ops[i]->output);
        for (int i = 0; i < g->tensor_count; i++)
            more |= need_whole_words(f, g->tensors[i]);
    }
}

/* ---- the change ---- */

static op_channels channels_of(const folding *f, const ir_tensor *t) {
    int32_t first = number_of(f, t, 0), count = op_channel_count(t), kept = 0;
    int32_t *list = NEW_ARRAY(int32_t, (size_t)count);
    for (int32_t c = 0; c < count; c++)
        if (f->needed[first + c])
            list[kept++] = c;
    return (op_channels){count, kept, list, f->all.range + first};
}

/* A constant may have readers of both sorts: with channels, and as weights. */
static void select_constants(folding *f, ir_op *op, ir_tensor **selected) {
    for (int k = 0; k < pass_value_inputs(op); k++) {
        ir_tensor *t = op->inputs[k];
        if (!t || !t->data || t->shape.rank == 0)
            continue;
        if (!selected[t->id]) {
            op_channels c = channels_of(f, t);
            selected[t->id] = op_select_constant(f->graph, t, t->shape.rank - 1, &c);
        }
        op->inputs[k] = selected[t->id];
    }
}

static void change_operators(folding *f, ir_tensor **selected) {
    for (int i = 0; i < f->graph->op_count; i++) {
        ir_op *op = f->graph->ops[i];
        const op_folding *hooks = hooks_of(op);
        if (!hooks)
            continue;
        op_channels in = channels_of(f, op->inputs[0]), out = channels_of(f, op->output);
        select_constants(f, op, selected);
        if (hooks->select && (in.kept_count < in.count || out.kept_count < out.count))
            hooks->select(f->graph, op, &in, &out);
    }
}

static void change(folding *f) {
    ir_graph *g = f->graph;
    int count = g->tensor_count; /* weights and constants that are selected come on top */
    ir_tensor **selected = NEW_ARRAY(ir_tensor *, (size_t)count);
    change_operators(f, selected);
    for (int i = 0; i < count; i++) {
        ir_tensor *t = g->tensors[i];
        if (!t->data && t->shape.rank > 0)
            t->shape.dim[t->shape.rank - 1] = kept_count(f, t);
    }
    mem_free(selected);
    ir_compact(g);
}

void pass_fold_channels(ir_graph *g) {
    folding f = {.ties = {tie}, .graph = g, .all = pass_ranges_new(g)};
    if (f.all.count > 0) {
        start(&f);
        tie_channels(&f);
        find_needs(&f);
        change(&f);
        release(&f);
    }
    pass_ranges_free(&f.all);
}
