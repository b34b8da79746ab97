/* Row schedules of random networks, and the proof of them: plan_check_schedule() must say of
 * thousands of spoilt schedules what a replay on labelled bytes says of them. */
#include "cmd/trial.h"
#include "ir/ir.h"
#include "op/op.h"
#include "plan/plan.h"
#include "random_graph.h"
#include "row_replay.h"
#include "test.h"

/* Every second one takes its input whole. Some steps make several rows a call, some get scratch,
 * also of odd sizes; some write over the rows that they read, which no kernel here could do. */
static op_schedule *random_schedule(uint64_t seed, int over_input) {
    op_schedule *s = op_schedule_new(random_network(seed), seed % 2 == 1);
    rng r;
    rng_seed(&r, seed + 1000000);
    for (op_row_step *step = s->steps; step < s->steps + s->step_count; step++) {
        if (!step->accumulates)
            step->rows_per_call = (int32_t)rng_range(&r, 1, rng_chance(&r, 30) ? 3 : 1);
        step->first_rows = (int32_t)rng_range(&r, 1, step->rows_per_call);
        step->kernel.over_input = over_input && step->kernel.in_count == 1 && rng_chance(&r, 50);
        if (step->scratch >= 0 || rng_chance(&r, 70))
            continue;
        step->kernel.scratch_bytes = (int32_t)rng_range(&r, 1, 200);
        step->scratch = s->storage_count;
        s->storages[s->storage_count++] = (op_storage){.height = op_schedule_rows_of(s, step),
                                                       .row_bytes = step->kernel.scratch_bytes};
    }
    plan_schedule(s);
    return s;
}

/* ---- good schedules ---- */

typedef struct totals {
    uint64_t seed;
    int64_t bytes, bounds; /* of all arenas */
    int accumulating, in_place, over_windows, kept, joins;
} totals;

static int shares_a_row(const op_storage *a, const op_storage *b) {
    for (int32_t y = 0; y < a->height && y < b->height; y++)
        if (!a->whole && !b->whole && a->offset[y] >= 0 && a->offset[y] == b->offset[y])
            return 1;
    return 0;
}

/* Row y on row y - above of the other. */
static int lies_on_rows_above(const op_storage *in, const op_storage *out, int32_t above) {
    for (int32_t y = above; y < out->height && y - above < in->height; y++)
        if (!in->whole && !out->whole && out->offset[y] >= 0 &&
            out->offset[y] == in->offset[y - above])
            return 1;
    return 0;
}

static void count(totals *t, const op_schedule *s) {
    for (int i = 0; i < s->step_count; i++) {
        const op_row_step *step = &s->steps[i];
        const op_storage *in = &s->storages[step->in[0]], *out = &s->storages[step->out];
        t->accumulating += step->accumulates;
        t->joins += step->kernel.in_count > 1 && step->in[0] != step->in[1];
        t->in_place += step->kernel.in_tensors[0] &&
                       op_memory_of(step->op, 0) == OP_MEMORY_IN_PLACE && shares_a_row(in, out);
        t->over_windows += step->kernel.over_input && step->kernel.in[0].window > 1 &&
                           lies_on_rows_above(in, out, step->kernel.in[0].pad_top);
    }
    const op_storage *in = &s->storages[s->storage_of[s->graph->inputs[0]->id]];
    for (int32_t y = 0; y < in->height && s->pushed; y++)
        t->kept += !in->whole && in->offset[y] >= 0;
}

static exit_status plan_and_prove(void *context) {
    totals *t = context;
    op_schedule *s = random_schedule(t->seed, 1), *again = random_schedule(t->seed, 1);
    EXPECT(!row_replay_is_broken(s));
    EXPECT(s->data_bytes == again->data_bytes && s->data_bytes % 8 == 0);
    EXPECT(s->event_count == again->event_count &&
           memcmp(s->events, again->events, (size_t)s->event_count * sizeof *s->events) == 0);
    for (int i = 0; i < s->storage_count; i++)
        EXPECT(memcmp(s->storages[i].offset, again->storages[i].offset,
                      (size_t)s->storages[i].height * sizeof(int32_t)) == 0);
    EXPECT(s->bound_bytes > 0 && s->bound_bytes <= s->data_bytes);
    t->bytes += s->data_bytes;
    t->bounds += s->bound_bytes;
    count(t, s);
    return STATUS_DONE;
}

TEST_BARE(schedules_are_whole_tight_and_the_same_again) {
    totals t = {0};
    for (t.seed = 1; t.seed <= 3000 && !test_problem; t.seed++) {
        EXPECT(diag_try(plan_and_prove, &t) == STATUS_DONE);
        if (test_problem)
            printf("network of seed %llu: %s\n", (unsigned long long)t.seed, diag_last_message());
    }
    printf("3000 networks: %lld bytes, lower bounds %lld; %d accumulating steps, %d in place, %d "
           "over their windows, %d joins, %d pushed rows kept\n",
           (long long)t.bytes, (long long)t.bounds, t.accumulating, t.in_place, t.over_windows,
           t.joins, t.kept);
    EXPECT(t.bytes * 100 <= t.bounds * 105);
    EXPECT(t.accumulating > 300 && t.in_place > 300 && t.joins > 300 && t.kept > 300);
    EXPECT(t.over_windows > 100);
}

/* ---- how many rows the first calls make ---- */

#define CHAIN 5

/* Convolutions, one after the other: 3 x 3 with a row of padding above and below. */
static ir_graph *chain(void) {
    text out = {0};
    text_add(&out, "graph chain\n%%0 : int8[1,12,1,4] scale 0.1 zero 0 = input\n");
    for (int n = 1; n <= CHAIN; n++)
        text_add(&out,
                 "%%%d : int8[1,12,1,4] scale 0.1 zero 0 = conv_2d(%%%d, %%%d, none) stride_h 1 "
                 "stride_w 1 pad_top 1 pad_bottom 1 pad_left 1 pad_right 1 dilation_h 1 "
                 "dilation_w 1\n",
                 n, n - 1, CHAIN + n);
    text_add(&out, "output %%%d\n", CHAIN);
    for (int n = 1; n <= CHAIN; n++) {
        text_add(&out, "%%%d : int8[4,3,3,4] scale 0.002 zero 0 = const hex ", CHAIN + n);
        for (int i = 0; i < 4 * 3 * 3 * 4; i++)
            text_add(&out, "%02x", 1 + i % 100);
        text_add(&out, "\n");
    }
    ir_graph *g = ir_parse(text_string(&out), op_find);
    ir_verify(g);
    return g;
}

/* The most rows of a step's output that are there and still needed. */
static int32_t most_held(const op_schedule *s, int n) {
    int32_t made = 0, read = 0, most = 0;
    for (int e = 0; e < s->event_count; e++) {
        int32_t rows = s->events[e].step < 0
                           ? 0
                           : op_schedule_rows_made(&s->steps[s->events[e].step], s->events[e].row);
        made += s->events[e].step == n ? rows : 0;
        int32_t needed = read > 0 ? read - 1 : 0; /* the first row of the next window */
        most = made - needed > most ? made - needed : most;
        read += s->events[e].step == n + 1 ? rows : 0;
    }
    return most;
}

/* Two windows of three rows see four rows. */
TEST(aligned_pairs_hold_four_rows) {
    op_schedule *s = op_schedule_new(chain(), 1);
    EXPECT(s->step_count == CHAIN);
    for (op_row_step *step = s->steps; step < s->steps + s->step_count; step++)
        step->rows_per_call = 2;
    op_schedule_align(s);
    plan_schedule(s);
    for (int n = 0; n + 1 < CHAIN; n++)
        EXPECT(most_held(s, n) == 4);
}

/* ---- spoilt schedules ---- */

typedef enum spoiling {
    FOUR_BYTES_LOWER,
    A_BYTE_LOWER,
    ONE_ROW_FEWER,    /* two places of a tensor become one */
    ROWS_SWAPPED,     /* two rows of a tensor */
    ONTO_ANOTHER,     /* a row onto one of another tensor */
    ROW_NOT_KEPT,     /* has no place */
    ONE_STEP_EARLIER, /* two events swapped */
    FIRST_CALL,       /* makes a row more or fewer */
    STEP_LOST,
    SPOILING_COUNT
} spoiling;

typedef struct mutant {
    uint64_t seed;
    spoiling kind;
    int draw;
    int is_there;  /* there is something to spoil in this way */
    int is_broken; /* by the replay */
    rng r;
} mutant;

static int32_t range(mutant *m, int32_t low, int32_t high) {
    return (int32_t)rng_range(&m->r, low, high);
}

/* Is it a step's scratch? Of its rows only those count that a call begins with. */
static int is_scratch(const op_storage *t) {
    return !t->tensor && !t->whole;
}

/* A storage that lies in the arena, with a row that does; with `in_rows` not as one piece. */
static op_storage *pick(op_schedule *s, mutant *m, int in_rows, int32_t *row) {
    for (int tries = 0; tries < 100; tries++) {
        op_storage *t = &s->storages[range(m, 0, s->storage_count - 1)];
        *row = range(m, 0, t->height - 1);
        if (!t->constant && t->offset[*row] >= 0 && !(in_rows && (t->whole || is_scratch(t))))
            return t;
    }
    return NULL;
}

static void move(op_storage *t, int32_t row, int32_t by) {
    for (int32_t y = 0; y < t->height; y++)
        if (t->whole || is_scratch(t) || y == row)
            t->offset[y] += by;
}

static void spoil_two_rows(op_schedule *s, mutant *m) {
    int32_t a, b = 0, other;
    op_storage *t = pick(s, m, 1, &a);
    for (int tries = 0; t && tries < 20 && !m->is_there; tries++) {
        b = range(m, 0, t->height - 1);
        m->is_there = t->offset[b] >= 0 && t->offset[b] != t->offset[a];
    }
    if (!m->is_there)
        return;
    other = t->offset[b];
    if (m->kind == ROWS_SWAPPED) {
        t->offset[b] = t->offset[a];
        t->offset[a] = other;
    } else {
        for (int32_t y = 0, from = t->offset[a]; y < t->height; y++)
            t->offset[y] = t->offset[y] == from ? other : t->offset[y];
    }
}

static void spoil_row(op_schedule *s, mutant *m) {
    int32_t row, to_row;
    op_storage *t = pick(s, m, m->kind == ROW_NOT_KEPT, &row), *to = pick(s, m, 0, &to_row);
    m->is_there = t && to && (m->kind != ONTO_ANOTHER || t != to);
    if (!m->is_there)
        return;
    int32_t by[SPOILING_COUNT] = {[FOUR_BYTES_LOWER] = -4,
                                  [A_BYTE_LOWER] = -1,
                                  [ROW_NOT_KEPT] = -1 - t->offset[row],
                                  [ONTO_ANOTHER] = to->offset[to_row] - t->offset[row]};
    m->is_there = by[m->kind] != 0;
    move(t, row, by[m->kind]);
}

static void spoil_events(op_schedule *s, mutant *m) {
    m->is_there = s->event_count > 1;
    if (!m->is_there)
        return;
    int e = range(m, 1, s->event_count - 1);
    op_event late = s->events[e];
    if (m->kind == ONE_STEP_EARLIER) {
        s->events[e] = s->events[e - 1];
        s->events[e - 1] = late;
    } else {
        s->event_count--;
        memmove(s->events + e, s->events + e + 1, (size_t)(s->event_count - e) * sizeof *s->events);
    }
}

static void spoil_first_call(op_schedule *s, mutant *m) {
    for (int tries = 0; tries < 20 && !m->is_there; tries++) {
        op_row_step *step = &s->steps[range(m, 0, s->step_count - 1)];
        int32_t by = range(m, 0, 1) ? 1 : -1;
        m->is_there = !step->accumulates && step->first_rows + by > 0;
        step->first_rows += m->is_there ? by : 0;
    }
}

static exit_status check_mutant(void *context) {
    mutant *m = context;
    op_schedule *s = random_schedule(m->seed, 1);
    rng_seed(&m->r, m->seed * 1000 + (uint64_t)m->draw * SPOILING_COUNT + m->kind);
    m->is_there = 0;
    if (m->kind == ONE_ROW_FEWER || m->kind == ROWS_SWAPPED)
        spoil_two_rows(s, m);
    else if (m->kind == ONE_STEP_EARLIER || m->kind == STEP_LOST)
        spoil_events(s, m);
    else if (m->kind == FIRST_CALL)
        spoil_first_call(s, m);
    else
        spoil_row(s, m);
    m->is_broken = row_replay_is_broken(s);
    plan_check_schedule(s);
    return STATUS_DONE;
}

#define NETWORKS 600
#define DRAWS 3 /* of each kind in each network */

TEST_BARE(the_checker_finds_what_the_replay_finds) {
    int broken[SPOILING_COUNT] = {0}, harmless[SPOILING_COUNT] = {0};
    for (int n = 0; n < NETWORKS * SPOILING_COUNT * DRAWS && !test_problem; n++) {
        mutant m = {.seed = 1 + (uint64_t)n / (SPOILING_COUNT * DRAWS),
                    .kind = (spoiling)(n % SPOILING_COUNT),
                    .draw = n / SPOILING_COUNT % DRAWS};
        diag_set_quiet(1);
        exit_status status = diag_try(check_mutant, &m);
        diag_set_quiet(0);
        if (m.is_there)
            *(m.is_broken ? &broken[m.kind] : &harmless[m.kind]) += 1;
        EXPECT(status == (m.is_broken ? STATUS_BUG : STATUS_DONE));
        EXPECT(!m.is_broken || test_contains(diag_last_message(), "schedule: "));
        if (test_problem)
            printf("network of seed %llu, draw %d of kind %d: replay says %d, checker '%s'\n",
                   (unsigned long long)m.seed, m.draw, (int)m.kind, m.is_broken,
                   status == STATUS_DONE ? "" : diag_last_message());
    }
    for (int i = 0; i < SPOILING_COUNT; i++) {
        printf("spoilt schedules of kind %d: %d found, %d harmless\n", i, broken[i], harmless[i]);
        EXPECT(broken[i] > 200);
    }
    EXPECT(harmless[A_BYTE_LOWER] == 0);
}

/* ---- what schedules compute ---- */

/* Generated code of many networks in one program of this computer, against the reference meaning.
 */
static exit_status run_networks(void *context) {
    trial *t = context;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        op_schedule *s = random_schedule(seed, 0);
        input_set *inputs = NEW(input_set);
        *inputs = inputs_random(s->graph->inputs[0], 2, seed);
        trial_add(t, op_program_of_schedule(s), inputs, 2);
    }
    trial_run(t, &(model_options){.target = "host"}, "networks", "random");
    for (int n = 0; n < t->case_count; n++) {
        EXPECT(t->cases[n].mismatches == 0);
        if (t->cases[n].mismatches)
            printf("network of seed %d: %s\n", n + 1, t->cases[n].first_problem);
    }
    EXPECT(t->problem == NULL);
    return STATUS_DONE;
}

/* A layer of 1x1 or, depthwise, 3x3 taps from %n to %n + 1; its weights are behind all of those. */
static void add_layer(text *ops, text *weights, rng *r, const int dim[3], int n, int layers) {
    int depthwise = rng_chance(r, 60), h = depthwise ? 3 : 1, c = dim[2], pad = depthwise;
    int count = depthwise ? 9 * c : c * c;
    text_add(ops,
             "%%%d : int8[1,%d,%d,%d] scale 0.1 zero 0 = %s(%%%d, %%%d, none) stride_h 1 stride_w "
             "1 pad_top %d pad_bottom %d pad_left %d pad_right %d dilation_h 1 dilation_w 1\n",
             n + 1, dim[0], dim[1], c, depthwise ? "depthwise_conv_2d" : "conv_2d", n,
             layers + 1 + n, pad, pad, pad, pad);
    text_add(weights, "%%%d : int8[%d,%d,%d,%d] scale 0.01 zero 0 = const hex ", layers + 1 + n,
             depthwise ? 1 : c, h, h, c);
    for (int i = 0; i < count; i++)
        text_add(weights, "%02x", (unsigned)rng_range(r, 0, 255));
    text_add(weights, "\n");
}

/* Layers whose kernels for the DSP extension may write over the rows that they read. */
static ir_graph *random_tower(uint64_t seed) {
    text ops = {0}, weights = {0};
    rng r;
    rng_seed(&r, seed);
    int dim[3] = {(int)rng_range(&r, 4, 14), (int)rng_range(&r, 1, 7),
                  4 * (int)rng_range(&r, 1, 3)};
    int layers = (int)rng_range(&r, 3, 7);
    text_add(&ops, "graph tower_%d\n%%0 : int8[1,%d,%d,%d] scale 0.1 zero 0 = input\n", (int)seed,
             dim[0], dim[1], dim[2]);
    for (int n = 0; n < layers; n++)
        add_layer(&ops, &weights, &r, dim, n, layers);
    text_add(&ops, "output %%%d\n%s", layers, text_string(&weights));
    ir_graph *g = ir_parse(text_string(&ops), op_find);
    ir_verify(g);
    g->target = (ir_target){.small = 1, .dsp = 1, .fpu = 1};
    return g;
}

#define TOWERS 30

static int makes_rows_in_place(const op_schedule *s) {
    int in_place = 0;
    for (int i = 0; i < s->step_count; i++)
        in_place +=
            s->steps[i].kernel.over_input &&
            lies_on_rows_above(&s->storages[s->steps[i].in[0]], &s->storages[s->steps[i].out],
                               s->steps[i].kernel.in[0].pad_top);
    return in_place;
}

static exit_status run_towers(void *context) {
    trial *t = context;
    int in_place = 0;
    for (uint64_t seed = 1; seed <= TOWERS; seed++) {
        ir_graph *g = random_tower(seed);
        plan_goal goal = {.pushed = 1, .smallest = 1, .pointer_bytes = 4};
        const op_program *p = plan_all(g, &goal).list[0].program;
        input_set *inputs = NEW(input_set);
        *inputs = inputs_random(g->inputs[0], 2, seed);
        trial_add(t, p, inputs, 2);
        in_place += makes_rows_in_place(p->schedule);
    }
    printf("%d of %d towers: layers made in place\n", in_place, TOWERS);
    EXPECT(in_place > 2 * TOWERS);
    trial_run(t, &(model_options){.target = "cortex-m4"}, "towers", "random");
    for (int n = 0; n < t->case_count; n++) {
        EXPECT(t->cases[n].mismatches == 0);
        if (t->cases[n].mismatches)
            printf("tower of seed %d: %s\n", n + 1, t->cases[n].first_problem);
    }
    EXPECT(t->problem == NULL);
    return STATUS_DONE;
}

TEST_BARE(kernels_may_write_over_their_windows) {
    trial t = {0};
    EXPECT(diag_try(run_towers, &t) == STATUS_DONE);
}

TEST_BARE(schedules_compute_what_the_model_means) {
    trial t = {0};
    EXPECT(diag_try(run_networks, &t) == STATUS_DONE);
}
