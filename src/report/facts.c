#include "report/facts.h"

#include <string.h>

#include "base/mem.h"

/* ---- names ---- */

#define NAME_LIMIT 28 /* characters of a shortened name */

const char *report_short_name(const ir_tensor *t) {
    const char *end = t->name + strcspn(t->name, ";"), *start = end;
    for (int parts = 0; start > t->name; start--)
        if (start[-1] == '/' && ++parts == 2)
            break;
    int dots = end - start > NAME_LIMIT;
    if (dots)
        start = end - (NAME_LIMIT - 2);
    char *name = mem_printf("%s%.*s", dots ? ".." : "", (int)(end - start), start);
    for (char *c = name; *c; c++)
        if (*c < ' ' || *c > '~')
            *c = '?';
    return name;
}

const char *report_shape(const ir_tensor *t) {
    const char *shape = ir_shape_text(&t->shape);
    return t->type == IR_INT8 ? shape : mem_printf("%s%s", ir_type_name(t->type), shape);
}

const char *report_number(int64_t n, const char *separator) {
    const char *digits = mem_printf("%lld", (long long)n);
    text out = {0};
    for (size_t i = 0, length = strlen(digits); i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0 && digits[i - 1] != '-')
            text_add_string(&out, separator);
        text_add(&out, "%c", digits[i]);
    }
    return text_string(&out);
}

/* ---- an operator in words ---- */

static int32_t int_attr(const ir_op *op, const ir_attr *a) {
    int32_t v;
    memcpy(&v, (const char *)op->attr + a->offset, sizeof v);
    return v;
}

static void add_word(text *out, const char *word) {
    text_add(out, "%s%s", out->length ? ", " : "", word);
}

static int ends_in(const char *name, const char *end) {
    size_t n = strlen(name), m = strlen(end);
    return n >= m && strcmp(name + n - m, end) == 0;
}

/* "stride 2x2" of stride_h and stride_w; a pair of ones goes without saying. */
static void add_pair(text *out, const ir_op *op, const ir_attr *h, const ir_attr *w) {
    int32_t y = int_attr(op, h), x = int_attr(op, w);
    if (y != 1 || x != 1)
        add_word(out, mem_printf("%.*s %dx%d", (int)strlen(h->name) - 2, h->name, y, x));
}

/* "3x3": a pool keeps its kernel in attributes, a convolution has weights [., h, w, .]. */
static void add_kernel(text *out, const ir_op *op) {
    const ir_attr *a = op->kind->attrs;
    while (a && a->name && strcmp(a->name, "kernel_h") != 0)
        a++;
    if (a && a->name)
        add_word(out, mem_printf("%dx%d", int_attr(op, a), int_attr(op, a + 1)));
    else if (strstr(op->kind->name, "conv_2d"))
        add_word(out,
                 mem_printf("%dx%d", op->inputs[1]->shape.dim[1], op->inputs[1]->shape.dim[2]));
}

static void add_ints(text *out, const ir_op *op, const ir_attr *a) {
    ir_ints ints;
    memcpy(&ints, (const char *)op->attr + a->offset, sizeof ints);
    text list = {0};
    for (int i = 0; i < ints.count; i++)
        text_add(&list, "%s%d", i ? "," : "", ints.value[i]);
    add_word(out, mem_printf("%s %s", a->name, text_string(&list)));
}

static const char *detail_of(const ir_op *op) {
    text out = {0};
    add_kernel(&out, op);
    for (const ir_attr *a = op->kind->attrs; a && a->name; a++) {
        if (ends_in(a->name, "_h") && a[1].name && ends_in(a[1].name, "_w")) {
            if (strcmp(a->name, "kernel_h") != 0)
                add_pair(&out, op, a, a + 1);
            a++;
        } else if (a->type == IR_ATTR_INTS) {
            add_ints(&out, op, a);
        } else if (a->type == IR_ATTR_ENUM && int_attr(op, a) != 0) {
            add_word(&out, a->names[int_attr(op, a)]);
        }
    }
    return text_string(&out);
}

static const char *from_of(const ir_graph *g, const ir_op *op) {
    text out = {0};
    for (int i = 0; i < op->input_count; i++) {
        const ir_tensor *t = op->inputs[i];
        if (!t || t->data)
            continue;
        const ir_op *producer = ir_producer(g, t);
        text_add(&out, "%s%s", out.length ? "," : "",
                 producer ? mem_printf("%d", producer->index) : "in");
    }
    return text_string(&out);
}

static const char *weights_scale_of(const ir_op *op) {
    const ir_tensor *w = ir_input(op, 1);
    if (!w || !w->data || w->quant.count == 0)
        return "";
    return w->quant.count > 1 ? "per channel" : "per tensor";
}

report_op *report_ops(const op_program *p) {
    const ir_graph *g = p->graph;
    report_op *list = NEW_ARRAY(report_op, (size_t)g->op_count);
    int step = 0;
    for (int i = 0; i < g->op_count; i++) {
        const ir_op *op = g->ops[i];
        const ir_quant *q = &op->output->quant;
        int first = step;
        int64_t weights_bytes = 0;
        for (; step < p->step_count && p->steps[step].op == op; step++)
            weights_bytes += op_step_weights_bytes(&p->steps[step]);
        list[i] = (report_op){
            .op = op,
            .step = first,
            .step_count = step - first,
            .detail = detail_of(op),
            .from = from_of(g, op),
            .name = report_short_name(op->output),
            .scale = q->count == 1 ? mem_printf("%.5g", (double)q->scale[0]) : "",
            .zero = q->count == 1 ? mem_printf("%d", q->zero_point[0]) : "",
            .weights_scale = weights_scale_of(op),
            .macs = op_macs(op),
            .weights_bytes = weights_bytes,
        };
    }
    return list;
}

/* ---- memory ---- */

plan_buffers *report_buffers(const op_program *p) {
    plan_buffers *b = plan_lifetimes(p);
    for (int i = 0; i < b->count; i++)
        if (b->buffer[i].tensor)
            b->buffer[i].offset = p->offset[b->buffer[i].tensor->id];
    for (int i = 0; i < p->step_count; i++)
        if (b->of_scratch[i] >= 0)
            b->buffer[b->of_scratch[i]].offset = p->steps[i].scratch_offset;
    return b;
}

int report_peak(const op_program *p, const plan_buffers *b, const plan_buffer **in_use,
                const ir_op **at_op) {
    int step = 0, count = 0;
    plan_lower_bound(b, &step);
    *at_op = step < p->step_count ? p->steps[step].op : NULL;
    for (int i = 0; i < b->count; i++) {
        const plan_buffer *x = &b->buffer[i];
        if (x->first > step || x->last < step)
            continue;
        int k = count++;
        for (; k > 0 && in_use[k - 1]->bytes < x->bytes; k--)
            in_use[k] = in_use[k - 1];
        in_use[k] = x;
    }
    return count;
}

const char *report_buffer_name(const op_program *p, const plan_buffer *b) {
    if (!b->tensor)
        return "scratch";
    const ir_op *producer = ir_producer(p->graph, b->tensor);
    if (!producer)
        return mem_printf("input '%s'", report_short_name(b->tensor));
    return mem_printf("output of %d %s", producer->index, producer->kind->name);
}
