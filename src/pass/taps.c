/* Removes border rows and columns of kernels that lie in the padding in every position: those of a
 * 3x3 kernel on a map of one pixel, say.
 *
 * Requires and keeps a verified graph; keeps every value and the model's inputs and outputs. */
#include "base/mem.h"
#include "op/op.h"
#include "pass/pass.h"
#include "pass/window_attrs.h"

/* An axis of a window: taps along it, and which of them count. */
typedef struct axis {
    int index; /* of the weights */
    int32_t first, count;
} axis;

/* Is tap `i` along the axis outside with every tap of the other axis? */
static int is_outside(const op_tap *taps, const op_window *w, int along_h, int32_t i) {
    for (int32_t k = 0; k < (along_h ? w->kernel_w : w->kernel_h); k++)
        if (taps[along_h ? i * w->kernel_w + k : k * w->kernel_w + i] != OP_TAP_OUTSIDE)
            return 0;
    return 1;
}

/* The taps between the first and the last that are not always outside; one at least. */
static axis used(const op_tap *taps, const op_window *w, int along_h) {
    axis a = {along_h ? 1 : 2, 0, along_h ? w->kernel_h : w->kernel_w};
    while (a.count > 1 && is_outside(taps, w, along_h, a.first + a.count - 1))
        a.count--;
    while (a.count > 1 && is_outside(taps, w, along_h, a.first)) {
        a.first++;
        a.count--;
    }
    return a;
}

/* The window that is left. Behind, it needs less padding by what it is shorter, if there was any.
 */
static op_window shorten(op_window w, axis h, axis wide) {
    w.pad_top -= h.first * w.dilation_h;
    w.pad_bottom -= (w.kernel_h - h.first - h.count) * w.dilation_h;
    w.pad_left -= wide.first * w.dilation_w;
    w.pad_right -= (w.kernel_w - wide.first - wide.count) * w.dilation_w;
    w.pad_bottom = w.pad_bottom < 0 ? 0 : w.pad_bottom;
    w.pad_right = w.pad_right < 0 ? 0 : w.pad_right;
    w.kernel_h = h.count;
    w.kernel_w = wide.count;
    return w;
}

static void select_taps(ir_graph *g, ir_op *op, axis a) {
    op_channels taps = op_channels_all(op->inputs[1]->shape.dim[a.index]);
    taps.kept += a.first;
    taps.kept_count = a.count;
    op->inputs[1] = op_select_constant(g, op->inputs[1], a.index, &taps);
}

static void trim(ir_graph *g, ir_op *op) {
    const op_folding *hooks = op_kind_of(op)->folding;
    op_window w;
    if (!hooks || !hooks->value_inputs || !window_attrs_read(op, &w))
        return;
    const ir_shape *in = &op->inputs[0]->shape, *out = &op->output->shape;
    op_tap *taps = op_window_taps(&w, in);
    axis h = used(taps, &w, 1), wide = used(taps, &w, 0);
    op_window left = shorten(w, h, wide);
    mem_free(taps);
    if ((h.count == w.kernel_h && wide.count == w.kernel_w) ||
        !window_attrs_fit(&left, in->dim[1], in->dim[2], out->dim[1], out->dim[2]))
        return;
    select_taps(g, op, h);
    select_taps(g, op, wide);
    window_attrs_write_pads(op, &left);
}

void pass_taps(ir_graph *g) {
    for (int i = 0; i < g->op_count; i++)
        trim(g, g->ops[i]);
    ir_compact(g);
}
