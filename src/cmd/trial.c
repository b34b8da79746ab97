#include "cmd/trial.h"

#include <string.h>

#include "base/diag.h"
#include "base/mem.h"
#include "plan/plan.h"
#include "sim/sim.h"
#include "target/check.h"

/* ---- cases ---- */

static size_t result_bytes(const trial_case *c, int output) {
    return ir_bytes(c->program->graph->outputs[output]);
}

/* Frames from one window of a stream to the next; 0: the case is no stream. */
static int32_t hop_of(const trial_case *c) {
    return c->program->schedule ? c->program->schedule->hop : 0;
}

/* Bytes that a run reads for model input `i`: a stream reads the next input, too. */
static size_t input_bytes(const trial_case *c, int i) {
    return ir_bytes(c->program->graph->inputs[i]) * (hop_of(c) ? 2 : 1);
}

/* Copies what the run of input `n` reads, from byte `skip` on. */
static void copy_input(const trial_case *c, int i, int64_t n, size_t skip, uint8_t *to,
                       size_t size) {
    size_t one = ir_bytes(c->program->graph->inputs[i]);
    for (; size > 0; n++, skip = 0) {
        size_t part = skip + size > one ? one - skip : size;
        memcpy(to, c->inputs[i].data + (size_t)(n % c->count) * one + skip, part);
        to += part;
        size -= part;
    }
}

static void evaluate(trial_case *c) {
    const ir_graph *g = ir_shipped(c->program->graph);
    void **values = op_values_new(g);
    size_t hop_bytes = (size_t)hop_of(c) * (size_t)op_kernel_plain_rows(g->inputs[0]).row_bytes;
    for (int64_t n = 0; n < c->count * c->windows; n++) {
        for (int i = 0; i < g->input_count; i++)
            copy_input(c, i, n / c->windows, (size_t)(n % c->windows) * hop_bytes,
                       values[g->inputs[i]->id], ir_bytes(g->inputs[i]));
        op_eval_graph(g, values);
        for (int k = 0; k < g->output_count; k++)
            memcpy(c->expected[k] + (size_t)n * result_bytes(c, k), values[g->outputs[k]->id],
                   result_bytes(c, k));
    }
    for (int i = 0; i < g->tensor_count; i++)
        mem_free(values[i]);
    mem_free(values);
}

void trial_add(trial *t, const op_program *p, input_set *inputs, int64_t count) {
    size_t n = (size_t)t->case_count;
    t->cases = mem_grow(t->cases, n, n + 1, sizeof *t->cases);
    trial_case *c = &t->cases[n];
    *c = (trial_case){.program = p, .count = count, .inputs = inputs, .windows = 1};
    if (hop_of(c))
        c->windows = op_kernel_plain_rows(p->graph->inputs[0]).height / hop_of(c) + 1;
    size_t outputs = (size_t)p->graph->output_count;
    c->expected = NEW_ARRAY(uint8_t *, outputs);
    c->outputs = NEW_ARRAY(uint8_t *, outputs);
    for (int k = 0; k < p->graph->output_count; k++) {
        c->expected[k] = mem_new((size_t)count * (size_t)c->windows, result_bytes(c, k));
        c->outputs[k] = mem_new((size_t)count, result_bytes(c, k));
    }
    evaluate(c);
    t->case_count++;
}

/* ---- the firmware's table ---- */

static int keeps_input(const trial_case *c, const ir_tensor *t) {
    if (c->program->schedule)
        return c->program->schedule->pushed;
    return plan_keeps_input(c->program, t);
}

static void ports_text(const trial_case *c, int n, int inputs, text *out) {
    const ir_graph *g = c->program->graph;
    int count = inputs ? g->input_count : g->output_count;
    ir_tensor *const *list = inputs ? g->inputs : g->outputs;
    text_add(out, "static const check_port %s_%d[] = {", inputs ? "inputs" : "outputs", n);
    for (int i = 0; i < count; i++)
        text_add(out, "{%zu, %d},",
                 inputs ? input_bytes(c, i) : result_bytes(c, i) * (size_t)c->windows,
                 inputs && keeps_input(c, list[i]));
    text_add(out, "};\n");
}

/* Accessors of one signature for all models. */
static void output_text(const ir_graph *g, int n, text *out) {
    text_add(out,
             "static const void *output_%d(const void *arena, int index) {\n    (void)index;\n"
             "    return %s_output(arena%s);\n}\n",
             n, g->name, g->output_count > 1 ? ", index" : "");
}

static void run_text(const ir_graph *g, int n, text *out) {
    text_add(out,
             "static void *input_%d(void *arena, int index) {\n    (void)index;\n"
             "    return %s_input(arena%s);\n}\n"
             "static int run_%d(void *arena) {\n    return %s_run(arena);\n}\n",
             n, g->name, g->input_count > 1 ? ", index" : "", n, g->name);
}

/* A pushed input lies in the harness. Every second run has a second instance beside it, which is
 * pushed the same rows from the last to the first. */
static void push_text(const ir_graph *g, int n, text *out) {
    const char *name = g->name, *upper = emit_upper(g->name);
    op_rows rows = op_kernel_plain_rows(g->inputs[0]);
    text_add(out,
             "static uint64_t rows_%d[(%zu + 7) / 8], other_%d[(%s_ARENA_BYTES + 7) / 8];\n"
             "static void *input_%d(void *arena, int index) {\n    (void)arena;\n    (void)index;\n"
             "    return rows_%d;\n}\n",
             n, ir_bytes(g->inputs[0]), n, upper, n, n);
    text_add(out,
             "static int run_%d(void *arena) {\n    static int runs;\n"
             "    const char *first = (const char *)rows_%d;\n"
             "    int beside = runs++ & 1, last = 0, wrong = %s_reset(arena);\n"
             "    if (beside)\n        wrong |= %s_reset(other_%d);\n"
             "    for (int y = 0; y < %d; y++) {\n"
             "        wrong |= last;\n"
             "        last = %s_push_row(arena, (const void *)(first + y * %d));\n"
             "        if (beside)\n"
             "            %s_push_row(other_%d, (const void *)(first + (%d - y) * %d));\n    }\n"
             "    return wrong || last != 1;\n}\n",
             n, n, name, name, n, rows.height, name, rows.row_bytes, name, n, rows.height - 1,
             rows.row_bytes);
}

/* The results of all windows, one output behind the other. */
static size_t results_bytes(const trial_case *c, int outputs) {
    size_t total = 0;
    for (int k = 0; k < outputs; k++)
        total += result_bytes(c, k) * (size_t)c->windows;
    return total;
}

/* A stream keeps the results of all windows in the harness. Every second run has a second instance
 * beside it, which is pushed the same rows one call later and must give the same. */
static void stream_text(const trial_case *c, int n, text *out) {
    const ir_graph *g = c->program->graph;
    const char *name = g->name, *upper = emit_upper(name);
    text_add(out,
             "static int result_%d(const void *arena, int window, int keep) {\n"
             "    int differs = 0;\n",
             n);
    for (int k = 0; k < g->output_count; k++)
        text_add(out,
                 "    differs |= stream_result(%s_output(arena%s), %zu + (size_t)window * %zu, "
                 "%zu, keep);\n",
                 name, g->output_count > 1 ? mem_printf(", %d", k) : "", results_bytes(c, k),
                 result_bytes(c, k), result_bytes(c, k));
    text_add(out,
             "    return differs;\n}\n"
             "static int run_%d(void *arena) {\n    static int runs;\n"
             "    const char *rows = (const char *)stream_rows;\n"
             "    int beside = runs++ & 1, windows = 0, others = 0, wrong = %s_reset(arena);\n"
             "    if (beside)\n        wrong |= %s_reset(stream_other);\n"
             "    for (int y = 0; y < 2 * %s_ROWS; y++) {\n"
             "        int due = y + 1 >= %s_ROWS && (y + 1 - %s_ROWS) %% %s_HOP == 0;\n"
             "        int ready = %s_push_row(arena, (const void *)(rows + y * %s_ROW_BYTES));\n"
             "        wrong |= ready != due;\n"
             "        if (ready == 1 && windows < %d)\n"
             "            result_%d(arena, windows++, 1);\n"
             "        if (beside && y > 0 &&\n"
             "            %s_push_row(stream_other, (const void *)(rows + (y - 1) * "
             "%s_ROW_BYTES)) == 1)\n"
             "            wrong |= others >= windows || result_%d(stream_other, others++, 0);\n"
             "    }\n"
             "    return wrong || windows != %d || (beside && others < windows - 1);\n}\n",
             n, name, name, upper, upper, upper, upper, name, upper, c->windows, n, name, upper, n,
             c->windows);
    text_add(out,
             "static void *input_%d(void *arena, int index) {\n    (void)arena;\n    (void)index;\n"
             "    return stream_rows;\n}\n"
             "static const void *output_%d(const void *arena, int index) {\n"
             "    static const uint32_t at[] = {",
             n, n);
    for (int k = 0; k < g->output_count; k++)
        text_add(out, "%zu,", results_bytes(c, k));
    text_add_string(out, "};\n    (void)arena;\n    return stream_results + at[index];\n}\n");
}

/* What all streams of a trial share. */
static void streams_text(const trial *t, text *out) {
    size_t rows = 0, other = 0, results = 0;
    for (int n = 0; n < t->case_count; n++) {
        const trial_case *c = &t->cases[n];
        size_t arena = (size_t)op_program_arena_bytes(c->program, t->pointer_bytes);
        if (!hop_of(c))
            continue;
        rows = input_bytes(c, 0) > rows ? input_bytes(c, 0) : rows;
        other = arena > other ? arena : other;
        size_t mine = results_bytes(c, c->program->graph->output_count);
        results = mine > results ? mine : results;
    }
    if (rows == 0)
        return;
    text_add(out,
             "static uint64_t stream_rows[(%zu + 7) / 8], stream_other[(%zu + 7) / 8];\n"
             "static uint8_t stream_results[%zu];\n"
             "static int stream_result(const void *from, size_t at, size_t bytes, int keep) {\n"
             "    int differs = 0;\n"
             "    for (size_t i = 0; i < bytes; i++)\n"
             "        if (keep)\n            stream_results[at + i] = ((const uint8_t *)from)[i];\n"
             "        else\n            differs |= stream_results[at + i] != ((const uint8_t "
             "*)from)[i];\n"
             "    return differs;\n}\n",
             rows, other, results);
}

static int is_pushed(const trial_case *c) {
    return c->program->schedule && c->program->schedule->pushed;
}

static void table_text(const trial *t, text *out) {
    int32_t largest = 0;
    text_add(out, "#include <check.h>\n#include <stddef.h>\n\n");
    streams_text(t, out);
    for (int n = 0; n < t->case_count; n++) {
        const ir_graph *g = t->cases[n].program->graph;
        int32_t arena = op_program_arena_bytes(t->cases[n].program, t->pointer_bytes);
        largest = arena > largest ? arena : largest;
        text_add(out, "#include \"%s.h\"\n", g->name);
        ports_text(&t->cases[n], n, 1, out);
        ports_text(&t->cases[n], n, 0, out);
        if (hop_of(&t->cases[n])) {
            stream_text(&t->cases[n], n, out);
            continue;
        }
        output_text(g, n, out);
        (is_pushed(&t->cases[n]) ? push_text : run_text)(g, n, out);
    }
    text_add(out, "\nconst check_case check_cases[] = {\n");
    for (int n = 0; n < t->case_count; n++) {
        const ir_graph *g = t->cases[n].program->graph;
        text_add(out,
                 "    {run_%d, input_%d, output_%d, %s_ARENA_BYTES, %d, %d, %lld, inputs_%d, "
                 "outputs_%d},\n",
                 n, n, n, emit_upper(g->name), g->input_count, g->output_count,
                 (long long)t->cases[n].count, n, n);
    }
    text_add(out, "};\nconst int32_t check_case_count = %d;\n", t->case_count);
    text_add(out, "uint8_t check_pool[8 + %d + CHECK_CANARY_BYTES] __attribute__((aligned(16)));\n",
             largest);
    text_add(out, "const uint32_t check_pool_bytes = sizeof check_pool;\n");
}

/* ---- the files ---- */

static bytes inputs_of(const trial *t) {
    size_t total = 0;
    for (int n = 0; n < t->case_count; n++)
        for (int i = 0; i < t->cases[n].program->graph->input_count; i++)
            total += input_bytes(&t->cases[n], i) * (size_t)t->cases[n].count * CHECK_PATTERNS;
    bytes b = {.data = mem_new(total, 1)};
    for (int n = 0; n < t->case_count; n++) {
        const trial_case *c = &t->cases[n];
        for (int64_t set = 0; set < c->count; set++)
            for (int k = 0; k < CHECK_PATTERNS; k++)
                for (int i = 0; i < c->program->graph->input_count; i++) {
                    copy_input(c, i, set, 0, b.data + b.size, input_bytes(c, i));
                    b.size += input_bytes(c, i);
                }
    }
    return b;
}

typedef struct reader {
    bytes from;
    size_t at;
} reader;

static const uint8_t *take(reader *r, size_t size) {
    if (size > r->from.size - r->at)
        fail(STATUS_BUG, "the firmware wrote %zu bytes, expected more: it stopped early",
             r->from.size);
    r->at += size;
    return r->from.data + r->at - size;
}

static const char *promise_broken(uint32_t flags) {
    if (flags & CHECK_STATUS)
        return "run() did not return 0";
    if (flags & CHECK_CANARY)
        return "bytes outside the arena were written";
    if (flags & CHECK_INPUT)
        return "an input that the plan keeps was changed";
    return NULL;
}

static const char *difference(const trial_case *c, int output, int64_t set, const uint8_t *got) {
    const ir_tensor *t = c->program->graph->outputs[output];
    size_t size = ir_bytes(t) * (size_t)c->windows, at = 0;
    const uint8_t *expected = c->expected[output] + (size_t)set * size;
    while (at < size && got[at] == expected[at])
        at++;
    if (at == size)
        return NULL;
    return mem_printf("input %lld%s, output '%s' %s: byte %zu is %d, the reference gives %d",
                      (long long)set, hop_of(c) ? mem_printf(", window %zu", at / ir_bytes(t)) : "",
                      t->name, ir_shape_text(&t->shape), at % ir_bytes(t), (int8_t)got[at],
                      (int8_t)expected[at]);
}

/* One input under one pattern. Returns the first problem or NULL. */
static const char *compare_run(trial *t, trial_case *c, int64_t set, int pattern, reader *r) {
    check_record record;
    memcpy(&record, take(r, sizeof record), sizeof record);
    const char *problem = promise_broken(record.flags);
    for (int k = 0; k < c->program->graph->output_count; k++) {
        const uint8_t *got = take(r, result_bytes(c, k) * (size_t)c->windows);
        memcpy(c->outputs[k] + (size_t)set * result_bytes(c, k), got, result_bytes(c, k));
        const char *d = difference(c, k, set, got);
        problem = problem ? problem : d;
    }
    if (record.stack_bytes > t->stack_bytes)
        t->stack_bytes = record.stack_bytes;
    /* Later patterns may have a second instance beside them. */
    if (pattern == 0 && record.ticks > t->most_ticks)
        t->most_ticks = record.ticks;
    return problem;
}

/* Of this run alone: an emulator's timer means something only in a counted one. */
static void compare(trial *t, bytes out) {
    reader r = {.from = out};
    t->most_ticks = 0;
    for (int n = 0; n < t->case_count; n++) {
        trial_case *c = &t->cases[n];
        c->mismatches = 0;
        for (int64_t set = 0; set < c->count; set++) {
            const char *problem = NULL;
            for (int k = 0; k < CHECK_PATTERNS; k++) {
                const char *found = compare_run(t, c, set, k, &r);
                problem = problem ? problem : found;
            }
            c->mismatches += problem != NULL;
            if (!c->first_problem)
                c->first_problem = problem;
        }
    }
    check_record last;
    memcpy(&last, take(&r, sizeof last), sizeof last);
    if (last.flags & CHECK_CONSTANTS)
        t->problem = "the program's constants or code were changed";
}

/* ---- building and running ---- */

#define RUN_TIMEOUT_S 1800
/* Counting is some times slower than running: more inputs than this are not counted. */
#define COUNTED_RUNS 200

static void add_name(cli_list *list, const char *name) {
    size_t n = (size_t)list->count;
    list->item = mem_grow(list->item, n, n + 1, sizeof *list->item);
    list->item[list->count++] = name;
}

static void write_sources(const emit_files *files, const char *folder, cli_list *sources) {
    file_make_folder(mem_printf("%s/mote", folder));
    for (int i = 0; i < files->count; i++) {
        const char *path = files->file[i].path;
        file_add_output(mem_printf("%s/%s", folder, path), files->file[i].content,
                        strlen(files->file[i].content));
        if (file_has_suffix(path, ".c"))
            add_name(sources, path);
    }
}

static cli_list emit_cases(const trial *t, const model_options *o, const char *source_name,
                           const char *sha256, const char *folder) {
    emit_files all = {0};
    for (int i = 0; i < t->case_count; i++) {
        emit_files one = model_emit(t->cases[i].program, source_name, sha256, o);
        emit_merge(&all, &one);
    }
    cli_list sources = {0};
    write_sources(&all, folder, &sources);
    return sources;
}

static void build(trial *t, const sim_target *target, const model_options *o,
                  const char *source_name, const char *sha256, const char *folder) {
    text table = {0};
    table_text(t, &table);
    bytes in = inputs_of(t);
    cli_list sources = emit_cases(t, o, source_name, sha256, folder);
    file_add_output(mem_printf("%s/mote-table.c", folder), text_string(&table), table.length);
    file_add_output(mem_printf("%s/in", folder), in.data, in.size);
    file_commit();
    cli_list harness = {0};
    add_name(&harness, "mote-table.c");
    add_name(&harness, mem_printf("%s/target/check.c", model_data_folder()));
    sim_build(target, model_data_folder(), folder, &sources, &harness);
    mem_free(in.data);
}

static const char *log_of(const char *folder) {
    bytes log = file_read(mem_printf("%s/log", folder));
    return mem_printf("%.*s", log.size > 400 ? 400 : (int)log.size, (const char *)log.data);
}

static void add_cost(sim_cost *sum, sim_cost cost) {
    sum->instructions += cost.instructions;
    sum->cycles = cost.cycles < 0 ? -1 : sum->cycles + cost.cycles;
    sum->flash_reads += cost.flash_reads;
}

static void take_costliest(trial *t, sim_cost cost) {
    if (cost.instructions <= t->instructions)
        return;
    t->instructions = cost.instructions;
    t->cycles = cost.cycles;
    t->flash_reads = cost.flash_reads;
}

/* A run of a pushed case is so many calls; every second run has as many of the other instance. */
static void sum_pushes(trial *t, const sim_count *n, int rows) {
    for (int first = 0; first + rows <= n->call_count; first += CHECK_PATTERNS * rows + rows) {
        sim_cost sum = {0};
        for (int i = first; i < first + rows; i++) {
            add_cost(&sum, n->calls[i]);
            if (n->calls[i].instructions > t->most_row_instructions)
                t->most_row_instructions = n->calls[i].instructions;
        }
        take_costliest(t, sum);
    }
}

/* A stream's hops, once the first window is full. */
static void sum_hops(trial *t, const sim_count *n, int rows, int hop) {
    for (int first = rows - hop; first + hop <= n->call_count; first += hop) {
        sim_cost sum = {0};
        for (int i = first; i < first + hop; i++)
            add_cost(&sum, n->calls[i]);
        take_costliest(t, sum);
    }
    t->most_row_instructions = n->most.instructions;
}

/* What is to be told apart: steps, which a row schedule makes by calls of their kernels. */
static const char *const *inner_functions(const trial *t) {
    const op_program *p = t->cases[0].program;
    const char **names = NEW_ARRAY(const char *, (size_t)p->step_count + 2);
    if (!t->profiled)
        return NULL;
    names[0] = "mote_run_step";
    for (int i = 0; i < p->step_count && p->schedule; i++)
        names[i] = mem_printf("mote_%s", p->steps[i].kernel.name);
    return names;
}

/* The run that begins with call `first`, by step. */
static void take_profile(trial *t, const sim_count *n, int first) {
    const op_program *p = t->cases[0].program;
    const op_schedule *s = p->schedule;
    const sim_cost *inner = n->inner + n->inner_before[first];
    int events = s ? s->event_count : p->step_count;
    t->profile_count = p->step_count;
    t->profile = NEW_ARRAY(sim_cost, (size_t)p->step_count);
    for (int e = 0; e < events; e++) {
        int step = s ? s->events[e].step : e;
        if (step == OP_EVENT_TAKE)
            continue;
        CHECK(inner < n->inner + n->inner_count);
        add_cost(&t->profile[step], *inner++);
    }
}

/* The costliest run of the only case. */
static void count_in_unicorn(trial *t, const sim_target *target, const char *folder) {
    const trial_case *c = &t->cases[0];
    const char *name = c->program->graph->name;
    int rows = is_pushed(c) ? op_kernel_plain_rows(c->program->graph->inputs[0]).height : 0;
    const char *function = mem_printf(rows ? "%s_push_row" : "%s_run", name);
    int64_t runs = c->count < COUNTED_RUNS ? c->count : COUNTED_RUNS;
    int64_t calls = runs * (rows ? (CHECK_PATTERNS + 1) * rows : CHECK_PATTERNS);
    if (hop_of(c))
        calls = 2 * rows; /* the run of the first input */
    sim_count n = sim_count_calls(target, folder, function, inner_functions(t), (int)calls);
    if (t->profiled)
        take_profile(t, &n, hop_of(c) ? rows - hop_of(c) : 0);
    if (hop_of(c)) {
        sum_hops(t, &n, rows, hop_of(c));
    } else if (rows) {
        sum_pushes(t, &n, rows);
    } else {
        take_costliest(t, n.most);
    }
}

/* By the timer of an emulator whose time is its instructions, to within a tick. */
static void count_by_timer(trial *t, const sim_target *target, const char *folder) {
    int status = sim_run(target, folder, 1, RUN_TIMEOUT_S);
    if (status != 0)
        fail(STATUS_BUG, "the counted run stopped with exit code %d:\n%s", status, log_of(folder));
    bytes out = file_read(mem_printf("%s/out", folder));
    compare(t, out);
    mem_free(out.data);
    if (t->most_ticks < UINT32_MAX) /* the timer did not run over */
        t->instructions = t->most_ticks * 1000000000 / target->systick_hz;
    const trial_case *c = &t->cases[0];
    if (hop_of(c) && t->instructions >= 0) /* all pushes of a run, and each hop takes as long */
        t->instructions = t->instructions * hop_of(c) /
                          (2 * op_kernel_plain_rows(c->program->graph->inputs[0]).height);
}

static void count(trial *t, const sim_target *target, const char *folder) {
    if (sim_can_count(target))
        count_in_unicorn(t, target, folder);
    else if (target->systick_hz)
        count_by_timer(t, target, folder);
}

void trial_run(trial *t, const model_options *o, const char *source_name, const char *sha256) {
    const sim_target *target = sim_target_load(model_data_folder(), o->target);
    const char *folder = file_temporary_folder();
    t->pointer_bytes = sim_pointer_bytes(target);
    t->instructions = t->cycles = t->flash_reads = t->most_row_instructions = -1;
    build(t, target, o, source_name, sha256, folder);
    int status = sim_run(target, folder, 0, RUN_TIMEOUT_S);
    if (status != 0)
        fail(STATUS_BUG, "generated code stopped on %s with exit code %d:\n%s", o->target, status,
             log_of(folder));
    bytes out = file_read(mem_printf("%s/out", folder));
    compare(t, out);
    mem_free(out.data);
    t->text_bytes = sim_text_bytes(target, folder);
    if (t->counted)
        count(t, target, folder);
    if (!target->machine)
        t->stack_bytes = -1;
    file_remove_temporaries();
}

void trial_free(trial *t) {
    for (int n = 0; n < t->case_count; n++) {
        trial_case *c = &t->cases[n];
        for (int k = 0; k < c->program->graph->output_count; k++) {
            mem_free(c->expected[k]);
            mem_free(c->outputs[k]);
        }
    }
    mem_free(t->cases);
    *t = (trial){0};
}
