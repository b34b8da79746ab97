/* The planner on random graphs, and the proof of its plans: plan_check() must say of thousands of
 * spoilt plans what a replay of the program on labelled bytes says of them. */
#include "plan/plan.h"
#include "random_graph.h"
#include "test.h"

#define GRAPHS 300

/* Kernels have no scratch of their own accord here: some get it, also of odd sizes. */
static op_program *random_program(uint64_t seed) {
    op_program *p = op_program_new(random_graph(seed));
    rng r;
    rng_seed(&r, seed + 1000000);
    for (int i = 0; i < p->step_count; i++)
        p->steps[i].kernel.scratch_bytes = rng_chance(&r, 30) ? (int32_t)rng_range(&r, 1, 200) : 0;
    return p;
}

/* ---- the replay: every byte of the arena says which byte of which value it is ---- */

#define JUNK (-1)

typedef struct replay {
    const op_program *program;
    int64_t *byte;  /* of the arena: value << 32 | index, JUNK */
    int64_t *value; /* of each tensor; views share it */
    int64_t value_count;
    int is_broken;
} replay;

static int may_write(replay *m, int64_t at, int64_t bytes) {
    int fits = at >= 0 && at + bytes <= m->program->data_bytes && at % 4 == 0;
    m->is_broken |= !fits;
    return fits;
}

static void write_junk(replay *m, int64_t at, int64_t bytes) {
    if (may_write(m, at, bytes))
        for (int64_t i = 0; i < bytes; i++)
            m->byte[at + i] = JUNK;
}

static void write_value(replay *m, const ir_tensor *t) {
    int64_t at = m->program->offset[t->id], value = m->value[t->id] = ++m->value_count;
    if (may_write(m, at, (int64_t)ir_bytes(t)))
        for (int64_t i = 0; i < (int64_t)ir_bytes(t); i++)
            m->byte[at + i] = value << 32 | i;
}

static int is_there(const replay *m, const ir_tensor *t) {
    int64_t at = m->program->offset[t->id], n = (int64_t)ir_bytes(t);
    if (at < 0 || at + n > m->program->data_bytes)
        return 0;
    for (int64_t i = 0; i < n; i++)
        if (m->byte[at + i] != (m->value[t->id] << 32 | i))
            return 0;
    return 1;
}

static void read_value(replay *m, const ir_tensor *t) {
    m->is_broken |= !t->data && !is_there(m, t);
}

static int coincides(const replay *m, const ir_op *op, int input) {
    const ir_tensor *t = op->inputs[input];
    const int32_t *offset = m->program->offset;
    return !t->data && op_memory_of(op, input) == OP_MEMORY_IN_PLACE &&
           offset[t->id] == offset[op->output->id] && ir_bytes(t) == ir_bytes(op->output);
}

/* A kernel may use its scratch at any time, and write its output before it reads those inputs that
 * do not coincide with it. */
static void replay_step(replay *m, const op_step *s) {
    const ir_op *op = s->op;
    const ir_tensor *out = op->output;
    size_t arena = (size_t)m->program->data_bytes * sizeof *m->byte;
    int64_t *before = mem_new(1, arena);
    if (s->kernel.scratch_bytes)
        write_junk(m, s->scratch_offset, s->kernel.scratch_bytes);
    memcpy(before, m->byte, arena);
    for (int i = 0; i < op->input_count; i++)
        read_value(m, op->inputs[i]);
    write_junk(m, m->program->offset[out->id], (int64_t)ir_bytes(out));
    for (int i = 0; i < op->input_count; i++)
        if (!coincides(m, op, i))
            read_value(m, op->inputs[i]);
    memcpy(m->byte, before, arena);
    write_value(m, out);
    if (s->kernel.scratch_bytes)
        write_junk(m, s->scratch_offset, s->kernel.scratch_bytes);
    read_value(m, out);
    mem_free(before);
}

static replay replay_program(const op_program *p) {
    const ir_graph *g = p->graph;
    replay m = {p, NEW_ARRAY(int64_t, (size_t)p->data_bytes),
                NEW_ARRAY(int64_t, (size_t)g->tensor_count), 0, 0};
    for (int i = 0; i < g->input_count; i++)
        write_value(&m, g->inputs[i]);
    for (int i = 0; i < g->input_count; i++)
        read_value(&m, g->inputs[i]);
    const op_step *step = p->steps;
    for (int i = 0; i < g->op_count; i++) {
        const ir_op *op = g->ops[i];
        if (op_is_view(op)) {
            m.value[op->output->id] = m.value[op->inputs[0]->id];
            read_value(&m, op->inputs[0]);
            read_value(&m, op->output);
        } else {
            replay_step(&m, step++);
        }
    }
    for (int i = 0; i < g->output_count; i++)
        read_value(&m, g->outputs[i]);
    return m;
}

/* ---- good plans ---- */

typedef struct totals {
    uint64_t seed;
    int64_t bytes, bounds; /* of all arenas */
    int in_place, views, scratches, kept, lost;
} totals;

static void count(totals *t, const op_program *p) {
    for (int i = 0; i < p->graph->op_count; i++) {
        const ir_op *op = p->graph->ops[i];
        const ir_tensor *in = op->inputs[0];
        t->views += op_is_view(op);
        t->in_place +=
            !op_is_view(op) && !in->data && p->offset[in->id] == p->offset[op->output->id];
    }
    for (int i = 0; i < p->step_count; i++)
        t->scratches += p->steps[i].kernel.scratch_bytes > 0;
}

static exit_status plan_and_prove(void *context) {
    totals *t = context;
    op_program *p = random_program(t->seed), *again = random_program(t->seed);
    const ir_graph *g = p->graph;
    plan_program(p);
    plan_program(again);
    EXPECT(p->data_bytes == again->data_bytes && p->data_bytes % 8 == 0);
    EXPECT(memcmp(p->offset, again->offset, (size_t)g->tensor_count * sizeof *p->offset) == 0);
    for (int i = 0; i < p->step_count; i++)
        EXPECT(p->steps[i].scratch_offset == again->steps[i].scratch_offset);
    int32_t bound = plan_lower_bound(plan_lifetimes(p), NULL);
    EXPECT(bound > 0 && bound <= p->data_bytes);
    replay m = replay_program(p);
    EXPECT(!m.is_broken);
    for (int i = 0; i < g->input_count; i++) {
        int kept = is_there(&m, g->inputs[i]);
        EXPECT(kept == plan_keeps_input(p, g->inputs[i]));
        *(kept ? &t->kept : &t->lost) += 1;
    }
    t->bytes += p->data_bytes;
    t->bounds += bound;
    count(t, p);
    return STATUS_DONE;
}

TEST_BARE(plans_are_whole_tight_and_the_same_again) {
    totals t = {0};
    for (t.seed = 1; t.seed <= 1000 && !test_problem; t.seed++) {
        EXPECT(diag_try(plan_and_prove, &t) == STATUS_DONE);
        if (test_problem)
            printf("graph of seed %llu: %s\n", (unsigned long long)t.seed, diag_last_message());
    }
    printf("1000 graphs: %lld bytes, lower bounds %lld; %d in place, %d views, %d with scratch\n",
           (long long)t.bytes, (long long)t.bounds, t.in_place, t.views, t.scratches);
    EXPECT(t.bytes * 100 <= t.bounds * 102);
    EXPECT(t.in_place > 100 && t.views > 100 && t.scratches > 100 && t.kept > 100 && t.lost > 100);
}

/* ---- spoilt plans ---- */

typedef enum spoiling {
    FOUR_BYTES_LOWER,
    A_BYTE_LOWER,
    ONTO_ANOTHER,
    SCRATCH_ONTO_INPUT,
    SCRATCH_ONTO_OUTPUT,
    OUTPUT_MOVED,
    SPOILING_COUNT
} spoiling;

typedef struct mutant {
    uint64_t seed;
    int number;   /* of the graph's mutants */
    int is_there; /* there are so many */
    spoiling kind;
    int is_broken; /* by the replay */
} mutant;

/* Mutants are counted off: is it this one? */
static int is_next(mutant *m, int *left, spoiling kind) {
    if ((*left)-- != 0)
        return 0;
    m->kind = kind;
    m->is_there = 1;
    return 1;
}

static void spoil_tensors(op_program *p, mutant *m, int *left) {
    rng r;
    rng_seed(&r, m->seed + 2000000);
    for (int i = 0; i < p->graph->tensor_count; i++) {
        int other = (int)rng_range(&r, 0, p->graph->tensor_count - 1);
        if (p->offset[i] < 0)
            continue;
        if (is_next(m, left, FOUR_BYTES_LOWER))
            p->offset[i] -= 4;
        else if (is_next(m, left, A_BYTE_LOWER))
            p->offset[i] -= 1;
        else if (p->offset[other] >= 0 && is_next(m, left, ONTO_ANOTHER))
            p->offset[i] = p->offset[other];
    }
}

static void spoil_scratch(op_program *p, mutant *m, int *left) {
    for (op_step *s = p->steps; s < p->steps + p->step_count; s++) {
        if (s->kernel.scratch_bytes == 0)
            continue;
        for (int i = 0; i < s->op->input_count; i++)
            if (!s->op->inputs[i]->data && is_next(m, left, SCRATCH_ONTO_INPUT))
                s->scratch_offset = p->offset[s->op->inputs[i]->id];
        if (is_next(m, left, SCRATCH_ONTO_OUTPUT))
            s->scratch_offset = p->offset[s->op->output->id];
    }
}

static void spoil_outputs(op_program *p, mutant *m, int *left) {
    rng r;
    rng_seed(&r, m->seed + 3000000);
    for (int i = 0; i < p->graph->output_count; i++)
        for (int k = 0; k < 3; k++) {
            int32_t to = (int32_t)rng_range(&r, -1, p->data_bytes / 4 + 1) * 4;
            if (is_next(m, left, OUTPUT_MOVED))
                p->offset[p->graph->outputs[i]->id] = to;
        }
}

static exit_status check_mutant(void *context) {
    mutant *m = context;
    op_program *p = random_program(m->seed);
    int left = m->number;
    m->is_there = 0;
    plan_program(p);
    spoil_tensors(p, m, &left);
    spoil_scratch(p, m, &left);
    spoil_outputs(p, m, &left);
    m->is_broken = replay_program(p).is_broken;
    plan_check(p);
    return STATUS_DONE;
}

TEST_BARE(the_checker_finds_what_the_replay_finds) {
    int broken[SPOILING_COUNT] = {0}, harmless[SPOILING_COUNT] = {0};
    mutant m = {.seed = 1};
    while (m.seed <= GRAPHS && !test_problem) {
        diag_set_quiet(1);
        exit_status status = diag_try(check_mutant, &m);
        diag_set_quiet(0);
        if (!m.is_there) {
            EXPECT(status == STATUS_DONE);
            m.seed++;
            m.number = 0;
            continue;
        }
        *(m.is_broken ? &broken[m.kind] : &harmless[m.kind]) += 1;
        EXPECT(status == (m.is_broken ? STATUS_BUG : STATUS_DONE));
        EXPECT(!m.is_broken || test_contains(diag_last_message(), "plan: "));
        if (test_problem)
            printf("graph of seed %llu, mutant %d of kind %d: %s\n", (unsigned long long)m.seed,
                   m.number, (int)m.kind, diag_last_message());
        m.number++;
    }
    for (int i = 0; i < SPOILING_COUNT; i++) {
        printf("spoilt plans of kind %d: %d found, %d harmless\n", i, broken[i], harmless[i]);
        EXPECT(broken[i] > 200);
    }
    EXPECT(harmless[A_BYTE_LOWER] == 0 && harmless[SCRATCH_ONTO_INPUT] == 0 &&
           harmless[SCRATCH_ONTO_OUTPUT] == 0);
}
