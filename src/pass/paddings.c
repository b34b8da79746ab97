/* Lets windows pad: a PAD of height and width goes where all that read it can pad by themselves.
 *
 * Padding is the zero point in both: the taps outside of a convolution's picture count as 0, those
 * outside of a maximum pool's do not count, which is the same where no value is smaller.
 * Requires and keeps a verified graph; keeps the model's inputs and outputs and the values of all
 * tensors that stay. */
#include <string.h>

#include "pass/pass.h"
#include "pass/ranges.h"
#include "pass/window_attrs.h"

/* What a PAD of pictures adds: before and after of height and width. */
static const int32_t *paddings_of(const ir_op *op) {
    const ir_attr *a = op->kind->attrs;
    if (strcmp(op->kind->name, "pad") != 0 || op->inputs[0]->shape.rank != 4 ||
        op->inputs[0]->data || !ir_is_quantised_alike(op->inputs[0], op->output))
        return NULL;
    const int32_t *p = ((const ir_ints *)(const void *)((const char *)op->attr + a->offset))->value;
    return p[0] || p[1] || p[6] || p[7] ? NULL : p + 2;
}

/* The window of `reader` once it pads, too. Returns 0 if it cannot. */
static int widen(const pass_ranges *r, const ir_op *pad, const ir_op *reader, op_window *w) {
    const op_folding *hooks = op_kind_of(reader)->folding;
    const ir_tensor *x = pad->inputs[0];
    const int32_t *p = paddings_of(pad), *y = reader->output->shape.dim;
    if (!hooks || !hooks->pads_zero_point || !window_attrs_read(reader, w) ||
        !hooks->pads_zero_point(reader, r->range + r->first[x->id]))
        return 0;
    w->pad_top += p[0];
    w->pad_bottom += p[1];
    w->pad_left += p[2];
    w->pad_right += p[3];
    return window_attrs_fit(w, x->shape.dim[1], x->shape.dim[2], y[1], y[2]);
}

static int reads(const ir_op *op, const ir_tensor *t) {
    for (int k = 0; k < op->input_count; k++)
        if (op->inputs[k] == t)
            return 1;
    return 0;
}

static int can_go(const pass_ranges *r, const ir_graph *g, const ir_op *pad) {
    op_window w;
    if (!paddings_of(pad) || ir_is_graph_output(g, pad->output))
        return 0;
    for (int i = 0; i < g->op_count; i++)
        if (reads(g->ops[i], pad->output) && !widen(r, pad, g->ops[i], &w))
            return 0;
    return 1;
}

void pass_paddings(ir_graph *g) {
    pass_ranges ranges = pass_ranges_new(g);
    for (int i = 0; i < g->op_count && ranges.count > 0; i++) {
        ir_op *pad = g->ops[i];
        op_window w;
        if (!can_go(&ranges, g, pad))
            continue;
        for (int k = 0; k < g->op_count; k++)
            if (reads(g->ops[k], pad->output) && widen(&ranges, pad, g->ops[k], &w))
                window_attrs_write_pads(g->ops[k], &w);
        ir_replace_uses(g, pad->output, pad->inputs[0]);
        ir_remove_op(g, i--);
    }
    pass_ranges_free(&ranges);
    ir_compact(g);
}
