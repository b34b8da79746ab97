/* Spoken digits on emulated boards: makes one firmware for each board, lets it hear a sound by its
 * serial line, and compares what it computed with this computer, byte for byte.
 *
 *   demo MODEL.tflite SOUND.wav BOARD...      (MODEL.conf beside the model) */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "audio/features.h"
#include "audio/wav.h"
#include "base/diag.h"
#include "base/mem.h"
#include "base/process.h"
#include "base/sha256.h"
#include "cmd/model.h"
#include "cmd/sound.h"
#include "sim/elf.h"

#define ANSWER_TIMEOUT_S 120

typedef struct demo {
    const char *model_path;
    model_options options;
    const audio_conf *conf;
    op_program *program;
    audio_pcm pcm;
    const uint8_t *features, *probabilities, *logits; /* of this computer */
} demo;

static size_t output_bytes(const demo *d, int k) {
    return ir_bytes(d->program->graph->outputs[k]);
}

/* ---- this computer ---- */

static void load(demo *d, const char *sound_path) {
    d->options = (model_options){.target = "host", .name = "digits", .logits = 1};
    const ir_graph *g = model_load(d->model_path, &d->options, NULL);
    d->program = model_program(g, &d->options);
    d->conf = sound_front_end(d->model_path, g);
    d->pcm = audio_wav_read(sound_path, d->conf->logmel.sample_rate_hz);
    d->features = (const uint8_t *)audio_clip_of(d->conf, d->pcm.sample, d->pcm.count);
    void **values = op_values_new(g);
    memcpy(values[g->inputs[0]->id], d->features, ir_bytes(g->inputs[0]));
    op_eval_graph(g, values);
    d->probabilities = values[g->outputs[0]->id];
    d->logits = values[g->outputs[1]->id];
}

/* ---- the firmware ---- */

static void add(cli_list *list, const char *item) {
    size_t n = (size_t)list->count;
    list->item = mem_grow(list->item, n, n + 1, sizeof *list->item);
    list->item[list->count++] = item;
}

static void write_sources(const demo *d, const char *board, const char *folder, cli_list *sources) {
    model_options o = d->options;
    o.target = board;
    emit_files files =
        model_emit(d->program, file_base_name(d->model_path), model_sha256(d->model_path), &o);
    model_emit_front_end(d->model_path, d->program->graph, &files);
    file_make_folder(mem_printf("%s/mote", folder));
    for (int i = 0; i < files.count; i++) {
        file_add_output(mem_printf("%s/%s", folder, files.file[i].path), files.file[i].content,
                        strlen(files.file[i].content));
        if (file_has_suffix(files.file[i].path, ".c"))
            add(sources, files.file[i].path);
    }
    file_commit();
}

/* `main_source` and what it needs, as `folder`/firmware. */
static const sim_target *build(const demo *d, const char *board, const char *folder,
                               const char *main_source) {
    const char *data = model_data_folder();
    const sim_target *t = sim_target_load(data, board);
    cli_list sources = {0}, none = {0};
    write_sources(d, board, folder, &sources);
    add(&sources, mem_printf("%s/demo/digits/listener.c", data));
    add(&sources, mem_printf("%s/demo/digits/%s", data, main_source));
    if (strcmp(main_source, "main.c") == 0)
        add(&sources, mem_printf("%s/demo/board/%s.c", data, t->name));
    sim_build(t, data, folder, &sources, &none);
    return t;
}

/* ---- talking to the board ---- */

typedef struct answer {
    const char *features, *logits, *probabilities; /* hexadecimal, of the last clip */
    const char *heard;
    int stack_bytes;
} answer;

static char receive(const process *p) {
    char c;
    ssize_t n = read(p->from, &c, 1);
    if (n != 1)
        fail(STATUS_BUG, "the board stopped answering");
    return c;
}

static const char *receive_line(const process *p) {
    text line = {0};
    for (char c; (c = receive(p)) != '\n';)
        text_add(&line, "%c", c);
    return text_string(&line);
}

static const char *after(const char *line, const char *word) {
    size_t n = strlen(word);
    return strncmp(line, word, n) == 0 ? line + n : NULL;
}

static void take_line(answer *a, const char *line) {
    const char *rest;
    if ((rest = after(line, "features ")))
        a->features = rest;
    else if ((rest = after(line, "logits ")))
        a->logits = rest;
    else if ((rest = after(line, "probabilities ")))
        a->probabilities = rest;
    else if ((rest = after(line, "heard ")))
        a->heard = rest;
    else if ((rest = after(line, "end ")))
        sscanf(rest, "%d", &a->stack_bytes);
}

static void transmit(const process *p, const void *data, size_t size) {
    for (const char *at = data; size > 0;) {
        ssize_t n = write(p->to, at, size);
        if (n <= 0)
            fail(STATUS_BUG, "the board takes no more bytes");
        at += n;
        size -= (size_t)n;
    }
}

/* Lines may come before the '.' that acknowledges a block. */
static void send_block(const process *p, const int16_t *pcm, int hop, answer *a) {
    transmit(p, "B", 1);
    transmit(p, pcm, (size_t)hop * sizeof *pcm);
    for (char c; (c = receive(p)) != '.';)
        take_line(a, mem_printf("%c%s", c, receive_line(p)));
}

static void speak(const demo *d, const process *p, answer *a) {
    int hop = d->conf->logmel.hop;
    while (strcmp(receive_line(p), "ready") != 0) {
    }
    for (int64_t at = 0; at < d->pcm.count; at += hop) {
        int16_t *block = NEW_ARRAY(int16_t, (size_t)hop);
        int64_t n = d->pcm.count - at < hop ? d->pcm.count - at : hop;
        memcpy(block, d->pcm.sample + at, (size_t)n * sizeof *block);
        send_block(p, block, hop, a);
        mem_free(block);
    }
    transmit(p, "E", 1);
    while (a->stack_bytes == 0)
        take_line(a, receive_line(p));
    transmit(p, "Q", 1);
}

static answer listen(const demo *d, const sim_target *t, const char *folder) {
    process_require((tool){"qemu-system-arm", "qemu-system-arm"});
    const char *const argv[] = {"qemu-system-arm",
                                "-M",
                                t->machine,
                                "-nographic",
                                "-monitor",
                                "none",
                                "-serial",
                                "stdio",
                                "-semihosting-config",
                                "enable=on,target=native",
                                "-kernel",
                                "firmware",
                                NULL};
    answer a = {0};
    process p = process_open(argv, folder);
    speak(d, &p, &a);
    int status = process_close(&p, ANSWER_TIMEOUT_S);
    if (status != 0)
        fail(STATUS_BUG, "the emulated %s ended with exit code %d", t->board, status);
    return a;
}

/* ---- what it costs ---- */

typedef struct cost {
    double block_ms, run_ms;
} cost;

static cost measure(const demo *d, const char *board) {
    const char *folder = file_temporary_folder();
    int hop = d->conf->logmel.hop;
    int32_t blocks = (int32_t)(d->pcm.count / hop) + d->conf->clip.frames;
    size_t size = sizeof blocks + (size_t)blocks * (size_t)hop * sizeof(int16_t);
    uint8_t *in = mem_new(size, 1);
    memcpy(in, &blocks, sizeof blocks);
    memcpy(in + sizeof blocks, d->pcm.sample, (size_t)d->pcm.count * sizeof(int16_t));
    file_add_output(mem_printf("%s/in", folder), in, size);
    const sim_target *t = build(d, board, folder, "bench.c");
    double cycles_per_ms = (double)t->clock_hz / 1000;
    sim_count block = sim_count_calls(t, folder, "mote_logmel_push", NULL, blocks);
    sim_count run = sim_count_calls(t, folder, "digits_run", NULL, 1);
    return (cost){(double)block.most.cycles / cycles_per_ms,
                  (double)run.most.cycles / cycles_per_ms};
}

static void print_memory(const sim_target *t, const char *folder, const answer *a) {
    bytes elf = file_read(mem_printf("%s/firmware", folder));
    long long data = elf_section_bytes(elf, ".data"), bss = elf_section_bytes(elf, ".bss");
    long long flash = 64 + data + elf_section_bytes(elf, ".harness") +
                      elf_section_bytes(elf, ".text") + elf_section_bytes(elf, ".ARM.exidx");
    printf("  flash    %6lld of %lld bytes\n", flash, (long long)t->flash_bytes);
    printf("  RAM      %6lld of %lld bytes, %d of them stack\n", data + bss + a->stack_bytes,
           (long long)t->ram_bytes, a->stack_bytes);
}

/* ---- comparing ---- */

static int equals_hex(const char *hex, const uint8_t *data, size_t size) {
    text expected = {0};
    for (size_t i = 0; i < size; i++)
        text_add(&expected, "%02x", data[i]);
    return hex && strcmp(hex, text_string(&expected)) == 0;
}

static void print_heard(const demo *d, const answer *a) {
    int index = -1;
    char label[64] = "";
    if (!a->heard || sscanf(a->heard, "%d %63s", &index, label) != 2 || index < 0 ||
        index >= d->conf->label_count)
        fail(STATUS_BUG, "the board heard nothing");
    printf("  heard    %s, %.1f %%\n", label,
           100 * inputs_real(d->program->graph->outputs[0], d->probabilities, index));
}

static void run_board(const demo *d, const char *board) {
    const char *folder = file_temporary_folder();
    const sim_target *t = build(d, board, folder, "main.c");
    printf("%s (%s, %lld MHz), firmware sha256 %.16s\n", t->board, t->core,
           (long long)t->clock_hz / 1000000, model_sha256(mem_printf("%s/firmware", folder)));
    fflush(stdout);
    answer a = listen(d, t, folder);
    int same = equals_hex(a.features, d->features, ir_bytes(d->program->graph->inputs[0])) &&
               equals_hex(a.probabilities, d->probabilities, output_bytes(d, 0)) &&
               equals_hex(a.logits, d->logits, output_bytes(d, 1));
    if (!same)
        fail(STATUS_BUG, "the board computed other features or logits than this computer");
    print_heard(d, &a);
    printf("  equal    features and logits are those of `mote run`, byte for byte\n");
    cost c = measure(d, board);
    printf("  time     %.1f ms for each 20 ms of sound, %.0f ms for the network (modelled)\n",
           c.block_ms, c.run_ms);
    print_memory(t, folder, &a);
}

typedef struct arguments {
    int count;
    char **item;
} arguments;

static exit_status body(void *context) {
    const arguments *a = context;
    if (a->count < 4)
        fail(STATUS_USAGE, "usage: demo MODEL.tflite SOUND.wav BOARD...");
    demo d = {.model_path = a->item[1]};
    load(&d, a->item[2]);
    for (int i = 3; i < a->count; i++)
        run_board(&d, a->item[i]);
    return STATUS_DONE;
}

int main(int argc, char **argv) {
    return (int)diag_try(body, &(arguments){argc, argv});
}
