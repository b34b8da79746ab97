/* Small files that ask for much: each is refused with one line, or compiled, within a moment. */
#include <time.h>

#include "base/file.h"
#include "cmd/model.h"
#include "import/import.h"
#include "random_graph.h"
#include "test.h"
#include "tflite_writer.h"

#ifdef __SANITIZE_ADDRESS__
#define SECONDS_LIMIT 8 /* the sanitizers' */
#else
#define SECONDS_LIMIT 2
#endif

/* From the bytes of a file to C. */
static void compile(bytes file, const model_options *o) {
    emit_options e = {.source_name = "x", .source_sha256 = "", .target = "", .optimize = "speed"};
    text header = {0}, source = {0};
    ir_graph *g = import_bytes("x.ir", file, "m");
    model_prepare(g, o, NULL);
    op_program *p = model_program(g, o);
    emit_header(p, &e, &header);
    emit_source(p, &e, &source);
}

typedef struct attempt {
    void (*write)(text *source);
    model_options options;
} attempt;

static exit_status compile_attempt(void *context) {
    attempt *a = context;
    text source = {0};
    text_add(&source, "graph m\n");
    a->write(&source);
    compile((bytes){(uint8_t *)source.data, source.length}, &a->options);
    return STATUS_DONE;
}

/* Compiles the graph whose text write() makes; words: of the message, NULL: none. */
static void attempt_to(void (*write)(text *), model_options o, const char *words) {
    attempt a = {write, o};
    clock_t start = clock();
    exit_status expected = words ? STATUS_REFUSED : STATUS_DONE;
    int is_right = try_ends_in(compile_attempt, &a, expected, words ? words : "");
    if (!is_right)
        printf("expected '%s', got '%s'\n", words ? words : "", diag_last_message());
    EXPECT(is_right);
    EXPECT(clock() - start < SECONDS_LIMIT * CLOCKS_PER_SEC);
    EXPECT(!strchr(diag_last_message(), '\n'));
}

#define REFUSED(name, words)                                                                       \
    static void write_##name(text *t);                                                             \
    TEST_BARE(name) {                                                                              \
        attempt_to(write_##name, (model_options){0}, words);                                       \
    }                                                                                              \
    static void write_##name(text *t)
#define COMPILED(name) REFUSED(name, NULL)

#define Q " scale 0.5 zero 0"
#define POOL " = max_pool_2d(%%%d) stride_h 1 stride_w 1 kernel_h %d kernel_w 1\n"

static void constant(text *t, int id, const char *shape, int count) {
    text_add(t, "%%%d : int8%s" Q " = const hex ", id, shape);
    for (int i = 0; i < count; i++)
        text_add_string(t, "01");
    text_add_string(t, "\n");
}

/* ---- work at compile time ---- */

COMPILED(constants_that_broadcast_to_67_million) {
    constant(t, 0, "[8192,1]", 8192);
    constant(t, 1, "[1,8192]", 8192);
    text_add(t, "%%2 : int8[8192,8192]" Q " = add(%%0, %%1)\n"
                "%%3 : int8[8192,1]" Q " = mean(%%2) axes [1] keep_dims 1\n"
                "%%4 : int8[8192,1]" Q " = input\n"
                "%%5 : int8[8192,1]" Q " = add(%%3, %%4)\noutput %%5\n");
}

COMPILED(constants_that_pad_to_100_million) {
    constant(t, 0, "[1]", 1);
    text_add(t, "%%1 : int8[100000000]" Q " = pad(%%0) paddings [0, 99999999]\n"
                "%%2 : int8[1]" Q " = input\n"
                "%%3 : int8[1]" Q " = add(%%2, %%2)\noutput %%3\n");
}

COMPILED(convolution_of_constants) {
    constant(t, 0, "[1,1000,1000,1]", 1000000);
    constant(t, 1, "[1,100,100,1]", 10000);
    text_add(t, "%%2 : int8[1,901,901,1]" Q " = conv_2d(%%0, %%1, none) stride_h 1 stride_w 1 "
                "dilation_h 1 dilation_w 1\n"
                "%%3 : int8[1,1,1,1]" Q " = input\n"
                "%%4 : int8[1,901,901,1]" Q " = add(%%2, %%3)\noutput %%4\n");
}

REFUSED(more_work_than_a_chip_can_do, "more than 68719476736 multiply-accumulates") {
    constant(t, 1, "[1,128,128,1]", 16384);
    text_add(t, "%%0 : int8[1,8192,8192,1]" Q " = input\n"
                "%%2 : int8[1,8065,8065,1]" Q " = conv_2d(%%0, %%1, none) stride_h 1 stride_w 1 "
                "dilation_h 1 dilation_w 1\noutput %%2\n");
}

/* ---- memory ---- */

REFUSED(more_memory_than_a_chip_has, "bytes of RAM at once") {
    text_add(t, "%%0 : float32[268435456] = input\n");
    for (int i = 1; i < 9; i++)
        text_add(t, "%%%d : int8[268435456]" Q " = quantize(%%0)\n", i);
    text_add(t, "output %%1, %%2, %%3, %%4, %%5, %%6, %%7, %%8\n");
}

REFUSED(shape_without_end, "more than 268435456 elements") {
    text_add(t, "%%0 : int8[2147483647,2147483647,2147483647,2147483647]" Q " = input\n");
}

/* ---- many of everything ---- */

COMPILED(ten_thousand_operators_in_a_row) {
    text_add(t, "%%0 : int8[1,4,4,4]" Q " = input\n");
    for (int i = 1; i < IR_MAX_COUNT; i++)
        text_add(t, "%%%d : int8[1,4,4,4]" Q " = relu(%%%d)\n", i, i - 1);
    text_add(t, "output %%%d\n", IR_MAX_COUNT - 1);
}

COMPILED(ten_thousand_results) {
    text_add(t, "%%0 : int8[1]" Q " = input\n");
    for (int i = 1; i < IR_MAX_COUNT; i++)
        text_add(t, "%%%d : int8[%d]" Q " = pad(%%0) paddings [0, %d]\n", i, i % 97 + 2,
                 i % 97 + 1);
    text_add(t, "output %%1");
    for (int i = 2; i < IR_MAX_COUNT; i++)
        text_add(t, ", %%%d", i);
    text_add(t, "\n");
}

static exit_status shared_buffer(void *unused) {
    enum { COUNT = 2000, SIZE = 16384 };
    static int8_t data[SIZE];
    int32_t dim = SIZE;
    ir_shape shape = ir_shape_make(1, &dim);
    ir_graph *g = ir_graph_new("m");
    const ir_op_kind *add = op_find("add");
    ir_tensor *x = ir_tensor_new(g, "x", IR_INT8, &shape);
    (void)unused;
    ir_quantise(x, 1, 0);
    ir_graph_add_input(g, x);
    for (int i = 0; i < COUNT; i++) {
        ir_tensor *c = ir_tensor_new(g, "c", IR_INT8, &shape);
        ir_quantise(c, 1, 0);
        c->data = data;
    }
    for (int i = 0; i < COUNT; i++) {
        ir_tensor *y = ir_tensor_new(g, "y", IR_INT8, &shape), *in[2] = {x, g->tensors[1 + i]};
        ir_quantise(y, 1, 0);
        ir_op_new(g, add, 2, in, y);
        x = y;
    }
    ir_graph_add_output(g, x);
    bytes file = written_bytes(written_from_graph(g));
    EXPECT(file.size < 4000000);
    compile(file, &(model_options){0});
    return STATUS_DONE;
}

TEST_BARE(one_buffer_for_many_tensors) {
    clock_t start = clock();
    EXPECT(try_ends_in(shared_buffer, NULL, STATUS_REFUSED, "32768000 bytes of constants"));
    EXPECT(clock() - start < SECONDS_LIMIT * CLOCKS_PER_SEC);
}

/* ---- rows ---- */

static void write_windows(text *t, int rows, int window) {
    text_add(t, "%%0 : int8[1,%d,1,1]" Q " = input\n", rows);
    text_add(t, "%%1 : int8[1,%d,1,1]" Q POOL, rows - window + 1, 0, window);
    text_add(t, "%%2 : int8[1,%d,1,1]" Q POOL "output %%2\n", rows - window, 1, 2);
}

static void write_most_rows(text *t) {
    write_windows(t, 6900, 500);
}

static void write_long_window(text *t) {
    write_windows(t, 8000, 4000);
}

static void write_too_many_rows(text *t) {
    write_windows(t, 1000000, 500);
}

TEST_BARE(rows) {
    model_options rows = {.rows = 1}, ram = {.optimize = "ram"}, stream = {.stream = 1};
    attempt_to(write_most_rows, rows, NULL);
    attempt_to(write_long_window, rows, NULL);
    attempt_to(write_long_window, ram, NULL);
    attempt_to(write_too_many_rows, ram, NULL);
    attempt_to(write_too_many_rows, rows, "rows, at most 20000 can be run row by row");
    attempt_to(write_too_many_rows, stream, "rows, at most 2000 can be run as a stream");
}

/* ---- words ---- */

REFUSED(name_that_looks_like_a_message, "a??mote: all is well?") {
    text_add(t, "%%0 \"a\\x0a\\x0dmote: all is well\\x1b\" : int8[1]" Q " = const [1]\n"
                "%%1 : int8[1]" Q " = relu(%%2)\n%%2 : int8[1]" Q " = input\noutput %%0\n");
}
