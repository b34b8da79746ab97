/* The programs to choose from: the best suits its goal, a limit on the work of a push is met where
 * any order can meet it, and the search never does worse than making rows as soon as possible.
 * Every plan below was proved by the checkers when it was made. */
#include "plan/plan.h"
#include "random_graph.h"
#include "test.h"

#define NETWORKS 60

static plan_goal goal_of(const ir_graph *g, int pushed, int smallest) {
    plan_goal goal = {
        .pushed = pushed, .smallest = smallest, .alternatives = 1, .pointer_bytes = 4};
    int64_t *costs = NEW_ARRAY(int64_t, (size_t)g->tensor_count);
    for (int i = 0; i < g->op_count; i++)
        costs[g->ops[i]->output->id] = 1000 + 7 * op_macs(g->ops[i]);
    goal.op_costs = costs;
    return goal;
}

static int32_t arena(const plan_candidate *c) {
    return op_program_arena_bytes(c->program, 4);
}

TEST(the_smallest_is_first) {
    for (uint64_t seed = 0; seed < NETWORKS; seed++) {
        const ir_graph *g = random_network(seed);
        for (int pushed = 0; pushed < 2; pushed++) {
            plan_goal goal = goal_of(g, pushed, 1);
            plan_candidates all = plan_all(g, &goal);
            op_schedule *soon = op_schedule_new(g, pushed);
            plan_schedule(soon);
            EXPECT(all.count >= 2);
            for (int i = 1; i < all.count; i++)
                EXPECT(arena(&all.list[0]) <= arena(&all.list[i]));
            EXPECT(arena(&all.list[0]) <= op_program_arena_bytes(op_program_of_schedule(soon), 4));
        }
        mem_free_all();
    }
}

/* Row by row with the kernels of the DSP extension: at most a fifth or 1600 bytes more than the
 * smallest, for some faster kernels, none of which makes fewer rows a call. */
TEST(room_is_used) {
    int used = 0, more_rows = 0;
    for (uint64_t seed = 0; seed < 4 * NETWORKS; seed++) {
        ir_graph *g = random_network(seed);
        g->target = (ir_target){.small = 1, .dsp = 1, .fpu = 1};
        plan_goal goal = goal_of(g, 1, 1);
        plan_candidates all = plan_all(g, &goal);
        int32_t smallest = INT32_MAX;
        for (int i = 0; i < all.count; i++) {
            EXPECT(all.list[i].uses_room == 0 || i == 0);
            smallest = arena(&all.list[i]) < smallest ? arena(&all.list[i]) : smallest;
        }
        EXPECT(arena(&all.list[0]) <= smallest + (smallest > 5 * 1600 ? smallest / 5 : 1600));
        if (!all.list[0].uses_room)
            continue;
        const op_program *fast = all.list[0].program, *small = all.list[1].program;
        int differ = 0;
        for (int i = 0; i < fast->step_count && small->schedule; i++) {
            const op_step *a = &fast->steps[i], *b = &small->steps[i];
            EXPECT(a->rows_per_call >= b->rows_per_call);
            more_rows += a->rows_per_call > b->rows_per_call;
            differ |= strcmp(a->kernel.name, b->kernel.name) != 0 ||
                      a->rows_per_call != b->rows_per_call ||
                      a->kernel.scratch_bytes > b->kernel.scratch_bytes;
        }
        EXPECT(differ || !small->schedule);
        used++;
        mem_free_all();
    }
    printf("%d networks with room for faster kernels, %d steps with more rows\n", used, more_rows);
    EXPECT(used > NETWORKS / 4 && more_rows > NETWORKS / 10);
}

/* The table of row pointers is as large as the largest call wants it, and no other call could make
 * more rows in it. */
TEST(calls_fill_the_table) {
    int fuller = 0;
    for (uint64_t seed = 0; seed < NETWORKS; seed++) {
        ir_graph *g = random_network(seed);
        g->target = (ir_target){.whole = 1, .dsp = 1, .fpu = 1};
        const op_program *p = op_program_new(g);
        int largest = 0;
        for (const op_step *s = p->steps; s < p->steps + p->step_count; s++) {
            int32_t best = s->kernel.best_rows > 1 ? s->kernel.best_rows : 1;
            int32_t rows = s->rows_per_call;
            EXPECT(rows % best == 0 &&
                   op_kernel_table_entries(&s->kernel, rows) <= p->table_entries);
            EXPECT(s->kernel.fixed_rows || rows >= s->kernel.out.height ||
                   op_kernel_table_entries(&s->kernel, rows + best) > p->table_entries);
            largest |= op_kernel_table_entries(&s->kernel, best) == p->table_entries;
            fuller += rows > best;
        }
        EXPECT(largest);
        mem_free_all();
    }
    EXPECT(fuller > NETWORKS);
}

TEST(the_fastest_is_first) {
    for (uint64_t seed = 0; seed < NETWORKS; seed++) {
        const ir_graph *g = random_network(seed);
        plan_goal goal = goal_of(g, 0, 0);
        goal.alternatives = 0;
        plan_candidates all = plan_all(g, &goal);
        EXPECT(all.count == 1 && !all.list[0].program->schedule);
        mem_free_all();
    }
}

static int staged_steps(const op_program *p) {
    int count = 0;
    for (int i = 0; i < p->step_count; i++)
        count += strcmp(p->steps[i].kernel.name, "conv2d_staged_s8") == 0;
    return count;
}

/* The program that stages most is first; then others in half as much RAM, at last some without. */
TEST(weights_are_staged_in_some_programs) {
    int staged = 0, between = 0;
    for (uint64_t seed = 0; seed < NETWORKS; seed++) {
        ir_graph *g = random_network(seed);
        g->target = (ir_target){.dsp = 1, .whole = 1, .staged_bytes = 1024};
        plan_goal goal = goal_of(g, 0, 0);
        plan_candidates all = plan_all(g, &goal);
        int first = staged_steps(all.list[0].program), plain = 0;
        for (int i = 1; i < all.count; i++) {
            int now = staged_steps(all.list[i].program);
            EXPECT(now <= staged_steps(all.list[i - 1].program));
            between += now > 0 && now < first;
            plain += now == 0 && !all.list[i].program->schedule;
        }
        EXPECT(plain > 0);
        goal.alternatives = 0;
        all = plan_all(g, &goal);
        EXPECT(all.count == 1 && staged_steps(all.list[0].program) == first);
        staged += first > 0;
        mem_free_all();
    }
    printf("%d networks with staged weights, %d programs with some of them\n", staged, between);
    EXPECT(staged > NETWORKS / 4 && between > 0);
}

/* Rows of every step are made once and in order, whatever waits for what. */
static int makes_every_row(const op_schedule *s) {
    int32_t *next = NEW_ARRAY(int32_t, (size_t)s->step_count);
    int good = 1;
    for (int e = 0; e < s->event_count; e++) {
        int n = s->events[e].step;
        if (n < 0)
            continue;
        good &= s->events[e].row == next[n];
        next[n] += op_schedule_rows_made(&s->steps[n], next[n]);
    }
    for (int n = 0; n < s->step_count; n++)
        good &= next[n] == op_schedule_rows_of(s, &s->steps[n]);
    return good;
}

TEST(work_waits_for_later_pushes) {
    int met = 0, refused = 0;
    for (uint64_t seed = 0; seed < NETWORKS; seed++) {
        const ir_graph *g = random_network(seed);
        plan_goal goal = goal_of(g, 1, seed % 2);
        int64_t soon = 0;
        plan_candidates free = plan_all(g, &goal);
        for (int i = 0; i < free.count; i++)
            soon =
                soon == 0 || free.list[i].most_per_push < soon ? free.list[i].most_per_push : soon;
        goal.most_per_push = soon * 3 / 4;
        plan_candidates all = plan_all(g, &goal);
        for (int i = 0; i < all.count; i++) {
            EXPECT(makes_every_row(all.list[i].program->schedule));
            EXPECT(all.list[i].most_per_push <= goal.most_per_push || all.count == 1);
        }
        int meets = all.list[0].most_per_push <= goal.most_per_push;
        EXPECT(meets || all.list[0].most_per_push <= soon);
        *(meets ? &met : &refused) += 1;
        mem_free_all();
    }
    EXPECT(met > 0 && refused > 0);
}

/* A tensor that is to be complete first has all its rows before any of them is read. */
TEST(complete_tensors_are_complete) {
    int found = 0;
    for (uint64_t seed = 0; seed < NETWORKS; seed++) {
        const ir_graph *g = random_network(seed);
        op_schedule *s = op_schedule_new(g, 1);
        unsigned char *complete = NEW_ARRAY(unsigned char, (size_t)s->storage_count);
        int made_by = (int)(seed % (uint64_t)s->step_count), chosen = s->steps[made_by].out;
        complete[chosen] = 1;
        plan_order order = {.complete_first = complete};
        plan_schedule_in_order(s, &order);
        int32_t made = 0, rows = op_schedule_rows_of(s, &s->steps[made_by]);
        for (int e = 0; e < s->event_count; e++) {
            if (s->events[e].step < 0)
                continue;
            const op_row_step *step = &s->steps[s->events[e].step];
            for (int i = 0; i < step->kernel.in_count; i++) {
                EXPECT(step->in[i] != chosen || made == rows);
                found += step->in[i] == chosen;
            }
            if (s->events[e].step == made_by)
                made += op_schedule_rows_made(step, s->events[e].row);
        }
        mem_free_all();
    }
    EXPECT(found > NETWORKS / 2);
}
