/* Passes on random graphs: every tensor that a pass leaves has the value that it had before, and
 * the pass has done what its head comment says. */
#include "op/op.h"
#include "pass/pass.h"
#include "random_graph.h"
#include "test.h"

#define GRAPHS 500

/* ---- values before a pass ---- */

typedef struct snapshot {
    int count;
    ir_tensor **tensor; /* a pass may number them anew */
    int32_t *channels;  /* along the last axis */
    void **value;
} snapshot;

static void fill_input(rng *r, const ir_tensor *t, uint8_t *value) {
    for (int64_t i = 0; i < ir_elements(t); i++) {
        float f = (float)(rng_real(r) * 16 - 8);
        if (t->type == IR_FLOAT32)
            memcpy(value + i * 4, &f, sizeof f);
        else
            value[i] = (uint8_t)rng_u64(r);
    }
}

static snapshot evaluate(const ir_graph *g, uint64_t seed) {
    size_t n = (size_t)g->tensor_count;
    snapshot s = {g->tensor_count, NEW_ARRAY(ir_tensor *, n), NEW_ARRAY(int32_t, n),
                  op_values_new(g)};
    rng r;
    rng_seed(&r, seed);
    for (int i = 0; i < s.count; i++) {
        s.tensor[i] = g->tensors[i];
        s.channels[i] = op_channel_count(g->tensors[i]);
    }
    for (int i = 0; i < g->input_count; i++)
        fill_input(&r, g->inputs[i], s.value[g->inputs[i]->id]);
    op_eval_graph(g, s.value);
    return s;
}

/* The number of a tensor before, -1: there was none. */
static int number_before(const snapshot *s, const ir_tensor *t) {
    for (int i = 0; i < s->count; i++)
        if (s->tensor[i] == t)
            return i;
    return -1;
}

static int same_channel(const char *now, int32_t c, int32_t channels, const char *was, int32_t from,
                        int32_t channels_before, const ir_tensor *t) {
    size_t size = ir_type_bytes(t->type);
    for (int64_t i = 0; i < ir_elements(t) / channels; i++)
        if (memcmp(now + (size_t)(i * channels + c) * size,
                   was + (size_t)(i * channels_before + from) * size, size) != 0)
            return 0;
    return 1;
}

/* Is `now` the old value with some channels (or none) left out? */
static int is_part(const ir_tensor *t, const void *now, const void *was, int32_t channels_before) {
    int32_t channels = op_channel_count(t), from = 0;
    for (int32_t c = 0; c < channels; c++, from++) {
        while (from < channels_before &&
               !same_channel(now, c, channels, was, from, channels_before, t))
            from++;
        if (from == channels_before)
            return 0;
    }
    return 1;
}

/* Evaluates with the inputs that the graph has now. Inputs and outputs must be whole. Only where
 * `new_constants`, there may be such.
 */
static int same_values(const ir_graph *g, const snapshot *before, int new_constants) {
    void **values = op_values_new(g);
    for (int i = 0; i < g->input_count; i++)
        memcpy(values[g->inputs[i]->id], before->value[number_before(before, g->inputs[i])],
               ir_bytes(g->inputs[i]));
    op_eval_graph(g, values);
    int same = 1;
    for (int i = 0; i < g->tensor_count; i++) {
        const ir_tensor *t = g->tensors[i];
        int n = number_before(before, t);
        int is_whole = ir_is_graph_input(g, t) || ir_is_graph_output(g, t);
        if (n >= 0)
            same &= is_part(t, values[i], before->value[n], before->channels[n]) &&
                    (!is_whole || op_channel_count(t) == before->channels[n]);
        else
            same &= new_constants && t->data;
    }
    return same;
}

/* ---- one graph ---- */

typedef struct interface {
    int input_count, output_count;
    ir_tensor *inputs[8], *outputs[8];
} interface;

static interface interface_of(const ir_graph *g) {
    interface f = {g->input_count, g->output_count, {0}, {0}};
    CHECK(f.input_count <= 8 && f.output_count <= 8);
    memcpy(f.inputs, g->inputs, (size_t)f.input_count * sizeof *f.inputs);
    memcpy(f.outputs, g->outputs, (size_t)f.output_count * sizeof *f.outputs);
    return f;
}

static int starts_with(const interface *now, const interface *before) {
    return now->input_count == before->input_count && now->output_count >= before->output_count &&
           memcmp(now->inputs, before->inputs, sizeof now->inputs) == 0 &&
           memcmp(now->outputs, before->outputs,
                  (size_t)before->output_count * sizeof *now->outputs) == 0;
}

typedef struct trial {
    uint64_t seed;
    void (*pass)(ir_graph *g);
    /* Has the pass done its work? */
    int (*is_done)(const ir_graph *g, const interface *before);
    int new_constants;
    int changed; /* graphs */
} trial;

enum { SAMPLES = 4 }; /* inputs of every graph */

/* A number that changes when operators, outputs, work or activations do. */
static int64_t signature(const ir_graph *g) {
    int64_t n = op_graph_macs(g) * 1000 + g->op_count + g->output_count;
    for (int i = 0; i < g->op_count; i++) {
        const int32_t *activation = ir_int_attr(g->ops[i], "activation");
        n += activation ? 100 * *activation : 0;
    }
    return n;
}

static exit_status run_pass(void *context) {
    trial *t = context;
    ir_graph *g = random_graph(t->seed);
    interface interface_before = interface_of(g);
    snapshot before[SAMPLES];
    for (int i = 0; i < SAMPLES; i++)
        before[i] = evaluate(g, t->seed * SAMPLES + (uint64_t)i);
    int64_t was = signature(g);
    t->pass(g);
    ir_verify(g);
    for (int i = 0; i < SAMPLES; i++)
        EXPECT(same_values(g, &before[i], t->new_constants));
    EXPECT(t->is_done(g, &interface_before));
    t->changed += signature(g) != was;
    return STATUS_DONE;
}

static void run_on_random_graphs(trial *t) {
    for (t->seed = 1; t->seed <= GRAPHS && !test_problem; t->seed++) {
        EXPECT(diag_try(run_pass, t) == STATUS_DONE);
        if (test_problem)
            printf("graph of seed %llu: %s\n", (unsigned long long)t->seed, diag_last_message());
    }
    if (t->changed <= GRAPHS / 25)
        printf("only %d graphs changed\n", t->changed);
    EXPECT(t->changed > GRAPHS / 25);
}

/* ---- the passes ---- */

static int reads_a_variable(const ir_op *op) {
    for (int i = 0; i < op->input_count; i++)
        if (op->inputs[i] && !op->inputs[i]->data)
            return 1;
    return 0;
}

static int is_computed(const ir_graph *g, const interface *before) {
    interface now = interface_of(g);
    for (int i = 0; i < g->op_count; i++)
        if (!reads_a_variable(g->ops[i]) && !ir_is_graph_output(g, g->ops[i]->output))
            return 0;
    return starts_with(&now, before) && now.output_count == before->output_count;
}

TEST_BARE(constant) {
    run_on_random_graphs(&(trial){.pass = pass_constant, .is_done = is_computed});
}

static int is_alive(const ir_graph *g, const interface *before) {
    interface now = interface_of(g);
    for (int i = 0; i < g->op_count; i++)
        if (ir_use_count(g, g->ops[i]->output) == 0)
            return 0;
    for (int i = 0; i < g->tensor_count; i++)
        if (ir_use_count(g, g->tensors[i]) == 0 && !ir_is_graph_input(g, g->tensors[i]))
            return 0;
    return starts_with(&now, before) && now.output_count == before->output_count;
}

TEST_BARE(dead) {
    run_on_random_graphs(&(trial){.pass = pass_dead, .is_done = is_alive});
}

/* Once more changes nothing: what can go is gone at once. */
static int is_stable(const ir_graph *g, const interface *before, void (*run)(ir_graph *)) {
    interface now = interface_of(g);
    text first = {0}, second = {0};
    ir_print(g, &first);
    run((ir_graph *)(uintptr_t)g);
    ir_print(g, &second);
    return starts_with(&now, before) && now.output_count == before->output_count &&
           strcmp(text_string(&first), text_string(&second)) == 0;
}

#define TEST_STABLE_PASS(name)                                                                     \
    static int is_stable_##name(const ir_graph *g, const interface *before) {                      \
        return is_stable(g, before, pass_##name);                                                  \
    }                                                                                              \
    TEST_BARE(name) {                                                                              \
        run_on_random_graphs(                                                                      \
            &(trial){.pass = pass_##name, .is_done = is_stable_##name, .new_constants = 1});       \
    }

TEST_STABLE_PASS(copies)
TEST_STABLE_PASS(paddings)
TEST_STABLE_PASS(activations)
TEST_STABLE_PASS(fold_channels)
TEST_STABLE_PASS(taps)

static int is_conversion(const ir_op *op) {
    return op &&
           (strcmp(op->kind->name, "quantize") == 0 || strcmp(op->kind->name, "dequantize") == 0);
}

/* Inputs and outputs stay in number and order. An input of another type than int8 that is left is
 * not only quantised: its quantised value is an output, too. The random graphs convert outputs once
 * only, so one that is left is made of an input as it is. */
static int is_cut(const ir_graph *g, const interface *before) {
    interface now = interface_of(g);
    if (now.input_count != before->input_count || now.output_count != before->output_count)
        return 0;
    for (int i = 0; i < g->op_count; i++) {
        const ir_op *op = g->ops[i];
        const ir_tensor *in = op->inputs[0];
        if (in->type != IR_INT8 && !ir_is_graph_output(g, op->output))
            return 0;
        if (op->output->type != IR_INT8 && !ir_is_graph_input(g, in))
            return 0;
    }
    for (int i = 0; i < now.output_count; i++)
        if (now.outputs[i]->type != IR_INT8 && !is_conversion(ir_producer(g, now.outputs[i])))
            return 0;
    return 1;
}

TEST_BARE(cut_edges) {
    run_on_random_graphs(&(trial){.pass = pass_cut_edges, .is_done = is_cut});
}

static int has_logits(const ir_graph *g, const interface *before) {
    interface now = interface_of(g);
    for (int i = 0; i < before->output_count; i++) {
        const ir_op *op = ir_producer(g, before->outputs[i]);
        if (op && strcmp(op->kind->name, "softmax") == 0 && !op->inputs[0]->data &&
            !ir_is_graph_output(g, op->inputs[0]))
            return 0;
    }
    for (int i = before->output_count; i < now.output_count; i++) {
        int is_logits = 0;
        for (int k = 0; k < g->op_count; k++)
            is_logits |= strcmp(g->ops[k]->kind->name, "softmax") == 0 &&
                         g->ops[k]->inputs[0] == now.outputs[i];
        if (!is_logits)
            return 0;
    }
    return starts_with(&now, before);
}

TEST_BARE(expose_logits) {
    run_on_random_graphs(&(trial){.pass = pass_expose_logits, .is_done = has_logits});
}

/* As a command does it: on request, then the pipeline. */
static void run_all(ir_graph *g) {
    pass_cut_edges(g);
    pass_expose_logits(g);
    pass_run(g, NULL, NULL);
}

static int anything(const ir_graph *g, const interface *before) {
    (void)g;
    (void)before;
    return 1;
}

TEST_BARE(all_of_them) {
    run_on_random_graphs(&(trial){.pass = run_all, .is_done = anything, .new_constants = 1});
}

static int is_untouched(const ir_graph *g, const interface *before) {
    interface now = interface_of(g);
    return starts_with(&now, before);
}

static void run_none(ir_graph *g) {
    pass_run(g, "", NULL);
}

TEST_BARE(none_of_them) {
    trial t = {.seed = 1, .pass = run_none, .is_done = is_untouched};
    EXPECT(diag_try(run_pass, &t) == STATUS_DONE && t.changed == 0);
}

static void run_all_but_one(ir_graph *g) {
    pass_run(g, NULL, "fold_channels");
}

static int not_folded; /* graphs of which something is left to fold */

static int is_not_folded(const ir_graph *g, const interface *before) {
    ir_graph *folded = (ir_graph *)(uintptr_t)g;
    int64_t macs = op_graph_macs(g);
    pass_fold_channels(folded);
    not_folded += op_graph_macs(g) != macs;
    return is_alive(g, before);
}

TEST_BARE(all_but_one) {
    run_on_random_graphs(
        &(trial){.pass = run_all_but_one, .is_done = is_not_folded, .new_constants = 1});
    EXPECT(not_folded > GRAPHS / 25);
}

static exit_status run_unknown(void *context) {
    pass_run(random_graph(1), context, NULL);
    return STATUS_DONE;
}

TEST_BARE(unknown_pass) {
    char name[] = "fuse";
    EXPECT(try_ends_in(run_unknown, name, STATUS_USAGE, "no pass 'fuse'; the passes are constant"));
}
