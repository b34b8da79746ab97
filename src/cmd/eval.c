#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/cli.h"
#include "base/mem.h"
#include "cmd/accuracy.h"
#include "cmd/cmd.h"
#include "cmd/trial.h"

/* One firmware run takes so many bytes of inputs and outputs, and so much work (some minutes on an
 * emulated core): a big data set runs in several. */
#define BATCH_BYTES ((int64_t)16 << 20)
#define BATCH_MACS ((int64_t)10000000000)

typedef struct eval_options {
    model_options model;
    const char *data, *labels, *targets;
    long long count;
    int u8, json;
} eval_options;

typedef struct evaluation {
    const ir_graph *graph;
    const op_program *program;
    const char *source_name, *sha256;
    input_set inputs;
    const int32_t *labels;
    accuracy host; /* of the reference meaning */
} evaluation;

/* What generated code did on one target. */
typedef struct target_result {
    const char *target;
    accuracy accuracy;
    int64_t mismatches;  /* inputs with any byte other than the reference's, or a broken promise */
    const char *problem; /* the first, NULL: none */
} target_result;

/* "cortex-m0,cortex-m4" as a list; every name is known. */
static cli_list target_names(const char *list) {
    cli_list names = {0};
    char *word = mem_strdup(list);
    for (int more = 1; more;) {
        char *comma = strchr(word, ',');
        more = comma != NULL;
        if (comma)
            *comma = 0;
        sim_target_load(model_data_folder(), word);
        size_t n = (size_t)names.count;
        names.item = mem_grow(names.item, n, n + 1, sizeof *names.item);
        names.item[names.count++] = word;
        word = comma ? comma + 1 : word;
    }
    return names;
}

static int64_t batch_size(const ir_graph *g) {
    int64_t one = (int64_t)(ir_bytes(g->inputs[0]) + ir_bytes(g->outputs[0]));
    int64_t by_bytes = BATCH_BYTES / one, by_work = BATCH_MACS / (op_graph_macs(g) + 1);
    int64_t n = by_bytes < by_work ? by_bytes : by_work;
    return n > 0 ? n : 1;
}

/* Inputs first .. first + count - 1. */
static void run_batch(evaluation *e, target_result *r, const model_options *o, int64_t first,
                      int64_t count) {
    const ir_graph *g = e->graph;
    const ir_tensor *out = g->outputs[0];
    input_set batch = {count, e->inputs.data + (size_t)first * ir_bytes(g->inputs[0])};
    trial t = {0};
    trial_add(&t, e->program, &batch, count);
    trial_run(&t, o, e->source_name, e->sha256);
    const trial_case *c = &t.cases[0];
    accuracy_add(&r->accuracy, out, c->outputs[0], e->labels + first, count);
    r->mismatches += c->mismatches;
    if (!r->problem)
        r->problem = t.problem ? t.problem : c->first_problem;
    trial_free(&t);
}

static target_result run_target(evaluation *e, const model_options *options, const char *target) {
    target_result r = {.target = target, .accuracy = accuracy_new(e->graph->outputs[0])};
    model_options o = *options;
    o.target = target;
    int64_t batch = batch_size(e->graph);
    for (int64_t first = 0; first < e->inputs.count; first += batch) {
        int64_t left = e->inputs.count - first;
        run_batch(e, &r, &o, first, left < batch ? left : batch);
    }
    return r;
}

static void run_reference(evaluation *e) {
    const ir_graph *g = ir_shipped(e->graph);
    const ir_tensor *in = g->inputs[0], *out = g->outputs[0];
    void **values = op_values_new(g);
    for (int64_t n = 0; n < e->inputs.count; n++) {
        memcpy(values[in->id], e->inputs.data + (size_t)n * ir_bytes(in), ir_bytes(in));
        op_eval_graph(g, values);
        accuracy_add(&e->host, out, values[out->id], e->labels + n, 1);
    }
}

static void load(evaluation *e, const char *path, const eval_options *o) {
    e->graph = model_load(path, &o->model, NULL);
    e->source_name = file_base_name(path);
    e->sha256 = model_sha256(path);
    if (e->graph->input_count != 1)
        fail(STATUS_REFUSED, "eval takes models with one input, this one has %d",
             e->graph->input_count);
    e->host = accuracy_new(e->graph->outputs[0]);
    e->inputs = inputs_read(o->data, e->graph->inputs[0], o->u8, o->count);
    if (e->inputs.count == 0)
        fail(STATUS_REFUSED, "'%s' holds no inputs", o->data);
    e->program = model_program(e->graph, &o->model);
    e->labels = accuracy_read_labels(&e->host, o->labels, e->inputs.count, o->count > 0);
}

static void print_text(const evaluation *e, const target_result *results, int count) {
    printf("%s: %lld inputs\n", e->graph->name, (long long)e->inputs.count);
    printf("%-16s accuracy %6.2f %%\n", "reference", 100 * accuracy_share(&e->host));
    for (int i = 0; i < count; i++) {
        const target_result *r = &results[i];
        printf("%-16s accuracy %6.2f %%, ", r->target, 100 * accuracy_share(&r->accuracy));
        if (r->mismatches)
            printf("%lld inputs differ\n", (long long)r->mismatches);
        else
            printf("every byte equal\n");
    }
    accuracy_print_confusion(&e->host);
}

static void print_json(const evaluation *e, const target_result *results, int count) {
    json_t *targets = json_array();
    for (int i = 0; i < count; i++)
        json_array_append_new(targets,
                              json_pack("{s:s, s:I, s:f, s:I}", "target", results[i].target,
                                        "right", (json_int_t)results[i].accuracy.right, "accuracy",
                                        accuracy_share(&results[i].accuracy), "mismatches",
                                        (json_int_t)results[i].mismatches));
    json_t *all = json_pack("{s:s, s:s, s:I, s:I, s:f, s:o, s:o}", "schema", "mote-eval/1", "model",
                            e->graph->name, "inputs", (json_int_t)e->inputs.count, "right",
                            (json_int_t)e->host.right, "accuracy", accuracy_share(&e->host),
                            "confusion", accuracy_confusion_json(&e->host), "targets", targets);
    json_dumpf(all, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(all);
}

static void eval(const char *path, const eval_options *o) {
    if (!o->data || !o->labels || !o->targets)
        fail(STATUS_USAGE, "eval needs --data X.npy, --labels Y.npy and --target T[,T...]");
    evaluation e = {0};
    cli_list names = target_names(o->targets);
    load(&e, path, o);
    run_reference(&e);
    target_result *results = NEW_ARRAY(target_result, (size_t)names.count);
    for (int i = 0; i < names.count; i++)
        results[i] = run_target(&e, &o->model, names.item[i]);
    if (o->json)
        print_json(&e, results, names.count);
    else
        print_text(&e, results, names.count);
    for (int i = 0; i < names.count; i++)
        if (results[i].problem)
            fail(STATUS_BUG, "generated code is wrong on %s: %s", results[i].target,
                 results[i].problem);
}

exit_status cmd_eval(int argc, char **argv) {
    eval_options o = {0};
    cli_option options[] = {
        {"data", CLI_TEXT, &o.data, "X.npy", "the inputs, as for `mote run`", NULL, 0, 0},
        {"labels", CLI_TEXT, &o.labels, "Y.npy", "the class of each input, integers [N]", NULL, 0,
         0},
        {"target", CLI_TEXT, &o.targets, "T[,T...]", "where to run; `mote targets` lists them",
         NULL, 0, 0},
        {"u8", CLI_FLAG, &o.u8, NULL, "uint8 pixels p for an int8 input are q = p - 128", NULL, 0,
         0},
        {"count", CLI_NUMBER, &o.count, "N", "at most the first N inputs", NULL, 1, 1000000000},
        {"optimize", CLI_TEXT, &o.model.optimize, "GOAL", "what matters most", "speed|size|ram", 0,
         0},
        {"io", CLI_TEXT, &o.model.io, "MODE",
         "keep float or uint8 inputs and outputs, or cut them to int8", "keep|int8", 0, 0},
        {"json", CLI_FLAG, &o.json, NULL, "print one JSON object", NULL, 0, 0},
        {0}};
    cli_verb verb = {
        .usage = "mote eval MODEL --data X.npy --labels Y.npy --target T[,T...] [options]",
        .summary = "The accuracy of a model's generated code on emulated cores: every input runs "
                   "on every core,\nand every output must equal the reference meaning byte for "
                   "byte.",
        .example = "  mote eval kws.tflite --data inputs.npy --labels labels.npy --target "
                   "cortex-m0,cortex-m4\n",
        .options = options,
        .min_arguments = 1,
        .max_arguments = 1};
    if (!cli_parse(&verb, argc, argv))
        return STATUS_DONE;
    eval(verb.arguments.item[0], &o);
    return STATUS_DONE;
}
