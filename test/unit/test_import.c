/* Model files: good ones give the graph that was written, bad ones are refused in words that help,
 * damaged ones never do harm (the sanitizers watch). */
#include <glob.h>
#include <math.h>
#include <unistd.h>

#include "base/rng.h"
#include "import/import.h"
#include "import/tflite.h"
#include "op/op.h"
#include "same_graph.h"
#include "test.h"
#include "tflite_writer.h"

/* ---- whole files ---- */

static ir_graph *draw(const op_kind *kind, uint64_t seed) {
    rng r;
    rng_seed(&r, seed);
    ir_graph *g = ir_graph_new("draw");
    kind->random(&r, g);
    return g;
}

TEST(random_operators_of_every_kind) {
    for (int k = 0; op_kinds[k]; k++)
        for (uint64_t seed = 1; seed <= 100; seed++) {
            const ir_graph *g = draw(op_kinds[k], seed);
            int same = same_graph(
                g, import_bytes("draw.tflite", written_bytes(written_from_graph(g)), NULL));
            EXPECT(same);
            if (!same)
                printf("%s, seed %d\n", op_kinds[k]->ir.name, (int)seed);
        }
}

#define TEXT                                                                                       \
    "graph small\n"                                                                                \
    "%0 \"in\" : int8[1,2,2,1] scale 0.5 zero -1 = input\n"                                        \
    "%3 \"out\" : int8[1,1,1,2] scale 0.25 zero 0 = conv_2d(%0, %1, %2) stride_h 1 stride_w 1 "    \
    "dilation_h 1 dilation_w 1\n"                                                                  \
    "output %3\n"                                                                                  \
    "%1 \"filter\" : int8[2,2,2,1] scale [0.5, 0.125] zero 0 axis 0 = "                            \
    "const [1, -2, 3, -4, 5, 6, -7, 8]\n"                                                          \
    "%2 \"bias\" : int32[2] scale [0.25, 0.0625] zero 0 axis 0 = const [100, -100]\n"

enum { IN, FILTER, BIAS, OUT }; /* the tensors' numbers */

static ir_graph *small_graph(void) {
    return ir_parse(TEXT, op_find);
}

/* A valid model of one CONV_2D, for a test to damage. */
static written_model *small(void) {
    return written_from_graph(small_graph());
}

static const ir_graph *import(const written_model *m) {
    return import_bytes("a/small.tflite", written_bytes(m), NULL);
}

static const ir_graph *import_text(const char *path, const char *content, size_t size) {
    bytes file = {mem_new(size, 1), size};
    memcpy(file.data, content, size);
    return import_bytes(path, file, NULL);
}

TEST(a_small_model) {
    EXPECT(same_graph(small_graph(), import(small())));
}

TEST(text_form) {
    EXPECT(same_graph(small_graph(), import_text("other.ir", TEXT, strlen(TEXT))));
    EXPECT(same_graph(small_graph(), import_text("standard input", TEXT, strlen(TEXT))));
}

TEST(the_older_code_counts_when_it_is_larger) {
    written_model *m = small();
    m->ops[0].code = 0;
    EXPECT(same_graph(small_graph(), import(m)));
    m->ops[0].code = 3;
    m->ops[0].deprecated_code = 0;
    EXPECT(same_graph(small_graph(), import(m)));
}

TEST(an_open_batch_is_one) {
    written_model *m = small();
    m->tensors[IN].signature_rank = 4;
    memcpy(m->tensors[IN].signature, (int32_t[]){-1, 2, 2, 1}, 4 * sizeof(int32_t));
    EXPECT(same_graph(small_graph(), import(m)));
}

TEST(a_bias_with_the_axis_of_its_filter) {
    written_model *m = small();
    m->tensors[BIAS].axis = 3;
    EXPECT(same_graph(small_graph(), import(m)));
}

TEST(one_zero_point_for_all_channels_or_none) {
    written_model *m = small();
    m->tensors[FILTER].zero_count = 1;
    m->tensors[BIAS].zero_count = 0;
    EXPECT(same_graph(small_graph(), import(m)));
}

TEST(names_that_are_missing_or_long) {
    written_model *m = small();
    m->tensors[FILTER].name = NULL;
    char *name = mem_new(5001, 1);
    memset(name, 'x', 5000);
    m->tensors[IN].name = name;
    const ir_graph *g = import(m);
    EXPECT(strcmp(g->ops[0]->inputs[FILTER]->name, "t1") == 0);
    EXPECT(strlen(g->inputs[0]->name) == 200);
}

TEST(tensors_that_nobody_uses) {
    written_model *m = small();
    written_tensor *more = NEW_ARRAY(written_tensor, (size_t)m->tensor_count + 1);
    memcpy(more, m->tensors, (size_t)m->tensor_count * sizeof *more);
    more[m->tensor_count++].type = 5; /* STRING */
    m->tensors = more;
    EXPECT(same_graph(small_graph(), import(m)));
}

/* ---- names ---- */

TEST(identifiers_from_paths) {
    static const char *const cases[][2] = {
        {"vww_96_int8.tflite", "vww_96_int8"},
        {"a/b.c/kws.tflite", "kws"},
        {"1x.tflite", "m_1x"},
        {"my-model.tflite", "my_model"},
        {"my model (2).v2.tflite", "my_model__2__v2"},
        {"int.tflite", "m_int"},
        {"class.tflite", "m_class"},
        {"mote.tflite", "m_mote"},
        {"_x.tflite", "m__x"},
        {".tflite", "m__tflite"},
        {"-", "m__"},
        {"", "m_"},
        {"\xc3\xa9t\xc3\xa9.tflite", "m___t__"},
        {"noending", "noending"},
        {"a/", "m_"},
        {"123456789012345678901234567890123456789012345678901234567890123456789.tflite",
         "m_1234567890123456789012345678901234567890123456789012345678901"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *name = import_identifier(cases[i][0]);
        EXPECT(strcmp(name, cases[i][1]) == 0);
        EXPECT(import_is_identifier(name));
        if (strcmp(name, cases[i][1]) != 0)
            printf("'%s' gives '%s'\n", cases[i][0], name);
    }
    EXPECT(!import_is_identifier("a-b") && !import_is_identifier("") && !import_is_identifier("9"));
}

/* ---- refusals ---- */

#define REFUSED(name, words) TEST_FAILS(name, STATUS_REFUSED, words)
/* A file of another format, given by its first bytes. */
#define FORMAT_REFUSED(name, path, content, words)                                                 \
    REFUSED(name, words) {                                                                         \
        import_text(path, content, sizeof content - 1);                                            \
    }

FORMAT_REFUSED(empty_file, "x.tflite", "", "x.tflite: the file is empty")
FORMAT_REFUSED(other_file, "x.tflite", "hello world", "x.tflite: this is no .tflite model")
FORMAT_REFUSED(cut_mark, "x.tflite", "\x1c\0\0\0TFL", "no .tflite model")
FORMAT_REFUSED(only_mark, "x.tflite", "\x1c\0\0\0TFL3", "the file is damaged or cut off")
FORMAT_REFUSED(onnx_by_name, "x.onnx", "hello world", "this is an ONNX model")
FORMAT_REFUSED(onnx_by_content, "x", "\x08\x07\x12\x07pytorch", "this is an ONNX model")
FORMAT_REFUSED(hdf5, "x.h5", "\x89HDF\r\n\x1a\n", "perhaps a Keras model; convert the model to")
FORMAT_REFUSED(zip, "x.keras", "PK\x03\x04xxxx", "zip archive, perhaps a Keras or PyTorch")
FORMAT_REFUSED(pickle, "x.pt", "\x80\x02\x8a\x0a", "perhaps a PyTorch model")
FORMAT_REFUSED(saved_model, "saved_model.pb", "\x08\x01\x12\xff", "TensorFlow SavedModel")
FORMAT_REFUSED(gzip, "x.tflite.gz", "\x1f\x8b\x08\x00", "compressed (gzip); unpack it first")
FORMAT_REFUSED(git_lfs, "x.tflite", "version https://git-lfs.github.com/spec/v1\n", "git lfs pull")
FORMAT_REFUSED(web_page, "x.tflite", "<!DOCTYPE html><html>", "web page, not a model")
FORMAT_REFUSED(text_with_zero, "x.ir", "graph a\n\0b", "the text has a zero byte at 8")
FORMAT_REFUSED(text_with_keyword, "x.ir", "graph int\n", "'int' is reserved in C or C++")
FORMAT_REFUSED(text_with_error, "x.ir", "graph a\nb\n",
               "x.ir: line 2: expected the end of the line")

#define SMALL_REFUSED(name, change, words)                                                         \
    REFUSED(name, words) {                                                                         \
        written_model *m = small();                                                                \
        written_op *op = &m->ops[0];                                                               \
        written_tensor *t = m->tensors;                                                            \
        change;                                                                                    \
        (void)op;                                                                                  \
        (void)t;                                                                                   \
        import(m);                                                                                 \
    }
#define PLACE "a/small.tflite: operator 0 (CONV_2D): "

/* the model */
SMALL_REFUSED(version, m->version = 2, "the file has schema version 2, expected 3")
SMALL_REFUSED(no_subgraph, m->subgraph_count = 0, "the model has 0 subgraphs, expected 1")
SMALL_REFUSED(two_subgraphs, m->subgraph_count = 2, "2 subgraphs, expected 1: control flow (IF,")
SMALL_REFUSED(no_operators, m->op_count = 0, "the model has no operators")
SMALL_REFUSED(no_inputs, m->input_count = 0, "the model has 0 inputs and 1 outputs, expected at")
SMALL_REFUSED(no_outputs, m->output_count = 0, "the model has 1 inputs and 0 outputs")
SMALL_REFUSED(input_index, m->inputs[0] = 4, "the file is damaged: it refers to tensor 4 of 4")
SMALL_REFUSED(output_index, m->outputs[0] = -1, "the file is damaged: it refers to tensor -1 of 4")
SMALL_REFUSED(constant_input, m->inputs[0] = FILTER, "model input 'filter' is a constant or listed")
SMALL_REFUSED(constant_output, m->outputs[0] = FILTER,
              "model output 'filter' is not made by any operator")
SMALL_REFUSED(many_operators, written_repeat_op(m, IR_MAX_COUNT + 1),
              "the model has 10001 operators, at most 10000 are supported")

/* its operators */
SMALL_REFUSED(unsupported, op->code = 49, "operators that are not supported: 0 (SPLIT); `mote ops`")
SMALL_REFUSED(unknown_operator, op->code = 999, "not supported: 0 (unknown code 999)")
SMALL_REFUSED(negative_operator, op->code = op->deprecated_code = -1, "0 (unknown code -1)")
SMALL_REFUSED(custom, (op->code = 32, op->custom = "MyOp"), "not supported: 0 (MyOp)")
SMALL_REFUSED(ethos_u, (op->code = 32, op->custom = "ethos-u"),
              "not supported: 0 (ethos-u); this file was compiled by Vela for an Ethos-U NPU, give "
              "the .tflite file from before that step")
SMALL_REFUSED(no_operator_output, op->output_count = 0, PLACE "has 0 outputs, expected 1")
SMALL_REFUSED(two_operator_outputs, (op->output_count = 2, op->outputs[1] = OUT),
              PLACE "has 2 outputs, expected 1")
SMALL_REFUSED(many_operator_inputs, op->input_count = 80,
              PLACE "has 80 inputs, at most 64 are supported")
SMALL_REFUSED(one_operator_input, op->input_count = 1, PLACE "input 1 is missing")
SMALL_REFUSED(absent_operator_input, op->inputs[0] = -1, PLACE "input 0 is missing")
SMALL_REFUSED(operator_input_index, op->inputs[0] = 99, "it refers to tensor 99 of 4")
SMALL_REFUSED(operator_input_minimum, op->inputs[0] = INT32_MIN, PLACE "the file is damaged")
SMALL_REFUSED(operator_reads_itself, op->inputs[0] = OUT,
              "input 'out' is not made by an earlier operator")
SMALL_REFUSED(operator_writes_constant, op->outputs[0] = BIAS, "output 'bias' already has a value")
SMALL_REFUSED(operator_writes_input, op->outputs[0] = IN, "output 'in' already has a value")
SMALL_REFUSED(options, op->option_count = 0, PLACE "stride_h is 0, expected 1 to 4096")
SMALL_REFUSED(padding, op->options[0].value = 2, PLACE "padding mode 2 is unknown")
SMALL_REFUSED(activation, op->options[3].value = 4, PLACE "fused activation 4 is not supported")

/* its numbers */
#define TYPES_REFUSED(name, in, filter, words)                                                     \
    SMALL_REFUSED(name, (t[IN].type = in, t[FILTER].type = filter), words)
TYPES_REFUSED(float_model, TFLITE_FLOAT32, TFLITE_FLOAT32,
              PLACE "this is a float32 model; quantise it to int8 first:\n    converter = tf.lite")
TYPES_REFUSED(hybrid_model, TFLITE_FLOAT32, TFLITE_INT8, PLACE "only the weights are 8 bit")
TYPES_REFUSED(uint8_model, TFLITE_UINT8, TFLITE_UINT8, PLACE "activations are uint8 (the old")
TYPES_REFUSED(int16_model, TFLITE_INT16, TFLITE_INT8, PLACE "activations are int16; only int8")
TYPES_REFUSED(int64_tensor, TFLITE_INT64, TFLITE_INT8, "'in' is INT64, which only constants may be")
TYPES_REFUSED(bool_tensor, 6, TFLITE_INT8, "tensor 'in' is BOOL; supported are INT8, and at")
TYPES_REFUSED(int4_weights, TFLITE_INT8, 17, PLACE "tensor 'filter' is INT4")
TYPES_REFUSED(unknown_type, 99, TFLITE_INT8, "tensor 'in' is unknown type 99")
TYPES_REFUSED(negative_type, -3, TFLITE_INT8, "tensor 'in' is unknown type -3")

/* its tensors */
SMALL_REFUSED(ranks, t[IN].rank = 7, "tensor 'in' has 7 dimensions, at most 6 are supported")
SMALL_REFUSED(no_shape, t[IN].rank = 0, PLACE "tensor 'in' has shape [], expected 4 dimensions")
SMALL_REFUSED(open_shape, t[IN].shape[1] = -1,
              "'in' has a dynamic shape (dimension 1 is open); "
              "convert the model with a fixed input shape")
SMALL_REFUSED(open_signature, (t[IN].signature_rank = 4, t[IN].signature[2] = -1),
              "tensor 'in' has a dynamic shape (dimension 2 is open)")
SMALL_REFUSED(zero_shape, t[IN].shape[2] = 0, "'in' has shape [1,2,0,1]: every dimension must be")
SMALL_REFUSED(huge_shape, t[IN].shape[1] = t[IN].shape[2] = INT32_MAX, "more than 268435456 elemen")
SMALL_REFUSED(other_shape, t[OUT].shape[3] = 3, "'out' has shape [1,1,1,3], expected [1,1,1,2]")
SMALL_REFUSED(variable, t[IN].is_variable = 1, "tensor 'in' is a variable that lives between runs")
SMALL_REFUSED(sparse, t[FILTER].is_sparse = 1, "tensor 'filter' is stored sparse")
SMALL_REFUSED(details, t[FILTER].has_details = 1, "tensor 'filter' has a custom quantisation")
SMALL_REFUSED(short_data, t[FILTER].data_bytes = 7,
              "tensor 'filter' of shape [2,2,2,1] has 7 bytes of data, expected 8")
SMALL_REFUSED(long_data, (t[FILTER].data = "123456789", t[FILTER].data_bytes = 9),
              "tensor 'filter' of shape [2,2,2,1] has 9 bytes of data, expected 8")
SMALL_REFUSED(data_behind_the_model, (t[FILTER].data_offset = 4096, t[FILTER].data = NULL),
              "the data of tensor 'filter' lies outside the model")
SMALL_REFUSED(data_elsewhere, t[FILTER].external_buffer = 1, "'filter' lies outside the model")
SMALL_REFUSED(no_data, t[FILTER].data = NULL, "'filter' is not made by an earlier operator")

/* its quantisation */
SMALL_REFUSED(zero_scale, t[IN].scale[0] = 0, "'in' has scale 0; a scale must be positive and fin")
SMALL_REFUSED(negative_scale, t[IN].scale[0] = -1, "tensor 'in' has scale -1;")
SMALL_REFUSED(infinite_scale, t[IN].scale[0] = INFINITY, "tensor 'in' has scale inf;")
SMALL_REFUSED(nan_scale, t[IN].scale[0] = NAN, "nan; a scale must be positive and finite")
SMALL_REFUSED(no_scale, t[IN].scale_count = 0, "tensor 'in' has 0 quantisation scales, expected 1")
SMALL_REFUSED(wide_zero_point, t[IN].zero[0] = (int64_t)1 << 32,
              "tensor 'in' has zero point 4294967296, which does not fit 32 bits")
SMALL_REFUSED(zero_point, t[IN].zero[0] = 128, "'in' has zero point 128, expected -128 to 127")
SMALL_REFUSED(weights_zero_point, t[FILTER].zero[1] = 1, "'filter' have zero point 1, expected 0")
SMALL_REFUSED(zero_points, (t[IN].zero_count = 2, t[IN].zero = t[FILTER].zero),
              "tensor 'in' has 1 scales but 2 zero points")
SMALL_REFUSED(axis, t[FILTER].axis = 3, "'filter' of shape [2,2,2,1] has 2 scales along axis 3")
SMALL_REFUSED(negative_axis, t[FILTER].axis = -1, "has 2 scales along axis -1")
SMALL_REFUSED(axis_of_weights, t[FILTER].axis = 2, "expected 1 or 2 along axis 0")

REFUSED(all_unsupported_operators_at_once, "not supported: 0, 2 (SPLIT), 3 (MyOp); `mote ops`") {
    written_model *m = small();
    written_repeat_op(m, 4);
    m->ops[0].code = m->ops[2].code = 49;
    m->ops[3].code = 32;
    m->ops[3].custom = "MyOp";
    import(m);
}

/* ---- committed bad files ---- */

static exit_status import_path(void *path) {
    import_model(path, NULL);
    return STATUS_DONE;
}

/* Each says in its first line what it is refused for: "# refused: WORDS". */
TEST_BARE(every_file_in_reject) {
    glob_t files;
    EXPECT(glob("test/reject/*.ir", 0, NULL, &files) == 0);
    for (size_t i = 0; i < files.gl_pathc; i++) {
        char words[300] = "";
        FILE *f = fopen(files.gl_pathv[i], "r");
        EXPECT(f && fscanf(f, "# refused: %299[^\n]", words) == 1);
        if (f)
            fclose(f);
        int right = try_ends_in(import_path, files.gl_pathv[i], STATUS_REFUSED, words);
        EXPECT(right);
        if (!right)
            printf("%s: '%s'\n", files.gl_pathv[i], diag_last_message());
    }
    globfree(&files);
}

/* ---- damaged files ---- */

#define FLIPS 20000
/* Files larger than this are mostly weights: fewer of their bytes are worth a try. */
#define SMALL_FILE_BYTES 32768

/* Refused in words, or read after all: never our own error. */
static void expect_harmless(exit_status (*body)(void *), void *context) {
    diag_set_quiet(1);
    exit_status status = diag_try(body, context);
    diag_set_quiet(0);
    EXPECT(status == STATUS_DONE || (status == STATUS_REFUSED && *diag_last_message()));
}

typedef struct damage {
    const uint8_t *data; /* not of base/mem.h: outlives every try */
    size_t size;         /* bytes taken of it */
    rng *flip;           /* NULL: nothing is changed */
} damage;

static exit_status import_damaged(void *context) {
    const damage *d = context;
    bytes file = {mem_new(d->size, 1), d->size};
    memcpy(file.data, d->data, d->size);
    if (d->flip)
        for (int n = (int)rng_range(d->flip, 1, 3); n > 0; n--)
            file.data[rng_range(d->flip, 0, (int64_t)d->size - 1)] = (uint8_t)rng_u64(d->flip);
    import_bytes("damaged.tflite", file, NULL);
    return STATUS_DONE;
}

static void survive_damage(const uint8_t *data, size_t size) {
    rng r;
    rng_seed(&r, 1);
    size_t step = size / 2000 + 1;
    for (size_t n = 0; n < size; n += step)
        expect_harmless(import_damaged, &(damage){data, n, NULL});
    for (int i = 0; i < (size <= SMALL_FILE_BYTES ? FLIPS : FLIPS / 40); i++)
        expect_harmless(import_damaged, &(damage){data, size, &r});
}

typedef struct sample {
    uint8_t data[1 << 20];
    size_t size;
    ir_graph *(*graph)(void);
    const char *path;
} sample;

static void keep(sample *s, bytes file) {
    CHECK(file.size <= sizeof s->data);
    memcpy(s->data, file.data, file.size);
    s->size = file.size;
}

static exit_status sample_of_graph(void *context) {
    sample *s = context;
    keep(s, written_bytes(written_from_graph(s->graph())));
    return STATUS_DONE;
}

static exit_status sample_of_file(void *context) {
    sample *s = context;
    keep(s, file_read(s->path));
    return STATUS_DONE;
}

TEST_BARE(damaged_small_model) {
    static sample s = {.graph = small_graph};
    EXPECT(diag_try(sample_of_graph, &s) == STATUS_DONE);
    survive_damage(s.data, s.size);
    try_every_allocation(import_damaged, &(damage){s.data, s.size, NULL});
}

static exit_status import_damaged_draw(void *context) {
    rng *r = context;
    int count = 0;
    while (op_kinds[count])
        count++;
    bytes file =
        written_bytes(written_from_graph(draw(op_kinds[rng_range(r, 0, count - 1)], rng_u64(r))));
    return import_damaged(&(damage){file.data, file.size, r});
}

TEST_BARE(damaged_operators_of_every_kind) {
    rng r;
    rng_seed(&r, 1);
    for (int i = 0; i < FLIPS; i++)
        expect_harmless(import_damaged_draw, &r);
}

/* ---- real models ---- */

#define MODELS "../shared/models/"
#define FLOAT_MODEL "this is a float32 model; quantise it to int8 first"

static const struct {
    const char *path, *refusal; /* NULL: it is read */
} models[] = {
    {MODELS "mlperf_tiny/ad01_fp32.tflite", FLOAT_MODEL},
    {MODELS "mlperf_tiny/ad01_int8.tflite", NULL},
    {MODELS "mlperf_tiny/kws_ref_model.tflite", NULL},
    {MODELS "mlperf_tiny/kws_ref_model_float32.tflite", "only the weights are 8 bit"},
    {MODELS "mlperf_tiny/model_ToyCar_quant.tflite", "only the weights are 8 bit"},
    {MODELS "mlperf_tiny/model_ToyCar_quant_fullint.tflite", NULL},
    {MODELS "mlperf_tiny/pretrainedResnet.tflite", FLOAT_MODEL},
    {MODELS "mlperf_tiny/pretrainedResnet_large_float.tflite", FLOAT_MODEL},
    {MODELS "mlperf_tiny/pretrainedResnet_large_int8.tflite", NULL},
    {MODELS "mlperf_tiny/pretrainedResnet_quant.tflite", NULL},
    {MODELS "mlperf_tiny/str_ww_ref_model.tflite", NULL},
    {MODELS "mlperf_tiny/vww_96_float.tflite", FLOAT_MODEL},
    {MODELS "mlperf_tiny/vww_96_int8.tflite", NULL},
    {MODELS "tflm/hello_world_float.tflite", FLOAT_MODEL},
    {MODELS "tflm/hello_world_int8.tflite", NULL},
    {MODELS "tflm/micro_speech_quantized.tflite", NULL},
    {MODELS "tflm/person_detect.tflite", NULL},
    {MODELS "tflm/person_detect_vela.tflite", "not supported: 0 (ethos-u); this file was compiled"},
    {MODELS "tflm/simple_add_model.tflite", NULL},
};

static exit_status import_file(void *context) {
    const ir_graph *g = import_model(context, NULL);
    text printed = {0};
    ir_print(g, &printed);
    EXPECT(same_graph(g, ir_parse(text_string(&printed), op_find)));
    return STATUS_DONE;
}

static void expect_model(const char *path, const char *refusal) {
    char name[256];
    snprintf(name, sizeof name, "%s", path);
    int right = try_ends_in(import_file, name, refusal ? STATUS_REFUSED : STATUS_DONE,
                            refusal ? refusal : "");
    EXPECT(right);
    if (!right)
        printf("%s: '%s'\n", path, diag_last_message());
}

TEST_BARE(shared_models) {
    if (access(MODELS, R_OK) != 0) {
        printf("note: %s is absent, its models were not read\n", MODELS);
        return;
    }
    for (size_t i = 0; i < sizeof models / sizeof models[0]; i++) {
        static sample s;
        expect_model(models[i].path, models[i].refusal);
        if (models[i].refusal)
            continue;
        s.path = models[i].path;
        EXPECT(diag_try(sample_of_file, &s) == STATUS_DONE);
        survive_damage(s.data, s.size);
    }
}
