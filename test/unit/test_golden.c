/* One-operator models of test/golden/ops: importing and evaluating them must give the bytes that
 * TensorFlow Lite Micro gave. test/golden/README.md describes the files; GOLDEN=DIR has others. */
#include <stdlib.h>
#include <zlib.h>

#include "base/file.h"
#include "import/import.h"
#include "op/op.h"
#include "test.h"

/* Nothing in a golden file is larger; a damaged file is told from that. */
#define MAX_FIELD_BYTES 1000000
#define MAX_SHARE_REFUSED 0.03

typedef struct golden {
    const char *op;
    gzFile file;
    int record; /* the one being read or evaluated, from 0 */
    int differ; /* records that gave other bytes */
} golden;

static void read_exactly(golden *g, void *to, size_t size) {
    if (gzread(g->file, to, (unsigned)size) != (int)size)
        fail(STATUS_BUG, "record %d is cut off", g->record);
}

static uint32_t read_u32(golden *g) {
    uint8_t b[4];
    read_exactly(g, b, sizeof b);
    return b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

static bytes read_field(golden *g) {
    bytes field = {NULL, read_u32(g)};
    if (field.size > MAX_FIELD_BYTES)
        fail(STATUS_BUG, "record %d: a field of %zu bytes", g->record, field.size);
    field.data = mem_new(field.size + 1, 1);
    read_exactly(g, field.data, field.size);
    return field;
}

/* A counted list of fields. */
static bytes *read_fields(golden *g, int *count) {
    uint32_t n = read_u32(g);
    if (n > IR_MAX_INPUTS)
        fail(STATUS_BUG, "record %d: %u fields", g->record, n);
    bytes *fields = NEW_ARRAY(bytes, n + 1);
    for (uint32_t i = 0; i < n; i++)
        fields[i] = read_field(g);
    *count = (int)n;
    return fields;
}

/* Tells of the first byte that differs, and shows the graph. */
static void compare(golden *g, const ir_graph *graph, const ir_tensor *t, const uint8_t *got,
                    bytes want) {
    size_t at = 0;
    while (at < want.size && got[at] == want.data[at])
        at++;
    if (at == want.size)
        return;
    if (g->differ++ == 0) {
        text out = {0};
        ir_print(graph, &out);
        printf("%s, record %d: byte %zu of '%s' is %d, TFLM has %d\n%s", g->op, g->record, at,
               t->name, got[at], want.data[at], out.data);
    }
}

static exit_status evaluate_next(void *context) {
    golden *g = context;
    int input_count, output_count;
    bytes model = read_field(g);
    const bytes *inputs = read_fields(g, &input_count);
    const bytes *outputs = read_fields(g, &output_count);

    const ir_graph *graph = import_bytes("golden.tflite", model, NULL);
    void **values = op_values_new(graph);
    CHECK(graph->input_count == input_count && graph->output_count == output_count);
    for (int i = 0; i < input_count; i++) {
        CHECK(ir_bytes(graph->inputs[i]) == inputs[i].size);
        memcpy(values[graph->inputs[i]->id], inputs[i].data, inputs[i].size);
    }
    op_eval_graph(graph, values);
    for (int i = 0; i < output_count; i++) {
        const ir_tensor *t = graph->outputs[i];
        CHECK(ir_bytes(t) == outputs[i].size);
        compare(g, graph, t, values[t->id], outputs[i]);
    }
    return STATUS_DONE;
}

static void check_operator(const char *op) {
    const char *folder = getenv("GOLDEN");
    char path[300], line[200] = "";
    int models = 0, records = 0, refused = 0;
    golden g = {.op = op};
    snprintf(path, sizeof path, "%s/%s.golden.gz", folder ? folder : "test/golden/ops", op);
    g.file = gzopen(path, "rb");
    EXPECT(g.file != NULL);
    if (!g.file)
        return;
    EXPECT(gzgets(g.file, line, sizeof line) != NULL);
    EXPECT(strncmp(line, "mote-golden 1 operator ", 23) == 0);
    const char *counts = strstr(line, " models ");
    EXPECT(counts && sscanf(counts, " models %d records %d", &models, &records) == 2);
    EXPECT(models >= 200);

    diag_set_quiet(1);
    for (; g.record < records && !test_problem; g.record++) {
        exit_status status = diag_try(evaluate_next, &g);
        EXPECT(status == STATUS_DONE || status == STATUS_REFUSED);
        if (status != STATUS_DONE && refused++ == 0)
            printf("note: %s, record %d: %s\n", op, g.record, diag_last_message());
    }
    diag_set_quiet(0);
    if (refused)
        printf("note: %s: mote refuses %d of %d records of TFLM\n", op, refused, records);
    if (g.differ)
        printf("%s: %d of %d records differ\n", op, g.differ, records);
    EXPECT(g.differ == 0);
    EXPECT(refused <= MAX_SHARE_REFUSED * records);
    EXPECT(gzclose(g.file) == Z_OK);
}

#define GOLDEN(op)                                                                                 \
    TEST_BARE(eval_##op) {                                                                         \
        check_operator(#op);                                                                       \
    }

GOLDEN(conv_2d)
GOLDEN(depthwise_conv_2d)
GOLDEN(fully_connected)
GOLDEN(add)
GOLDEN(sub)
GOLDEN(mul)
GOLDEN(average_pool_2d)
GOLDEN(max_pool_2d)
GOLDEN(mean)
GOLDEN(pad)
GOLDEN(reshape)
GOLDEN(squeeze)
GOLDEN(expand_dims)
GOLDEN(concatenation)
GOLDEN(softmax)
GOLDEN(logistic)
GOLDEN(tanh)
GOLDEN(relu)
GOLDEN(relu6)
GOLDEN(leaky_relu)
GOLDEN(quantize)
GOLDEN(dequantize)
