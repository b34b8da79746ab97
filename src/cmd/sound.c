#include "cmd/sound.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "audio/features.h"
#include "audio/wav.h"
#include "base/diag.h"
#include "base/mem.h"

#define TEXT_LINES 3 /* of the best, without --json */

int sound_is(const char *path) {
    return file_has_suffix(path, ".wav");
}

static void check_labels(const audio_conf *conf, const ir_tensor *output) {
    if (conf->label_count > 0 && conf->label_count != ir_elements(output))
        fail(STATUS_REFUSED, "%d labels, but output '%s' has %lld values", conf->label_count,
             output->name, (long long)ir_elements(output));
    for (int i = 0; i < conf->label_count; i++) {
        json_t *label = json_string(conf->labels[i]);
        if (!label)
            fail(STATUS_REFUSED, "label %d is not UTF-8", i);
        json_decref(label);
    }
}

const audio_conf *sound_front_end(const char *model_path, const ir_graph *g) {
    const char *path = audio_conf_path(model_path);
    if (access(path, F_OK) != 0)
        fail(STATUS_REFUSED,
             "a sound needs the front end that the model was trained with, but there is no %s; "
             "doc/audio.md says how to write one",
             path);
    const audio_conf *conf = audio_conf_read(path);
    diag_set_file(path);
    const ir_tensor *input = g->inputs[0];
    if (g->input_count != 1 || input->type != IR_INT8 ||
        ir_elements(input) != (int64_t)conf->clip.frames * conf->clip.bands)
        fail(STATUS_REFUSED, "a clip is int8 [%d,%d], but input '%s' of the model is %s %s",
             conf->clip.frames, conf->clip.bands, input->name, ir_type_name(input->type),
             ir_shape_text(&input->shape));
    check_labels(conf, g->outputs[0]);
    diag_set_file(NULL);
    return conf;
}

input_set sound_read(const char *path, const audio_conf *conf) {
    audio_pcm pcm = audio_wav_read(path, conf->logmel.sample_rate_hz);
    return (input_set){1, (uint8_t *)audio_clip_of(conf, pcm.sample, pcm.count)};
}

typedef struct ranking {
    const ir_tensor *tensor;
    const uint8_t *output;
} ranking;

static int compare(const void *a, const void *b, void *context) {
    const ranking *r = context;
    int32_t i = *(const int32_t *)a, j = *(const int32_t *)b;
    double vi = inputs_real(r->tensor, r->output, i), vj = inputs_real(r->tensor, r->output, j);
    return vi > vj ? -1 : vi < vj ? 1 : i < j ? -1 : 1;
}

/* Output indices, highest value first; the lowest index wins a tie. */
static int32_t *ranked(const ir_tensor *t, const uint8_t *output) {
    size_t count = (size_t)ir_elements(t);
    int32_t *order = NEW_ARRAY(int32_t, count);
    for (size_t i = 0; i < count; i++)
        order[i] = (int32_t)i;
    ranking r = {t, output};
    qsort_r(order, count, sizeof *order, compare, &r);
    return order;
}

static const char *label_of(const audio_conf *conf, int32_t index) {
    return conf->label_count > 0 ? conf->labels[index] : mem_printf("%d", index);
}

static void print_json(const ir_graph *g, const uint8_t *output, const audio_conf *conf,
                       const int32_t *order, int32_t count) {
    json_t *top = json_array();
    for (int32_t i = 0; i < count; i++)
        json_array_append_new(top, json_pack("{s:I, s:s, s:f}", "index", (json_int_t)order[i],
                                             "label", label_of(conf, order[i]), "probability",
                                             inputs_real(g->outputs[0], output, order[i])));
    json_t *all = json_pack("{s:s, s:s, s:I, s:o}", "schema", "mote-run/1", "model", g->name,
                            "inputs", (json_int_t)1, "top", top);
    json_dumpf(all, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(all);
}

void sound_print(const ir_graph *g, const uint8_t *output, const audio_conf *conf, int json) {
    const ir_tensor *t = g->outputs[0];
    int32_t count = (int32_t)ir_elements(t), *order = ranked(t, output);
    if (json) {
        print_json(g, output, conf, order, count);
        return;
    }
    for (int32_t i = 0; i < count && i < TEXT_LINES; i++)
        printf("%-12s %5.1f %%\n", label_of(conf, order[i]),
               100 * inputs_real(t, output, order[i]));
}
