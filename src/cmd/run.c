#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cli.h"
#include "base/mem.h"
#include "cmd/accuracy.h"
#include "cmd/cmd.h"
#include "cmd/inputs.h"
#include "cmd/model.h"
#include "cmd/sound.h"

typedef struct run_options {
    model_options model;
    const char *out, *labels, *layers;
    int real, u8, json;
    long long count;
} run_options;

typedef struct session {
    const ir_graph *graph;
    void **values;     /* of the input at hand, by tensor id */
    input_set *inputs; /* one per model input */
    uint8_t **outputs; /* per model output: all results, one after the other */
    int64_t count;
    const audio_conf *front_end; /* NULL unless the input is a sound */
    const int32_t *labels;       /* of the inputs, NULL: none */
    accuracy *accuracy;          /* with labels only */
} session;

static void read_inputs(session *s, const cli_list *files, const run_options *o) {
    const ir_graph *g = s->graph;
    if (files->count != g->input_count)
        fail(STATUS_USAGE, "the model has %d inputs, give one file for each (in this order: %s...)",
             g->input_count, g->inputs[0]->name);
    s->inputs = NEW_ARRAY(input_set, (size_t)g->input_count);
    for (int i = 0; i < g->input_count; i++) {
        s->inputs[i] = s->front_end ? sound_read(files->item[i], s->front_end)
                                    : inputs_read(files->item[i], g->inputs[i], o->u8, o->count);
        if (i == 0 || s->inputs[i].count < s->count)
            s->count = s->inputs[i].count;
    }
    for (int i = 0; i < g->input_count; i++)
        if (o->count == 0 && s->inputs[i].count != s->count)
            fail(STATUS_REFUSED, "the input files hold different numbers of inputs");
}

static const char *layer_path(const char *folder, const ir_op *op) {
    return mem_printf("%s/op%02d_%s.npy", folder, op->index, op->kind->name);
}

static void collect_layers(const session *s, uint8_t **layers, int64_t input) {
    for (int i = 0; i < s->graph->op_count; i++) {
        const ir_tensor *t = s->graph->ops[i]->output;
        memcpy(layers[i] + (size_t)input * ir_bytes(t), s->values[t->id], ir_bytes(t));
    }
}

static void evaluate(session *s, uint8_t **layers) {
    const ir_graph *g = s->graph;
    s->values = op_values_new(g);
    s->outputs = NEW_ARRAY(uint8_t *, (size_t)g->output_count);
    for (int k = 0; k < g->output_count; k++)
        s->outputs[k] = mem_new((size_t)s->count, ir_bytes(g->outputs[k]));
    for (int64_t n = 0; n < s->count; n++) {
        for (int k = 0; k < g->input_count; k++) {
            size_t size = ir_bytes(g->inputs[k]);
            memcpy(s->values[g->inputs[k]->id], s->inputs[k].data + (size_t)n * size, size);
        }
        op_eval_graph(g, s->values);
        for (int k = 0; k < g->output_count; k++) {
            size_t size = ir_bytes(g->outputs[k]);
            memcpy(s->outputs[k] + (size_t)n * size, s->values[g->outputs[k]->id], size);
        }
        if (layers)
            collect_layers(s, layers, n);
    }
}

static void add_array(const char *path, npy a) {
    bytes file = npy_format(&a);
    file_add_output(path, file.data, file.size);
}

static void write_layers(const session *s, uint8_t **layers, const char *folder) {
    file_make_folder(folder);
    for (int i = 0; i < s->graph->op_count; i++)
        add_array(layer_path(folder, s->graph->ops[i]),
                  inputs_as_array(s->graph->ops[i]->output, s->count, layers[i]));
}

static npy as_real(const ir_tensor *t, int64_t count, const void *data) {
    npy a = inputs_as_array(t, count, data);
    float *real = NEW_ARRAY(float, (size_t)a.count);
    for (int64_t i = 0; i < a.count; i++)
        real[i] = (float)inputs_real(t, data, i);
    a.type = NPY_FLOAT32;
    a.data = (uint8_t *)real;
    return a;
}

/* With several outputs, OUT.npy becomes OUT.0.npy, OUT.1.npy, ... */
static void write_outputs(const session *s, const run_options *o) {
    const ir_graph *g = s->graph;
    for (int k = 0; k < g->output_count; k++) {
        const char *path = o->out;
        size_t stem = strlen(path) - (file_has_suffix(path, ".npy") ? 4 : 0);
        if (g->output_count > 1)
            path = mem_printf("%.*s.%d.npy", (int)stem, path, k);
        add_array(path, o->real ? as_real(g->outputs[k], s->count, s->outputs[k])
                                : inputs_as_array(g->outputs[k], s->count, s->outputs[k]));
    }
}

static void print_text(const session *s) {
    const ir_tensor *t = s->graph->outputs[0];
    for (int64_t n = 0; n < s->count; n++) {
        int32_t top = accuracy_winner(t, s->outputs[0], n);
        printf("%lld: index %d, value %.6g\n", (long long)n, top,
               inputs_real(t, s->outputs[0], n * ir_elements(t) + top));
    }
}

static void print_json(const session *s) {
    const ir_tensor *t = s->graph->outputs[0];
    json_t *results = json_array();
    for (int64_t n = 0; n < s->count; n++) {
        int32_t top = accuracy_winner(t, s->outputs[0], n);
        json_array_append_new(results,
                              json_pack("{s:I, s:f}", "index", (json_int_t)top, "value",
                                        inputs_real(t, s->outputs[0], n * ir_elements(t) + top)));
    }
    json_t *all = json_pack("{s:s, s:s, s:I, s:o}", "schema", "mote-run/1", "model", s->graph->name,
                            "inputs", (json_int_t)s->count, "top", results);
    if (s->accuracy) {
        json_object_set_new(all, "right", json_integer((json_int_t)s->accuracy->right));
        json_object_set_new(all, "accuracy", json_real(accuracy_share(s->accuracy)));
        json_object_set_new(all, "confusion", accuracy_confusion_json(s->accuracy));
    }
    json_dumpf(all, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(all);
}

/* Before the long work, so that a wrong file is refused at once. */
static void read_labels(session *s, const run_options *o) {
    if (s->front_end)
        fail(STATUS_USAGE, "--labels goes with .npy inputs, not with a sound");
    s->accuracy = NEW(accuracy);
    *s->accuracy = accuracy_new(s->graph->outputs[0]);
    s->labels = accuracy_read_labels(s->accuracy, o->labels, s->count, o->count > 0);
}

static void print_accuracy(const accuracy *a) {
    printf("accuracy %.2f %%, %lld of %lld\n", 100 * accuracy_share(a), (long long)a->right,
           (long long)a->count);
    accuracy_print_confusion(a);
}

static void print_results(const session *s, const run_options *o) {
    int to_stdout = o->out && strcmp(o->out, "-") == 0;
    if (s->front_end && (o->json || !to_stdout))
        sound_print(s->graph, s->outputs[0], s->front_end, o->json);
    else if (o->json)
        print_json(s);
    else if (!to_stdout && s->labels)
        print_accuracy(s->accuracy);
    else if (!to_stdout)
        print_text(s);
}

/* What is printed is made first, since nothing may fail once the files are there, and shown last,
 * since they may not come to be there. */
static void show(const session *s, const run_options *o) {
    char *shown = NULL;
    size_t length = 0;
    FILE *out = stdout, *held = open_memstream(&shown, &length);
    if (!held)
        fail(STATUS_REFUSED, "out of memory");
    stdout = held;
    print_results(s, o);
    stdout = out;
    fclose(held);
    file_commit();
    fwrite(shown, 1, length, stdout);
    free(shown);
}

static void run(const char *model, const cli_list *files, const run_options *o) {
    session s = {.graph = model_load(model, &o->model, "")};
    if (files->count == 1 && sound_is(files->item[0]))
        s.front_end = sound_front_end(model, s.graph);
    read_inputs(&s, files, o);
    if (o->labels)
        read_labels(&s, o);
    uint8_t **layers = NULL;
    if (o->layers) {
        layers = NEW_ARRAY(uint8_t *, (size_t)s.graph->op_count);
        for (int i = 0; i < s.graph->op_count; i++)
            layers[i] = mem_new((size_t)s.count, ir_bytes(s.graph->ops[i]->output));
    }
    evaluate(&s, layers);
    if (s.labels)
        accuracy_add(s.accuracy, s.graph->outputs[0], s.outputs[0], s.labels, s.count);
    if (o->layers)
        write_layers(&s, layers, o->layers);
    if (o->out)
        write_outputs(&s, o);
    show(&s, o);
}

exit_status cmd_run(int argc, char **argv) {
    run_options o = {.model = {.target = "host"}};
    cli_option options[] = {
        {"o", CLI_TEXT, &o.out, "OUT.npy", "write the outputs", NULL, 0, 0},
        {"float", CLI_FLAG, &o.real, NULL, "write real values instead of the tensor's own type",
         NULL, 0, 0},
        {"u8", CLI_FLAG, &o.u8, NULL, "uint8 pixels p for an int8 input are q = p - 128", NULL, 0,
         0},
        {"labels", CLI_TEXT, &o.labels, "Y.npy",
         "the class of each input, integers [N]: accuracy and confusion matrix", NULL, 0, 0},
        {"layers", CLI_TEXT, &o.layers, "DIR", "write every operator's output as DIR/opNN_<op>.npy",
         NULL, 0, 0},
        {"count", CLI_NUMBER, &o.count, "N", "at most the first N inputs", NULL, 1, 1000000000},
        {"io", CLI_TEXT, &o.model.io, "MODE",
         "keep float or uint8 inputs and outputs, or cut them to int8", "keep|int8", 0, 0},
        {"json", CLI_FLAG, &o.json, NULL, "print one JSON object", NULL, 0, 0},
        {0}};
    cli_verb verb = {.usage = "mote run MODEL INPUT... [-o OUT.npy] [options]",
                     .summary =
                         "Runs a model on this computer: the reference meaning, which "
                         "generated code must equal\nbyte for byte. INPUT is a .npy file "
                         "[N, shape without batch] or a .png image,\none for each model input; or "
                         "a .wav file, where MODEL's front end lies beside it as .conf.",
                     .example = "  mote run kws.tflite inputs.npy -o outputs.npy\n",
                     .options = options,
                     .min_arguments = 2,
                     .max_arguments = 64};
    if (!cli_parse(&verb, argc, argv))
        return STATUS_DONE;
    cli_list files = {verb.arguments.count - 1, verb.arguments.item + 1};
    run(verb.arguments.item[0], &files, &o);
    return STATUS_DONE;
}
