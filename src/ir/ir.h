/* The intermediate representation: a graph of operators on tensors, in execution order.
 *
 * A tensor is a value: it has exactly one producer (an operator, the outside world for a graph
 * input, or the file for a constant). Shapes are NHWC, batch axis included, all dimensions > 0.
 * Parameters that a file keeps in small constant tensors (axes, paddings, new shapes) are
 * attributes here, so every operator input is data. All memory is base/mem.h's. */
#ifndef MOTE_IR_IR_H
#define MOTE_IR_IR_H

#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

#define IR_MAX_RANK 6
#define IR_MAX_INTS (2 * IR_MAX_RANK)
/* No tensor may have more elements: sizes and offsets then fit an int32_t everywhere. */
#define IR_MAX_ELEMENTS ((int64_t)1 << 28)
/* Files with more tensors, more operators, or more inputs of one operator are refused: no model for
 * a microcontroller has them, and work that grows with their square stays bounded. */
#define IR_MAX_COUNT 10000
#define IR_MAX_INPUTS 64

typedef enum ir_type { IR_INT8, IR_UINT8, IR_INT32, IR_FLOAT32, IR_TYPE_COUNT } ir_type;

typedef struct ir_shape {
    int rank; /* 0 (a scalar) .. IR_MAX_RANK */
    int32_t dim[IR_MAX_RANK];
} ir_shape;

/* real = scale[c] * (q - zero_point[c]), c the index along `axis` (count > 1) or 0 (count == 1);
 * count == 0: not quantised. */
typedef struct ir_quant {
    int count;
    int axis;
    float *scale;
    int32_t *zero_point;
} ir_quant;

typedef struct ir_tensor {
    int id;           /* index in ir_graph.tensors */
    const char *name; /* for messages and generated comments; never NULL */
    ir_type type;
    ir_shape shape;
    ir_quant quant;
    const void *data; /* constant, little endian in the file and here; NULL for a variable */
} ir_tensor;

typedef struct ir_ints {
    int count;
    int32_t value[IR_MAX_INTS];
} ir_ints;

/* How an attribute is stored in an operator's attribute struct. */
typedef enum ir_attr_type { IR_ATTR_INT, IR_ATTR_FLOAT, IR_ATTR_INTS, IR_ATTR_ENUM } ir_attr_type;

typedef struct ir_attr {
    const char *name;
    ir_attr_type type; /* int32_t, float, ir_ints, int32_t */
    size_t offset;
    const char *const *names; /* IR_ATTR_ENUM: names of the values 0.., NULL-terminated */
} ir_attr;

struct ir_op;

/* What the IR itself has to know of a kind of operator; op/op.h extends it. */
typedef struct ir_op_kind {
    const char *name; /* in the text form: "conv_2d" */
    size_t attr_bytes;
    const ir_attr *attrs; /* ends with name == NULL; NULL when there are none */
    int min_inputs, max_inputs;
    /* Every reason to refuse an operator is here. Checks types, shapes, quantisation and
     * attributes of the operator and returns the shape that its output must have. */
    ir_shape (*infer)(const struct ir_op *op);
} ir_op_kind;

typedef struct ir_op {
    const ir_op_kind *kind;
    int index; /* in the file that it came from, for messages */
    int input_count;
    ir_tensor **inputs; /* an absent optional input is NULL, or not counted when last */
    ir_tensor *output;
    void *attr;
} ir_op;

/* What the core that is compiled for can do; lowering chooses kernels by it. */
typedef struct ir_target {
    int small;       /* --optimize ram: memory counts more than cycles */
    int single_rows; /* --stream: kernels make one row at a time */
    int whole;       /* neither --rows nor --stream: a call may make many rows */
    /* In a plan that has room for more than the smallest kernels, 0 elsewhere: the rows that a call
     * makes, and the scratch that it may take. */
    int32_t rows, scratch_bytes;
    int fpu; /* single precision, its registers free for variables */
    int dsp; /* the DSP extension: 16-bit multiplications in pairs, and tiles (device/kernel/tile.h)
              */
    int32_t
        winograd_bytes; /* weights that a convolution may take to be faster, 0: see op/winograd.h */
    int64_t staged_bytes; /* of RAM that a layer may take to read its weights from there; 0: they
                             are read where they lie */
} ir_target;

typedef struct ir_graph {
    const char *name; /* a C identifier */
    int tensor_count, op_count, input_count, output_count;
    ir_tensor **tensors;
    ir_op **ops;
    ir_tensor **inputs, **outputs;
    ir_target target;
    const struct ir_graph *shipped; /* the model before passes changed it, NULL: this one */
} ir_graph;

/* ---- types and shapes ---- */
const char *ir_type_name(ir_type type); /* "int8" */
size_t ir_type_bytes(ir_type type);
int64_t ir_shape_elements(const ir_shape *s);
int ir_shape_equal(const ir_shape *a, const ir_shape *b);
ir_shape ir_shape_make(int rank, const int32_t *dim);
/* "[1,49,10,1]", in memory of base/mem.h. */
const char *ir_shape_text(const ir_shape *s);
int64_t ir_elements(const ir_tensor *t);
size_t ir_bytes(const ir_tensor *t);
/* Scale and zero point of a per-tensor quantised tensor. */
float ir_scale(const ir_tensor *t);
int32_t ir_zero_point(const ir_tensor *t);

/* Have both the same type and one scale and zero point, the same ones? */
int ir_is_quantised_alike(const ir_tensor *a, const ir_tensor *b);

/* ---- building ---- */
ir_graph *ir_graph_new(const char *name);
/* `name` is copied; NULL makes one from the id. Refuses shapes over IR_MAX_ELEMENTS. */
ir_tensor *ir_tensor_new(ir_graph *g, const char *name, ir_type type, const ir_shape *shape);
void ir_quantise(ir_tensor *t, float scale, int32_t zero_point);
/* Copies `count` scales and zero points (NULL: all 0). */
void ir_quantise_axis(ir_tensor *t, int axis, int count, const float *scale,
                      const int32_t *zero_point);
/* Appends an operator, its attributes zero. `inputs` is copied. */
ir_op *ir_op_new(ir_graph *g, const ir_op_kind *kind, int input_count, ir_tensor *const *inputs,
                 ir_tensor *output);
void ir_graph_add_input(ir_graph *g, ir_tensor *t);
void ir_graph_add_output(ir_graph *g, ir_tensor *t);

/* ---- asking ---- */
/* Input `i` of an operator, NULL when it is absent. */
ir_tensor *ir_input(const ir_op *op, int i);
/* An attribute of type int or enum, NULL where the kind has none of that name. */
int32_t *ir_int_attr(const ir_op *op, const char *name);
/* The operator that makes `t`, NULL for inputs and constants. */
ir_op *ir_producer(const ir_graph *g, const ir_tensor *t);
int ir_is_graph_input(const ir_graph *g, const ir_tensor *t);
int ir_is_graph_output(const ir_graph *g, const ir_tensor *t);
/* The model as it came, with the same inputs and outputs. */
const ir_graph *ir_shipped(const ir_graph *g);
/* How many operators and graph outputs read `t`. */
int ir_use_count(const ir_graph *g, const ir_tensor *t);

/* ---- changing (passes) ---- */
/* Every reader of `from`, graph outputs included, reads `to` instead. */
void ir_replace_uses(ir_graph *g, ir_tensor *from, ir_tensor *to);
void ir_remove_op(ir_graph *g, int position);
/* Drops tensors that nothing mentions and numbers the rest anew. */
void ir_compact(ir_graph *g);

/* ---- text form: ir_parse(ir_print(g)) is g again ---- */
void ir_print(const ir_graph *g, text *out);
/* `find_kind` maps an operator's name to its kind or NULL. Refuses with line numbers. */
ir_graph *ir_parse(const char *source, const ir_op_kind *(*find_kind)(const char *name));

/* Is the graph whole? One producer each, producers before readers, every infer() agrees with the
 * output's shape. Refuses what is wrong with it. */
void ir_verify(const ir_graph *g);

#endif
