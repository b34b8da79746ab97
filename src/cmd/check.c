#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/cli.h"
#include "base/mem.h"
#include "cmd/cmd.h"
#include "cmd/trial.h"
#include "import/import.h"
#include "op/random.h"
#include "pass/pass.h"
#include "plan/plan.h"

typedef struct check_options {
    model_options model;
    cli_list inputs, expect;
    long long count, seed;
    int u8, profile, ops, json;
} check_options;

/* ---- one model ---- */

static int64_t read_inputs(const ir_graph *g, const check_options *o, input_set *inputs) {
    if (o->inputs.count && o->inputs.count != g->input_count)
        fail(STATUS_USAGE, "the model has %d inputs, give --inputs for each, in order",
             g->input_count);
    int64_t count = 0;
    for (int i = 0; i < g->input_count; i++) {
        inputs[i] = o->inputs.count ? inputs_read(o->inputs.item[i], g->inputs[i], o->u8, o->count)
                                    : inputs_random(g->inputs[i], o->count ? o->count : 8,
                                                    (uint64_t)o->seed + (uint64_t)i * 0x10001);
        if (i > 0 && inputs[i].count != count)
            fail(STATUS_REFUSED, "the input files hold different numbers of inputs");
        count = inputs[i].count;
    }
    if (count == 0)
        fail(STATUS_REFUSED, "the input files hold no inputs");
    return count;
}

/* Inputs whose outputs differ from --expect in any byte. */
static int64_t compare_expected(const trial_case *c, const check_options *o) {
    const ir_graph *g = c->program->graph;
    if (o->expect.count == 0)
        return 0;
    if (o->expect.count != g->output_count)
        fail(STATUS_USAGE, "the model has %d outputs, give --expect for each, in order",
             g->output_count);
    unsigned char *differs = NEW_ARRAY(unsigned char, (size_t)c->count);
    for (int k = 0; k < g->output_count; k++) {
        input_set expected = inputs_read(o->expect.item[k], g->outputs[k], 0, c->count);
        if (expected.count < c->count)
            fail(STATUS_REFUSED, "'%s' holds %lld results, but there are %lld inputs",
                 o->expect.item[k], (long long)expected.count, (long long)c->count);
        size_t size = ir_bytes(g->outputs[k]);
        for (int64_t n = 0; n < c->count; n++)
            differs[n] |= memcmp(expected.data + (size_t)n * size, c->outputs[k] + (size_t)n * size,
                                 size) != 0;
    }
    int64_t count = 0;
    for (int64_t n = 0; n < c->count; n++)
        count += differs[n];
    return count;
}

static json_t *number_or_null(int64_t v) {
    return v < 0 ? json_null() : json_integer((json_int_t)v);
}

/* Multiply-accumulates of a step in one run, or in one hop of a stream. */
static int64_t step_macs(const op_program *p, int i) {
    const op_schedule *s = p->schedule;
    const op_kernel *k = &p->steps[i].kernel;
    if (k->in_count > 0 && !k->in_tensors[0])
        return 0; /* finishes what another step has accumulated */
    int64_t macs = op_macs(p->steps[i].op);
    if (s && s->hop)
        macs = macs * op_slide_calls(s, &s->steps[i]) / op_schedule_rows_of(s, &s->steps[i]);
    return macs;
}

static json_t *profile_json(const trial *t, const op_program *p) {
    json_t *list = json_array();
    for (int i = 0; i < t->profile_count && i < p->step_count; i++)
        json_array_append_new(
            list, json_pack("{s:i, s:s, s:s, s:I, s:o, s:o, s:o}", "operator",
                            p->steps[i].op->index, "name", p->steps[i].op->kind->name, "kernel",
                            p->steps[i].kernel.name, "macs", (json_int_t)step_macs(p, i),
                            "instructions", number_or_null(t->profile[i].instructions), "cycles",
                            number_or_null(t->profile[i].cycles), "flash_reads",
                            number_or_null(t->profile[i].flash_reads)));
    return list;
}

static void print_json(const trial *t, const check_options *o, int64_t unexpected) {
    const trial_case *c = &t->cases[0];
    const op_program *p = c->program;
    int64_t weights = op_program_weights_bytes(p);
    int64_t arena = op_program_arena_bytes(p, t->pointer_bytes);
    int64_t code = t->text_bytes < 0 ? -1 : t->text_bytes - weights;
    json_t *all = json_pack("{s:s, s:s, s:s, s:s, s:I, s:I, s:I}", "schema", "mote-check/1",
                            "model", p->graph->name, "target", o->model.target, "optimize",
                            o->model.optimize ? o->model.optimize : "speed", "inputs",
                            (json_int_t)c->count, "mismatches", (json_int_t)c->mismatches,
                            "expect_mismatches", (json_int_t)unexpected);
    json_object_set_new(all, "weights_bytes", json_integer((json_int_t)weights));
    json_object_set_new(all, "code_bytes", number_or_null(code));
    json_object_set_new(all, "flash_bytes", number_or_null(code < 0 ? -1 : t->text_bytes));
    json_object_set_new(all, "arena_bytes", json_integer((json_int_t)arena));
    json_object_set_new(all, "stack_bytes", number_or_null(t->stack_bytes));
    json_object_set_new(all, "ram_bytes",
                        number_or_null(t->stack_bytes < 0 ? -1 : arena + t->stack_bytes));
    json_object_set_new(all, "instructions", number_or_null(t->instructions));
    json_object_set_new(all, "cycles", number_or_null(t->cycles));
    json_object_set_new(all, "flash_reads", number_or_null(t->flash_reads));
    if (o->model.rows || o->model.stream)
        json_object_set_new(all, "max_instructions_per_row",
                            number_or_null(t->most_row_instructions));
    json_object_set_new(all, "macs", json_integer((json_int_t)op_graph_macs(ir_shipped(p->graph))));
    json_object_set_new(all, "macs_folded", json_integer((json_int_t)op_graph_macs(p->graph)));
    if (o->model.stream) {
        json_object_set_new(all, "hop", json_integer(p->schedule->hop));
        json_object_set_new(all, "hop_macs", json_integer((json_int_t)op_slide_macs(p->schedule)));
    }
    if (o->profile)
        json_object_set_new(all, "profile", profile_json(t, p));
    json_dumpf(all, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(all);
}

static void print_figure(const char *name, int64_t value) {
    if (value >= 0)
        printf("%-14s %12lld\n", name, (long long)value);
}

static void print_profile(const trial *t, const op_program *p) {
    printf("\n%4s %-20s %-16s %12s %14s %14s %8s\n", "op", "name", "kernel", "MAC", "instructions",
           "cycles", "per MAC");
    for (int i = 0; i < t->profile_count && i < p->step_count; i++) {
        const ir_op *op = p->steps[i].op;
        int64_t macs = step_macs(p, i), n = t->profile[i].instructions,
                cycles = t->profile[i].cycles;
        printf("%4d %-20s %-16s %12lld %14lld %14lld", op->index, op->kind->name,
               p->steps[i].kernel.name, (long long)macs, (long long)n, (long long)cycles);
        if (macs > 0)
            printf(" %8.2f", (double)n / (double)macs);
        putchar('\n');
    }
    if (p->schedule)
        printf("Kernels alone, summed over their calls; choosing their rows takes the rest.\n");
}

static void print_text(const trial *t, const check_options *o, int64_t unexpected) {
    const trial_case *c = &t->cases[0];
    const op_program *p = c->program;
    int64_t weights = op_program_weights_bytes(p);
    printf("%s on %s: %lld inputs, %lld differ from the reference meaning", p->graph->name,
           o->model.target, (long long)c->count, (long long)c->mismatches);
    if (o->expect.count)
        printf(", %lld from --expect", (long long)unexpected);
    printf("\n");
    print_figure("weights bytes", weights);
    print_figure("code bytes", t->text_bytes < 0 ? -1 : t->text_bytes - weights);
    print_figure("arena bytes", op_program_arena_bytes(p, t->pointer_bytes));
    print_figure("stack bytes", t->stack_bytes);
    print_figure("instructions", t->instructions);
    print_figure("cycles", t->cycles);
    print_figure("flash reads", t->flash_reads);
    if (o->model.stream) {
        print_figure("rows of a hop", p->schedule->hop);
        print_figure("MAC of a hop", op_slide_macs(p->schedule));
    }
    if (o->model.rows || o->model.stream)
        print_figure("most per row", t->most_row_instructions);
    print_figure("MAC", op_graph_macs(ir_shipped(p->graph)));
    print_figure("MAC, folded", op_graph_macs(p->graph));
    if (o->profile)
        print_profile(t, p);
}

/* A limit was planned for with one random input; these inputs may take a little more. */
static void hold_limits(const trial *t, const model_options *o) {
    int64_t arena = op_program_arena_bytes(t->cases[0].program, t->pointer_bytes);
    int64_t ram = t->stack_bytes < 0 ? arena : arena + t->stack_bytes;
    if (o->ram_limit > 0 && ram > o->ram_limit)
        fail(STATUS_REFUSED, "arena and stack are %lld bytes, more than --ram-limit %lld",
             (long long)ram, o->ram_limit);
    if (o->flash_limit > 0 && t->text_bytes > o->flash_limit)
        fail(STATUS_REFUSED, "constants and code are %lld bytes, more than --flash-limit %lld",
             (long long)t->text_bytes, o->flash_limit);
    if (o->row_limit > 0 && t->most_row_instructions > o->row_limit)
        fail(STATUS_REFUSED, "a pushed row took %lld instructions, more than --row-limit %lld",
             (long long)t->most_row_instructions, o->row_limit);
}

static exit_status check_model(const char *path, const check_options *o) {
    const ir_graph *g = model_load(path, &o->model, NULL);
    trial t = {.profiled = o->profile, .counted = 1};
    input_set *inputs = NEW_ARRAY(input_set, (size_t)g->input_count);
    int64_t count = read_inputs(g, o, inputs);
    trial_add(&t, model_program(g, &o->model), inputs, count);
    trial_run(&t, &o->model, file_base_name(path), model_sha256(path));
    const trial_case *c = &t.cases[0];
    int64_t unexpected = compare_expected(c, o);
    if (o->json)
        print_json(&t, o, unexpected);
    else
        print_text(&t, o, unexpected);
    if (t.problem || c->mismatches)
        fail(STATUS_BUG, "generated code is wrong on %s: %s", o->model.target,
             t.problem ? t.problem : c->first_problem);
    hold_limits(&t, &o->model);
    if (unexpected)
        fail(STATUS_DIFFERS, "%lld of %lld inputs differ from --expect", (long long)unexpected,
             (long long)c->count);
    return STATUS_DONE;
}

/* ---- random operators ---- */

static uint64_t draw_seed(const op_kind *kind, long long seed, long long n) {
    uint64_t h = (uint64_t)seed * 1000003u + (uint64_t)n;
    for (const char *c = kind->ir.name; *c; c++)
        h = h * 31 + (uint8_t)*c;
    return h;
}

/* With --rows or --stream: those draws that can be pushed or streamed, the others whole. Every
 * third pushed has kernels for one row a call, which plans take where there is no room for two. */
static const op_program *draw_program(const op_kind *kind, uint64_t seed, long long n,
                                      const model_options *o) {
    rng r;
    rng_seed(&r, seed);
    ir_graph *g = ir_graph_new(mem_printf("%s_%lld", kind->ir.name, n));
    kind->random(&r, g);
    ir_verify(g);
    g->target = model_ir_target(o);
    model_options own = *o;
    own.rows = o->rows && plan_can_push(g);
    g->target.rows = own.rows && n % 3 == 0;
    own.ram_limit = own.flash_limit = own.row_limit = 0;
    own.stream = o->stream && model_can_stream(g);
    return model_program(g, &own);
}

/* Two inputs for each draw: anything, and the ends of the range. */
static void add_draw(trial *t, const op_program *p, uint64_t seed) {
    const ir_graph *g = p->graph;
    input_set *inputs = NEW_ARRAY(input_set, (size_t)g->input_count);
    for (int i = 0; i < g->input_count; i++) {
        const ir_tensor *x = g->inputs[i];
        inputs[i] = inputs_random(x, 2, seed + (uint64_t)i);
        uint8_t *second = inputs[i].data + ir_bytes(x);
        for (size_t k = 0; ir_type_bytes(x->type) == 1 && k < ir_bytes(x); k++)
            second[k] = second[k] & 1 ? 0x80 : 0x7F;
    }
    trial_add(t, p, inputs, 2);
}

static void report_failure(const trial_case *c, const op_kind *kind, uint64_t seed) {
    text graph = {0};
    ir_print(c->program->graph, &graph);
    fprintf(stderr, "%s, draw seed %llu: %s\n%s\n", kind->ir.name, (unsigned long long)seed,
            c->first_problem, text_string(&graph));
}

/* Draws first .. first + n - 1. Returns how many of them differ. */
static int64_t check_batch(const op_kind *kind, const check_options *o, long long first,
                           long long n) {
    int64_t failures = 0;
    trial t = {0};
    for (long long i = 0; i < n; i++) {
        uint64_t seed = draw_seed(kind, o->seed, first + i);
        add_draw(&t, draw_program(kind, seed, first + i, &o->model), seed);
    }
    trial_run(&t, &o->model, kind->ir.name, "random");
    for (long long i = 0; i < n; i++)
        if (t.cases[i].mismatches) {
            failures++;
            report_failure(&t.cases[i], kind, draw_seed(kind, o->seed, first + i));
        }
    return failures + (t.problem != NULL);
}

/* Draws in batches that fit one firmware; of a batch nothing stays in memory. */
static int64_t check_op(const op_kind *kind, const check_options *o) {
    enum { BATCH = 100 };
    long long count = o->count ? o->count : 200;
    int64_t failures = 0;
    for (long long first = 0; first < count; first += BATCH) {
        void *mark = mem_new(1, 1);
        failures += check_batch(kind, o, first, count - first < BATCH ? count - first : BATCH);
        mem_free_newer(mark);
        mem_free(mark);
    }
    printf("%-20s %6lld draws, %lld differ\n", kind->ir.name, count, (long long)failures);
    fflush(stdout);
    return failures;
}

static int is_chosen(const op_kind *kind, const cli_list *names) {
    for (int i = 0; i < names->count; i++)
        if (strcmp(names->item[i], kind->ir.name) == 0 ||
            strcmp(names->item[i], kind->tflite_name) == 0)
            return 1;
    return names->count == 0;
}

static exit_status check_ops(const cli_list *names, const check_options *o) {
    int64_t failures = 0;
    for (int i = 0; i < names->count; i++)
        if (!op_find(names->item[i]))
            fail(STATUS_USAGE, "unknown operator '%s'; `mote ops` lists them", names->item[i]);
    for (int i = 0; op_kinds[i]; i++)
        if (is_chosen(op_kinds[i], names))
            failures += check_op(op_kinds[i], o);
    if (failures)
        fail(STATUS_BUG, "%lld draws differ from the reference meaning on %s", (long long)failures,
             o->model.target);
    return STATUS_DONE;
}

exit_status cmd_check(int argc, char **argv) {
    check_options o = {.seed = 1};
    cli_option options[] = {
        MODEL_CLI_OPTIONS(o.model),
        {"inputs", CLI_LIST, &o.inputs, "X.npy", "inputs, once for each model input", NULL, 0, 0},
        {"expect", CLI_LIST, &o.expect, "Y.npy", "what the outputs must be, once for each", NULL, 0,
         0},
        {"count", CLI_NUMBER, &o.count, "N",
         "at most N inputs (8 random ones by default); draws with --ops (200)", NULL, 1, 1000000},
        {"seed", CLI_NUMBER, &o.seed, "S", "of random inputs and draws", NULL, 0, 1000000000},
        {"u8", CLI_FLAG, &o.u8, NULL, "uint8 pixels p for an int8 input are q = p - 128", NULL, 0,
         0},
        {"profile", CLI_FLAG, &o.profile, NULL, "a table by operator", NULL, 0, 0},
        {"ops", CLI_FLAG, &o.ops, NULL,
         "check random operators (all, or those named) instead of a model", NULL, 0, 0},
        {"json", CLI_FLAG, &o.json, NULL, "print one JSON object", NULL, 0, 0},
        {0}};
    cli_verb verb = {
        .usage = "mote check MODEL --target T [options] | mote check --ops [OP...] --target T",
        .summary = "Compiles a model for a target, runs it on the emulated core and compares every "
                   "byte of\n"
                   "every output with the reference meaning. Prints what it costs.",
        .example = "  mote check kws.tflite --target cortex-m4 --inputs x.npy --expect y.npy\n"
                   "  mote check --ops conv_2d --target cortex-m0 --count 500\n",
        .options = options,
        .min_arguments = 0,
        .max_arguments = 64};
    if (!cli_parse(&verb, argc, argv))
        return STATUS_DONE;
    model_target(&o.model);
    if (o.ops)
        return check_ops(&verb.arguments, &o);
    if (verb.arguments.count != 1)
        fail(STATUS_USAGE, "give one model, or --ops (usage: %s)", verb.usage);
    return check_model(verb.arguments.item[0], &o);
}
