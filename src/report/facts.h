/* What people want to know of a program: each operator in a few words and numbers, and what makes
 * the peak of memory. Pages and tables are built from it. */
#ifndef MOTE_REPORT_FACTS_H
#define MOTE_REPORT_FACTS_H

#include "op/program.h"
#include "plan/plan.h"

typedef struct report_op {
    const ir_op *op;
    int step, step_count; /* its steps in the program; none for a view, two for some by rows */
    const char *detail;   /* "3x3, stride 2x2, relu"; "" */
    const char *from;     /* the operators that make its inputs: "4,7"; "in" is the outside world */
    const char *name;     /* what it makes, shortened */
    const char *scale, *zero;  /* of what it makes; "" when not quantised */
    const char *weights_scale; /* "per channel", "per tensor"; "" without weights */
    int64_t macs, weights_bytes;
} report_op;

/* One for each operator of the graph, in order. */
report_op *report_ops(const op_program *p);

/* "functional_1/conv2d/Relu;functional_1/..." -> "conv2d/Relu"; printable ASCII. */
const char *report_short_name(const ir_tensor *t);
/* "[1,25,5,64]", with the type in front unless it is int8. */
const char *report_shape(const ir_tensor *t);

/* The buffers of a planned program, with their offsets. */
plan_buffers *report_buffers(const op_program *p);
/* Buffers in use at the peak, the largest first. Returns how many; `at_op` is the operator. */
int report_peak(const op_program *p, const plan_buffers *b, const plan_buffer **in_use,
                const ir_op **at_op);
/* "output of 3 conv_2d", "input 'x'", "scratch". */
const char *report_buffer_name(const op_program *p, const plan_buffer *b);

/* 935760 -> "935 760", with a separator of the caller's. */
const char *report_number(int64_t n, const char *separator);

#endif
