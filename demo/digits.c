/* Spoken digits on emulated boards: makes one firmware for each board, lets it hear a sound by its
 * serial line, and compares what it computed with this computer, byte for byte.
 *
 *   demo-digits MODEL.tflite SOUND.wav BOARD...      (MODEL.conf beside the model) */
#include <stdio.h>
#include <string.h>

#include "audio/features.h"
#include "audio/wav.h"
#include "base/diag.h"
#include "base/mem.h"
#include "cmd/inputs.h"
#include "cmd/sound.h"
#include "common/firmware.h"
#include "common/line.h"

typedef struct demo {
    firmware_model model;
    const audio_conf *conf;
    audio_pcm pcm;
    const uint8_t *features, *probabilities, *logits; /* of this computer */
} demo;

static size_t output_bytes(const demo *d, int k) {
    return ir_bytes(d->model.program->graph->outputs[k]);
}

/* ---- this computer ---- */

/* The model with the kernels of a target. */
static firmware_model model_for(const char *path, const char *target) {
    firmware_model m = {path, {.target = target, .name = "digits", .logits = 1, .rows = 1}, NULL};
    m.options.optimize = "ram";
    m.program = model_program(model_load(path, &m.options, NULL), &m.options);
    return m;
}

static void load(demo *d, const char *sound_path) {
    firmware_model *m = &d->model;
    *m = model_for(m->path, "host");
    const ir_graph *g = m->program->graph;
    d->conf = sound_front_end(m->path, g);
    d->pcm = audio_wav_read(sound_path, d->conf->logmel.sample_rate_hz);
    d->features = (const uint8_t *)audio_clip_of(d->conf, d->pcm.sample, d->pcm.count);
    void **values = firmware_expected(m, d->features);
    d->probabilities = values[g->outputs[0]->id];
    d->logits = values[g->outputs[1]->id];
}

/* ---- talking to the board ---- */

typedef struct answer {
    const char *features, *logits, *probabilities; /* hexadecimal, of the last clip */
    const char *heard;
    int stack_bytes;
} answer;

static void take_line(answer *a, const char *line) {
    const char *rest;
    if ((rest = line_after(line, "features ")))
        a->features = rest;
    else if ((rest = line_after(line, "logits ")))
        a->logits = rest;
    else if ((rest = line_after(line, "probabilities ")))
        a->probabilities = rest;
    else if ((rest = line_after(line, "heard ")))
        a->heard = rest;
    else if ((rest = line_after(line, "end ")))
        sscanf(rest, "%d", &a->stack_bytes);
}

/* Lines may come before the '.' that acknowledges a block. */
static void send_block(const process *p, const int16_t *pcm, int hop, answer *a) {
    line_transmit(p, "B", 1);
    line_transmit(p, pcm, (size_t)hop * sizeof *pcm);
    for (char c; (c = line_receive(p)) != '.';)
        take_line(a, mem_printf("%c%s", c, line_receive_text(p)));
}

static void speak(const demo *d, const process *p, answer *a) {
    int hop = d->conf->logmel.hop;
    for (int64_t at = 0; at < d->pcm.count; at += hop) {
        int16_t *block = NEW_ARRAY(int16_t, (size_t)hop);
        int64_t n = d->pcm.count - at < hop ? d->pcm.count - at : hop;
        memcpy(block, d->pcm.sample + at, (size_t)n * sizeof *block);
        send_block(p, block, hop, a);
        mem_free(block);
    }
    line_transmit(p, "E", 1);
    while (a->stack_bytes == 0)
        take_line(a, line_receive_text(p));
    line_transmit(p, "Q", 1);
}

static answer listen(const demo *d, const sim_target *t, const char *folder) {
    answer a = {0};
    process p = line_open(t, folder);
    speak(d, &p, &a);
    line_close(&p, t);
    return a;
}

/* ---- what it costs ---- */

typedef struct cost {
    double block_ms, run_ms;
} cost;

static cost measure(const demo *d, const firmware_model *m, const char *board) {
    const char *folder = file_temporary_folder();
    int hop = d->conf->logmel.hop;
    int32_t blocks = (int32_t)(d->pcm.count / hop) + d->conf->clip.frames;
    size_t size = sizeof blocks + (size_t)blocks * (size_t)hop * sizeof(int16_t);
    uint8_t *in = mem_new(size, 1);
    memcpy(in, &blocks, sizeof blocks);
    memcpy(in + sizeof blocks, d->pcm.sample, (size_t)d->pcm.count * sizeof(int16_t));
    file_add_output(mem_printf("%s/in", folder), in, size);
    const sim_target *t = firmware_build(
        m, board, folder, 0, (const char *const[]){"digits/listener.c", "digits/bench.c", NULL});
    double cycles_per_ms = (double)t->clock_hz / 1000;
    sim_count block = sim_count_calls(t, folder, "mote_logmel_push", NULL, blocks);
    firmware_time run = firmware_count_pushes(m, t, folder);
    return (cost){(double)block.most.cycles / cycles_per_ms, run.all_ms};
}

/* ---- comparing ---- */

static void print_heard(const demo *d, const answer *a) {
    int index = -1;
    char label[64] = "";
    if (!a->heard || sscanf(a->heard, "%d %63s", &index, label) != 2 || index < 0 ||
        index >= d->conf->label_count)
        fail(STATUS_BUG, "the board heard nothing");
    printf("  heard    %s, %.1f %%\n", label,
           100 * inputs_real(d->model.program->graph->outputs[0], d->probabilities, index));
}

static void run_board(const demo *d, const char *board) {
    const char *folder = file_temporary_folder();
    firmware_model m = model_for(d->model.path, board);
    const sim_target *t = firmware_build(
        &m, board, folder, 1, (const char *const[]){"digits/listener.c", "digits/main.c", NULL});
    firmware_print_name(t, folder);
    answer a = listen(d, t, folder);
    int same = line_is_hex(a.features, d->features, ir_bytes(d->model.program->graph->inputs[0])) &&
               line_is_hex(a.probabilities, d->probabilities, output_bytes(d, 0)) &&
               line_is_hex(a.logits, d->logits, output_bytes(d, 1));
    if (!same)
        fail(STATUS_BUG, "the board computed other features or logits than this computer");
    print_heard(d, &a);
    printf("  equal    features and logits are those of `mote run`, byte for byte\n");
    cost c = measure(d, &m, board);
    printf("  time     %.1f ms for each 20 ms of sound, %.0f ms for the network (modelled)\n",
           c.block_ms, c.run_ms);
    firmware_print_memory(&m, t, folder, a.stack_bytes);
}

typedef struct arguments {
    int count;
    char **item;
} arguments;

static exit_status body(void *context) {
    const arguments *a = context;
    if (a->count < 4)
        fail(STATUS_USAGE, "usage: demo-digits MODEL.tflite SOUND.wav BOARD...");
    demo d = {.model.path = a->item[1]};
    load(&d, a->item[2]);
    for (int i = 3; i < a->count; i++)
        run_board(&d, a->item[i]);
    return STATUS_DONE;
}

int main(int argc, char **argv) {
    return (int)diag_try(body, &(arguments){argc, argv});
}
