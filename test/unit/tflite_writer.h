/* Writes .tflite files for tests: valid ones from graphs, and wrong ones after a test has changed
 * a field. A field that is 0 or NULL is absent from the file. Memory is base/mem.h's. */
#ifndef MOTE_TEST_UNIT_TFLITE_WRITER_H
#define MOTE_TEST_UNIT_TFLITE_WRITER_H

#include "base/file.h"
#include "ir/ir.h"

typedef struct written_tensor {
    const char *name;
    int type; /* TensorType of the schema */
    int rank;
    int32_t shape[8];
    int signature_rank;
    int32_t signature[8];
    int scale_count, zero_count;
    float *scale;
    int64_t *zero;
    int32_t axis;
    const void *data;
    size_t data_bytes;
    uint64_t data_offset;     /* data outside of the FlatBuffer */
    uint32_t external_buffer; /* data in another file */
    int is_variable, is_sparse, has_details;
} written_tensor;

/* A scalar of the options' table. */
typedef struct written_option {
    int field;
    int bytes; /* 1 or 4 */
    int32_t value;
} written_option;

typedef struct written_op {
    int deprecated_code, code;
    const char *custom;
    int input_count, output_count;
    int32_t inputs[80], outputs[2];
    int options_type, option_count;
    written_option options[10];
} written_op;

typedef struct written_model {
    uint32_t version, subgraph_count;
    int tensor_count, op_count, input_count, output_count;
    written_tensor *tensors;
    written_op *ops;
    int32_t *inputs, *outputs;
} written_model;

/* The graph as TFLite's converter would write it. */
written_model *written_from_graph(const ir_graph *g);
/* As many copies of operator 0 as make `count` operators. */
void written_repeat_op(written_model *m, int count);
bytes written_bytes(const written_model *m);

#endif
