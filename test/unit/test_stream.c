/* Plans of models on a sliding window: thousands of random models are planned and proved, and plans
 * that are spoilt in any one place are found out. */
#include "ir/ir.h"
#include "op/op.h"
#include "plan/plan.h"
#include "random_stream.h"
#include "test.h"

#define MODELS 1000
#define SPOILT_MODELS 250

static ir_graph *random_model(uint64_t seed) {
    text source = {0};
    random_stream(seed, &source);
    ir_graph *g = ir_parse(text_string(&source), op_find);
    ir_verify(g);
    return g;
}

/* Kernels have no scratch of their own accord here: some get it. */
static void add_scratch(op_schedule *s, uint64_t seed) {
    rng r;
    rng_seed(&r, seed + 1000000);
    for (int n = 0; n < s->step_count; n++) {
        op_row_step *step = &s->steps[n];
        if (step->scratch >= 0 || rng_chance(&r, 70))
            continue;
        step->scratch = s->storage_count++;
        step->kernel.scratch_bytes = (int32_t)rng_range(&r, 1, 60);
        s->storages[step->scratch] = (op_storage){.height = op_schedule_rows_of(s, step),
                                                  .row_bytes = step->kernel.scratch_bytes};
    }
}

typedef struct trial {
    uint64_t seed;
    int streams, is_partial, hop; /* what the model is like */
} trial;

static exit_status plan_and_prove(void *context) {
    trial *t = context;
    ir_graph *g = random_model(t->seed);
    t->streams = op_schedule_can_stream(g);
    if (!t->streams)
        return STATUS_DONE;
    op_schedule *s = op_schedule_new_stream(g);
    add_scratch(s, t->seed);
    plan_stream(s); /* proves it, too */
    t->hop = s->hop;
    t->is_partial = 0;
    for (int i = 0; i < s->storage_count; i++) {
        const op_slide *x = &s->storages[i].slide;
        t->is_partial |= x->period && x->last - x->first + 1 < s->storages[i].height;
    }
    EXPECT(s->bound_bytes <= s->data_bytes);
    EXPECT(op_slide_macs(s) <= op_graph_macs(g));
    return STATUS_DONE;
}

TEST_BARE(random_models_are_planned_and_proved) {
    int streams = 0, partial = 0, strided = 0;
    for (trial t = {.seed = 1}; t.seed <= MODELS && !test_problem; t.seed++) {
        t.streams = 0;
        EXPECT(diag_try(plan_and_prove, &t) == STATUS_DONE);
        if (test_problem)
            printf("model of seed %llu: %s\n", (unsigned long long)t.seed, diag_last_message());
        streams += t.streams;
        partial += t.streams && t.is_partial;
        strided += t.streams && t.hop > 1;
    }
    printf("%d of %d models stream, %d with rows made anew, %d in hops of several rows\n", streams,
           MODELS, partial, strided);
    EXPECT(streams > MODELS / 3 && partial > 50 && strided > 50);
}

/* ---- spoilt plans ---- */

typedef enum spoiling {
    A_SLOT_FEWER,    /* of a ring */
    A_ROW_OFF,       /* a ring begins with the next row */
    ANOTHER_ADVANCE, /* of a ring that turns */
    RING_ON_RING,    /* two rings in use all the time lie in one place */
    A_BYTE_LOWER,    /* what lies anywhere */
    SCRATCH_ON_RING, /* of a step, on one in use all the time */
    A_ROW_TOO_MANY,  /* one that does not slide is taken for one that does */
    EVENT_LEFT_OUT,  /* of a row that something reads */
    EVENT_TOO_EARLY, /* a row is made before the row it is made of */
    NO_MOVE,         /* rows of a tensor in one piece are not moved up */
    ARENA_TOO_SHORT, /* for its highest row */
    SPOILING_COUNT
} spoiling;

typedef struct mutant {
    uint64_t seed;
    int number; /* of the spoilable places of this model */
    spoiling kind;
    int is_there; /* there was such a place */
    int storage;  /* of A_ROW_TOO_MANY, and the row that is wrong */
    int32_t row;
    int is_harmless;
} mutant;

static int is_next(mutant *m, int *left, spoiling kind) {
    if ((*left)-- != 0)
        return 0;
    m->kind = kind;
    m->is_there = 1;
    return 1;
}

static int turns(const op_storage *t) {
    return t->slide.ring > 1 && op_slide_keeps(t, t->slide.ring_first);
}

static void spoil_storage(op_schedule *s, int i, mutant *m, int *left) {
    op_storage *t = &s->storages[i];
    op_slide *x = &t->slide;
    if (turns(t)) {
        if (is_next(m, left, A_SLOT_FEWER))
            x->ring--;
        if (is_next(m, left, A_ROW_OFF))
            x->ring_first++;
        if (x->advance % x->ring && is_next(m, left, ANOTHER_ADVANCE))
            x->advance += x->ring - 1;
        for (int k = 0; k < i; k++)
            if (turns(&s->storages[k]) && is_next(m, left, RING_ON_RING))
                x->ring_offset = s->storages[k].slide.ring_offset;
    }
    for (int32_t y = 0; y < t->height; y++)
        if (!t->constant && t->offset[y] > 0 && is_next(m, left, A_BYTE_LOWER))
            for (int32_t k = y; k < (t->whole ? t->height : y + 1); k++)
                t->offset[k]--;
    if (x->ring && is_next(m, left, A_BYTE_LOWER))
        x->ring_offset--;
    if (x->period && t->whole && !t->is_input && is_next(m, left, NO_MOVE))
        x->advance = 0;
}

/* Does the next event read what this one makes of frames? (Rows of padding are the same in each
 * hop, and a tensor in one piece may have the same row from the hop before: with dilation, rows 0
 * and 1 of two windows can be alike.) */
static int is_read_at_once(const op_schedule *s, int e) {
    const op_event *a = &s->events[e], *b = &s->events[e + 1];
    if (a->step < 0 || b->step < 0)
        return 0;
    const op_storage *made = &s->storages[s->steps[a->step].out];
    if (made->whole || !made->slide.period || a->row < made->slide.first ||
        a->row > made->slide.last)
        return 0;
    const op_row_step *maker = &s->steps[a->step], *reader = &s->steps[b->step];
    int32_t first, last;
    for (int i = 0; i < reader->kernel.in_count; i++) {
        op_schedule_rows_read(s, reader, i, b->row, &first, &last);
        if (reader->in[i] == maker->out && first == last && first == a->row)
            return 1;
    }
    return 0;
}

static void spoil_scratch(op_schedule *s, mutant *m, int *left) {
    for (int n = 0; n < s->step_count; n++)
        for (int i = 0; i < s->storage_count && s->steps[n].scratch >= 0; i++)
            if (turns(&s->storages[i]) && s->storages[i].slide.advance == 1 &&
                is_next(m, left, SCRATCH_ON_RING))
                for (int32_t y = 0; y < s->storages[s->steps[n].scratch].height; y++)
                    s->storages[s->steps[n].scratch].offset[y] = s->storages[i].slide.ring_offset;
}

static void spoil_events(op_schedule *s, mutant *m, int *left) {
    for (int e = 0; e + 1 < s->event_count; e++) {
        op_event first = s->events[e];
        if (!is_read_at_once(s, e))
            continue;
        if (is_next(m, left, EVENT_TOO_EARLY)) {
            s->events[e] = s->events[e + 1];
            s->events[e + 1] = first;
        }
        if (is_next(m, left, EVENT_LEFT_OUT)) {
            s->event_count--;
            for (int k = e; k < s->event_count; k++)
                s->events[k] = s->events[k + 1];
        }
    }
}

/* Takes a row of padding for one that slides, before the plan is made. */
static void spoil_slides(op_schedule *s, mutant *m, int *left) {
    for (int n = 0; n < s->step_count; n++) {
        op_slide *x = &s->storages[s->steps[n].out].slide;
        int is_last = x->period && x->last + 1 < s->storages[s->steps[n].out].height;
        if (is_last && is_next(m, left, A_ROW_TOO_MANY)) {
            x->last++;
            m->storage = s->steps[n].out;
            m->row = x->last - x->advance;
        }
        if (x->period && x->first > 0 && is_next(m, left, A_ROW_TOO_MANY)) {
            x->first--;
            m->storage = s->steps[n].out;
            m->row = x->first;
        }
    }
}

/* Does anything read that row? As the last row it comes up again and again. */
static int is_read(const op_schedule *s, int storage, int32_t row) {
    for (int e = 0; e < s->event_count; e++)
        for (int i = 0; s->events[e].step >= 0; i++) {
            const op_row_step *step = &s->steps[s->events[e].step];
            int32_t first, last;
            if (i == step->kernel.in_count)
                break;
            op_schedule_rows_read(s, step, i, s->events[e].row, &first, &last);
            if (step->in[i] == storage && row >= first && row <= last &&
                (row - first) % step->kernel.in[i].dilation == 0)
                return 1;
        }
    return s->storages[storage].is_output;
}

static int is_any_read(const op_schedule *s, int storage, int32_t row) {
    const op_slide *x = &s->storages[storage].slide;
    for (; row >= x->first; row -= x->advance)
        if (is_read(s, storage, row))
            return 1;
    return 0;
}

static exit_status check_mutant(void *context) {
    mutant *m = context;
    ir_graph *g = random_model(m->seed);
    int left = m->number;
    m->is_there = m->is_harmless = 0;
    if (!op_schedule_can_stream(g))
        return STATUS_DONE;
    op_schedule *s = op_schedule_new_stream(g);
    spoil_slides(s, m, &left);
    add_scratch(s, m->seed);
    plan_stream(s);
    m->is_harmless = m->is_there && !is_any_read(s, m->storage, m->row);
    for (int i = 0; i < s->storage_count; i++)
        spoil_storage(s, i, m, &left);
    spoil_scratch(s, m, &left);
    spoil_events(s, m, &left);
    if (is_next(m, &left, ARENA_TOO_SHORT))
        s->data_bytes -= 8;
    plan_check_stream(s);
    return STATUS_DONE;
}

TEST_BARE(spoilt_plans_are_found_out) {
    int found[SPOILING_COUNT] = {0}, harmless = 0;
    mutant m = {.seed = 1};
    while (m.seed <= SPOILT_MODELS && !test_problem) {
        diag_set_quiet(1);
        exit_status status = diag_try(check_mutant, &m);
        diag_set_quiet(0);
        if (!m.is_there) {
            EXPECT(status == STATUS_DONE);
            m.seed++;
            m.number = 0;
            continue;
        }
        EXPECT(status == (m.is_harmless ? STATUS_DONE : STATUS_BUG));
        EXPECT(m.is_harmless || test_contains(diag_last_message(), "stream: "));
        if (test_problem)
            printf("model of seed %llu, mutant %d of kind %d: %s\n", (unsigned long long)m.seed,
                   m.number, (int)m.kind, diag_last_message());
        found[m.kind] += status == STATUS_BUG;
        harmless += m.is_harmless;
        m.number++;
    }
    for (int i = 0; i < SPOILING_COUNT; i++) {
        printf("spoilt streams of kind %d: %d found\n", i, found[i]);
        EXPECT(found[i] > 100);
    }
    printf("%d harmless, the row is not read\n", harmless);
}
