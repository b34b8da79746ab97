#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cli.h"
#include "base/mem.h"
#include "cmd/cmd.h"
#include "cmd/model.h"
#include "report/facts.h"

/* ---- a table for people ---- */

static void add_ports(text *out, const char *what, ir_tensor *const *list, int count) {
    for (int i = 0; i < count; i++) {
        const ir_tensor *t = list[i];
        text_add(out, "%-7s %-28s %s%s", what, report_short_name(t), ir_type_name(t->type),
                 ir_shape_text(&t->shape));
        if (t->quant.count == 1)
            text_add(out, ", real = %.5g * (q %c %d)", (double)ir_scale(t),
                     ir_zero_point(t) < 0 ? '+' : '-', abs(ir_zero_point(t)));
        text_add_string(out, "\n");
    }
}

static const char *number(int64_t n) {
    return n ? report_number(n, "") : "-";
}

static int widest(const report_op *ops, int count, const char *(*cell)(const report_op *),
                  const char *head) {
    size_t width = strlen(head);
    for (int i = 0; i < count; i++)
        width = strlen(cell(&ops[i])) > width ? strlen(cell(&ops[i])) : width;
    return (int)width;
}

static const char *operator_cell(const report_op *r) {
    return mem_printf("%s%s%s", r->op->kind->name, *r->detail ? " " : "", r->detail);
}

static const char *from_cell(const report_op *r) {
    return r->from;
}

static const char *output_cell(const report_op *r) {
    return report_shape(r->op->output);
}

static void add_operators(text *out, const report_op *ops, int count) {
    int operator_width = widest(ops, count, operator_cell, "operator");
    int from_width = widest(ops, count, from_cell, "from");
    int output_width = widest(ops, count, output_cell, "output");
    text_add(out, "\n%4s  %-*s  %*s  %-*s %11s %5s %10s %10s  %s\n", "op", operator_width,
             "operator", from_width, "from", output_width, "output", "scale", "zero", "MAC",
             "constants", "makes");
    for (int i = 0; i < count; i++) {
        const report_op *r = &ops[i];
        text_add(out, "%4d  %-*s  %*s  %-*s %11s %5s %10s %10s  %s\n", r->op->index, operator_width,
                 operator_cell(r), from_width, r->from, output_width, output_cell(r), r->scale,
                 r->zero, number(r->macs), number(r->weights_bytes), r->name);
    }
}

static void add_memory(text *out, const op_program *p) {
    plan_buffers *b = report_buffers(p);
    const plan_buffer **in_use = NEW_ARRAY(const plan_buffer *, (size_t)b->count);
    const ir_op *at;
    int count = report_peak(p, b, in_use, &at);
    text_add(out, "tensors take %d bytes of memory; the most is in use at ", p->data_bytes);
    if (at)
        text_add(out, "operator %d:\n", at->index);
    else
        text_add_string(out, "the end:\n");
    for (int i = 0; i < count; i++)
        text_add(out, "%10d bytes  %s %s\n", in_use[i]->bytes, report_buffer_name(p, in_use[i]),
                 in_use[i]->tensor ? report_shape(in_use[i]->tensor) : "");
}

static void add_table(text *out, const ir_graph *g) {
    const op_program *p = model_program(g, &(model_options){0});
    text_add(out, "model %s\n", g->name);
    add_ports(out, "input", g->inputs, g->input_count);
    add_ports(out, "output", g->outputs, g->output_count);
    add_operators(out, report_ops(p), g->op_count);
    text_add(out, "\n%d operators, %lld MAC, %lld bytes of constants\n", g->op_count,
             (long long)op_graph_macs(g), (long long)op_program_weights_bytes(p));
    if (op_graph_macs(g) != op_graph_macs(ir_shipped(g)))
        text_add(out, "as shipped: %d operators, %lld MAC, %lld bytes of constants\n",
                 ir_shipped(g)->op_count, (long long)op_graph_macs(ir_shipped(g)),
                 (long long)op_program_shipped_weights_bytes(p));
    add_memory(out, p);
}

exit_status cmd_dump(int argc, char **argv) {
    const char *after = NULL;
    int ir = 0;
    model_options o = {.target = "host"};
    cli_option options[] = {{"ir", CLI_FLAG, &ir, NULL,
                             "the text form of doc/ir.md, which mote reads as a model", NULL, 0, 0},
                            {"after", CLI_TEXT, &after, "PASS",
                             "the text form after this pass, not after all", NULL, 0, 0},
                            {"no-fold", CLI_FLAG, &o.no_fold, NULL,
                             "keep channels that are constant or that nothing needs", NULL, 0, 0},
                            {0}};
    cli_verb verb = {
        .usage = "mote dump MODEL [--ir | --after PASS] [--no-fold]",
        .summary = "Prints a model: inputs and outputs, one line an operator, and which tensors "
                   "make the peak\nof memory. real = scale * (q - zero) says what the bytes q "
                   "mean; MAC are multiply-accumulates;\nconstants are bytes of flash.",
        .example = "  mote dump kws.tflite\n  mote dump kws.tflite --ir > kws.ir\n",
        .options = options,
        .min_arguments = 1,
        .max_arguments = 1};
    if (!cli_parse(&verb, argc, argv))
        return STATUS_DONE;
    const ir_graph *g = model_load(verb.arguments.item[0], &o, after);
    text out = {0};
    if (ir || after)
        ir_print(g, &out);
    else
        add_table(&out, g);
    fputs(text_string(&out), stdout);
    return STATUS_DONE;
}
