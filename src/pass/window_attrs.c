#include "pass/window_attrs.h"

#include <stddef.h>

static const struct {
    const char *name;
    size_t offset;
    int32_t absent; /* the value where the operator has no such attribute */
} fields[] = {
    {"kernel_h", offsetof(op_window, kernel_h), 0},
    {"kernel_w", offsetof(op_window, kernel_w), 0},
    {"stride_h", offsetof(op_window, stride_h), 0},
    {"stride_w", offsetof(op_window, stride_w), 0},
    {"dilation_h", offsetof(op_window, dilation_h), 1},
    {"dilation_w", offsetof(op_window, dilation_w), 1},
    {"pad_top", offsetof(op_window, pad_top), 0},
    {"pad_bottom", offsetof(op_window, pad_bottom), 0},
    {"pad_left", offsetof(op_window, pad_left), 0},
    {"pad_right", offsetof(op_window, pad_right), 0},
};
enum { FIELDS = sizeof fields / sizeof fields[0], FIRST_PAD = 6 };

static int32_t *member(op_window *w, int field) {
    return (int32_t *)(void *)((char *)w + fields[field].offset);
}

int window_attrs_read(const ir_op *op, op_window *w) {
    for (int i = 0; i < FIELDS; i++) {
        const int32_t *value = ir_int_attr(op, fields[i].name);
        *member(w, i) = value ? *value : fields[i].absent;
    }
    if (w->kernel_h == 0 && op->input_count > 1 && op->inputs[1]->shape.rank == 4) {
        w->kernel_h = op->inputs[1]->shape.dim[1];
        w->kernel_w = op->inputs[1]->shape.dim[2];
    }
    return w->stride_h > 0 && w->kernel_h > 0;
}

void window_attrs_write_pads(const ir_op *op, const op_window *w) {
    op_window copy = *w;
    for (int i = FIRST_PAD; i < FIELDS; i++)
        *ir_int_attr(op, fields[i].name) = *member(&copy, i);
}

static int fits(int64_t size, int64_t before, int64_t after, int64_t window, int64_t stride,
                int64_t outputs) {
    int64_t room = size + before + after - window;
    return before >= 0 && after >= 0 && before < window && after < window && room >= 0 &&
           room / stride + 1 == outputs;
}

int window_attrs_fit(const op_window *w, int32_t h, int32_t wide, int32_t out_h, int32_t out_w) {
    return fits(h, w->pad_top, w->pad_bottom, (int64_t)(w->kernel_h - 1) * w->dilation_h + 1,
                w->stride_h, out_h) &&
           fits(wide, w->pad_left, w->pad_right, (int64_t)(w->kernel_w - 1) * w->dilation_w + 1,
                w->stride_w, out_w);
}
