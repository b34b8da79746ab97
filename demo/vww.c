/* Person detection on an emulated board whose memory the picture would not fit in: makes the
 * firmware, shows it images as a camera would, row by row, by its serial line, and compares what it
 * computed with this computer, byte for byte.
 *
 *   demo-vww MODEL.tflite BOARD IMAGE...      IMAGE: my.png, or images.npy:3 for the fourth in
 * there; a labels.npy beside images.npy says what is there */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/mem.h"
#include "cmd/inputs.h"
#include "common/firmware.h"
#include "common/line.h"

static const char *const classes[2] = {"no person", "person"};

/* ---- images ---- */

typedef struct picture {
    const char *name;
    const uint8_t *data; /* the model's input */
    int label;           /* of classes, -1: not known */
} picture;

static int label_of(const char *images, int64_t index) {
    const char *path = mem_printf("%s/labels.npy", file_folder_name(images));
    if (access(path, F_OK) != 0)
        return -1;
    npy labels = npy_read(path);
    return index < labels.count ? npy_value(&labels, index) > 0 : -1;
}

static picture read_picture(const ir_tensor *input, const char *name) {
    const char *colon = strrchr(name, ':');
    if (!colon || !file_has_suffix(mem_printf("%.*s", (int)(colon - name), name), ".npy"))
        return (picture){name, inputs_read(name, input, 1, 1).data, -1};
    const char *path = mem_printf("%.*s", (int)(colon - name), name);
    char *end;
    long long index = strtoll(colon + 1, &end, 10);
    if (end == colon + 1 || *end || index < 0 || index > 1000000)
        fail(STATUS_USAGE, "'%s' is no number of an image in '%s'", colon + 1, path);
    input_set all = inputs_read(path, input, 1, index + 1);
    if (all.count <= index)
        fail(STATUS_REFUSED, "'%s' holds %lld images; the first is number 0", path,
             (long long)all.count);
    return (picture){name, all.data + (size_t)index * ir_bytes(input), label_of(path, index)};
}

/* ---- the model ---- */

static firmware_model load(const char *path) {
    firmware_model m = {
        .path = path,
        .options = {.target = "host", .name = "person", .logits = 1, .rows = 1, .optimize = "ram"}};
    const ir_graph *g = model_load(path, &m.options, NULL);
    diag_set_file(path);
    if (g->input_count != 1 || g->inputs[0]->type != IR_INT8 || g->inputs[0]->shape.rank != 4 ||
        g->output_count != 2 || ir_elements(g->outputs[0]) != 2 || ir_bytes(g->outputs[0]) != 2)
        fail(STATUS_REFUSED, "the demo needs a model that takes one int8 picture and gives the "
                             "probabilities of no person and of a person (int8, by SOFTMAX), such "
                             "as MLPerf Tiny's vww_96_int8.tflite");
    m.program = model_program(g, &m.options);
    diag_set_file(NULL);
    return m;
}

/* ---- the camera ---- */

/* Shows one image. Returns how much stack the board took so far. */
static int show(const firmware_model *m, const process *p, const picture *image) {
    const ir_graph *g = m->program->graph;
    op_rows rows = op_kernel_plain_rows(g->inputs[0]);
    void **expected = firmware_expected(m, image->data);
    uint8_t *pixels = NEW_ARRAY(uint8_t, (size_t)rows.row_bytes);
    line_transmit(p, "I", 1);
    for (int32_t y = 0; y < rows.height; y++) {
        if (line_receive(p) != 'r')
            fail(STATUS_BUG, "the board does not ask for row %d", y);
        for (int32_t i = 0; i < rows.row_bytes; i++)
            pixels[i] = image->data[y * rows.row_bytes + i] ^ 0x80;
        line_transmit(p, pixels, (size_t)rows.row_bytes);
    }
    const char *logits = line_after(line_receive_text(p), "logits ");
    const char *probabilities = line_after(line_receive_text(p), "probabilities ");
    const char *stack = line_after(line_receive_text(p), "stack ");
    const uint8_t *seen = expected[g->outputs[0]->id];
    if (!stack || !line_is_hex(probabilities, seen, ir_bytes(g->outputs[0])) ||
        !line_is_hex(logits, expected[g->outputs[1]->id], ir_bytes(g->outputs[1])))
        fail(STATUS_BUG, "the board computed other logits of %s than this computer", image->name);
    int best = (int8_t)seen[1] > (int8_t)seen[0];
    printf("  %-9s %5.1f %%   %s", classes[best], 100 * inputs_real(g->outputs[0], seen, best),
           file_base_name(image->name));
    printf(image->label >= 0 ? ", labelled %s\n" : "\n", classes[image->label == 1]);
    fflush(stdout);
    return atoi(stack);
}

/* ---- what it costs ---- */

static void print_time(const firmware_model *m, const char *board, const picture *image) {
    const char *folder = file_temporary_folder();
    const ir_tensor *input = m->program->graph->inputs[0];
    file_add_output(mem_printf("%s/in", folder), image->data, ir_bytes(input));
    const sim_target *t =
        firmware_build(m, board, folder, 0, (const char *const[]){"vww/bench.c", NULL});
    firmware_time time = firmware_count_pushes(m, t, folder);
    printf("  time     %.0f ms for an image, at most %.0f ms for a row (modelled)\n", time.all_ms,
           time.most_ms);
}

static void run_board(const firmware_model *m, const char *board, const picture *images,
                      int count) {
    const char *folder = file_temporary_folder();
    const ir_tensor *input = m->program->graph->inputs[0];
    const sim_target *t =
        firmware_build(m, board, folder, 1, (const char *const[]){"vww/main.c", NULL});
    firmware_print_name(t, folder);
    process p = line_open(t, folder);
    int stack_bytes = 0;
    for (int i = 0; i < count; i++)
        stack_bytes = show(m, &p, &images[i]);
    line_transmit(&p, "Q", 1);
    line_close(&p, t);
    printf("  equal    logits and probabilities are those of `mote run`, byte for byte\n");
    print_time(m, board, &images[0]);
    firmware_print_memory(m, t, folder, stack_bytes);
    printf("  picture  %zu bytes that are never in memory: %d bytes of a row, and an arena of %d\n",
           ir_bytes(input), op_kernel_plain_rows(input).row_bytes,
           op_program_arena_bytes(m->program, sim_pointer_bytes(t)));
}

typedef struct arguments {
    int count;
    char **item;
} arguments;

static exit_status body(void *context) {
    const arguments *a = context;
    if (a->count < 4)
        fail(STATUS_USAGE, "usage: demo-vww MODEL.tflite BOARD IMAGE...");
    firmware_model m = load(a->item[1]);
    int count = a->count - 3;
    picture *images = NEW_ARRAY(picture, (size_t)count);
    for (int i = 0; i < count; i++)
        images[i] = read_picture(m.program->graph->inputs[0], a->item[3 + i]);
    run_board(&m, a->item[2], images, count);
    return STATUS_DONE;
}

int main(int argc, char **argv) {
    return (int)diag_try(body, &(arguments){argc, argv});
}
