/* make_seeds FOLDER: files for the fuzzers to start from, in a folder for each target. Small models
 * of every operator, as .tflite and in the text form; images, sounds and arrays of every kind. */
#include <png.h>
#include <sndfile.h>
#include <string.h>

#include "base/diag.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/npy.h"
#include "cost/catalog.h"
#include "op/op.h"
#include "test/unit/random_graph.h"
#include "test/unit/tflite_writer.h"

#define DRAWS 2
#define GRAPHS 8

static const char *folder;

static void add_seed(const char *target, const char *name, const void *data, size_t size) {
    const char *inside = mem_printf("%s/%s", folder, target);
    void *copy = mem_new(size + 1, 1);
    memcpy(copy, data, size);
    file_make_folder(inside);
    file_add_output(mem_printf("%s/%s", inside, name), copy, size);
}

static void add_graph(const ir_graph *g, const char *name) {
    bytes file = written_bytes(written_from_graph(g));
    text source = {0};
    ir_print(g, &source);
    add_seed("compile", name, file.data, file.size);
    add_seed("ir", name, source.data, source.length);
    /* The walk of fuzz_flatbuffer.c: subgraph, tensors, quantisation, scales. */
    uint8_t *walk = mem_new(file.size + 16, 1);
    memcpy(walk, "\x12\x10\x04\x22\x32", 5);
    memcpy(walk + 16, file.data, file.size);
    add_seed("flatbuffer", name, walk, file.size + 16);
}

static void add_models(void) {
    for (int k = 0; op_kinds[k]; k++)
        for (int seed = 1; seed <= DRAWS; seed++) {
            rng r;
            rng_seed(&r, (uint64_t)seed);
            ir_graph *g = ir_graph_new("seed");
            op_kinds[k]->random(&r, g);
            add_graph(g, mem_printf("%s%d", op_kinds[k]->ir.name, seed));
            uint8_t draw[] = {(uint8_t)k, (uint8_t)seed};
            add_seed("op", mem_printf("%s%d", op_kinds[k]->ir.name, seed), draw, sizeof draw);
        }
    for (int seed = 1; seed <= GRAPHS; seed++)
        add_graph(random_graph((uint64_t)seed), mem_printf("graph%d", seed));
}

static void add_arrays(void) {
    static uint8_t data[8 * 6];
    for (int type = 0; type < NPY_TYPE_COUNT; type++) {
        npy a = {.type = (npy_type)type,
                 .rank = 1 + type % 3,
                 .shape = {6, 1, 1},
                 .count = 6,
                 .data = data};
        bytes file = npy_format(&a);
        add_seed("npy", npy_type_name(a.type), file.data, file.size);
    }
}

static void append_bytes(png_structp png, png_bytep data, size_t size) {
    text *t = png_get_io_ptr(png);
    t->data = mem_grow(t->data, t->length, t->length + size, 1);
    memcpy(t->data + t->length, data, size);
    t->length += size;
}

static void add_image(const char *name, int depth, int color, int interlace) {
    enum { SIZE = 5 };
    static uint8_t row[SIZE * 8];
    static const png_color palette[] = {{1, 2, 3}, {4, 5, 6}};
    text file = {0};
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    png_set_write_fn(png, &file, append_bytes, NULL);
    png_set_IHDR(png, info, SIZE, SIZE, depth, color, interlace, 0, 0);
    if (color == PNG_COLOR_TYPE_PALETTE)
        png_set_PLTE(png, info, palette, 2);
    png_write_info(png, info);
    for (int pass = png_set_interlace_handling(png); pass > 0; pass--)
        for (int y = 0; y < SIZE; y++)
            png_write_row(png, row);
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    add_seed("png", name, file.data, file.length);
}

static void add_images(void) {
    add_image("gray1", 1, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE);
    add_image("gray8", 8, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_ADAM7);
    add_image("alpha8", 8, PNG_COLOR_TYPE_GRAY_ALPHA, PNG_INTERLACE_NONE);
    add_image("palette2", 2, PNG_COLOR_TYPE_PALETTE, PNG_INTERLACE_NONE);
    add_image("rgb8", 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE);
    add_image("rgba16", 16, PNG_COLOR_TYPE_RGB_ALPHA, PNG_INTERLACE_ADAM7);
}

static void add_sound(const char *name, int encoding, int channels, int rate_hz) {
    static const short samples[2 * 64] = {0, 1000, -1000, 32767, -32768};
    const char *path = mem_printf("%s/x.wav", file_temporary_folder());
    SF_INFO info = {
        .samplerate = rate_hz, .channels = channels, .format = SF_FORMAT_WAV | encoding};
    SNDFILE *sound = sf_open(path, SFM_WRITE, &info);
    CHECK(sound);
    sf_writef_short(sound, samples, 64);
    sf_close(sound);
    bytes file = file_read(path);
    uint8_t *chosen = mem_new(file.size + 1, 1); /* the first byte chooses the rate */
    memcpy(chosen + 1, file.data, file.size);
    add_seed("wav", name, chosen, file.size + 1);
}

static void add_sounds(void) {
    add_sound("pcm8", SF_FORMAT_PCM_U8, 1, 8000);
    add_sound("pcm16", SF_FORMAT_PCM_16, 2, 8000);
    add_sound("pcm24", SF_FORMAT_PCM_24, 1, 16000);
    add_sound("float", SF_FORMAT_FLOAT, 1, 8000);
    add_sound("ulaw", SF_FORMAT_ULAW, 1, 8000);
    add_sound("ima", SF_FORMAT_IMA_ADPCM, 1, 8000);
    add_sound("ms", SF_FORMAT_MS_ADPCM, 2, 8000);
    add_sound("gsm", SF_FORMAT_GSM610, 1, 8000);
}

/* What mote itself knows of parts. */
static void add_parts(void) {
    for (int k = 0; k < COST_KIND_COUNT; k++) {
        cli_list names = cost_record_names(cost_kinds[k], MOTE_DATA_DIR);
        for (int i = 0; i < names.count; i += 4) {
            bytes file = file_read(
                mem_printf("%s/%s/%s.conf", MOTE_DATA_DIR, cost_kinds[k]->folder, names.item[i]));
            add_seed("part", names.item[i], file.data, file.size);
        }
    }
}

static exit_status make_seeds(void *unused) {
    static const char conf[] =
        "; a comment\n[features]\nsample_rate_hz = 8000\nframe = 256\nhop = 128\nfft = 256\n"
        "bands = 24\nlow_hz = 60\nhigh_hz = 3800\nfloor = 0.001\n"
        "[clip]\nframes = 48\nloudest = 24\nrange = 64\n[labels]\nnames = zero one two\n  three\n";
    static const char long_word[] =
        "graph a123456789012345678901234567890123456789012345678901234567890123\n";
    (void)unused;
    add_models();
    add_seed("ir", "long_word", long_word, sizeof long_word - 1);
    add_arrays();
    add_images();
    add_sounds();
    add_parts();
    add_seed("conf", "digits", conf, sizeof conf - 1);
    file_commit();
    return STATUS_DONE;
}

int main(int argc, char **argv) {
    if (argc != 2)
        return STATUS_USAGE;
    folder = argv[1];
    return (int)diag_try(make_seeds, NULL);
}
