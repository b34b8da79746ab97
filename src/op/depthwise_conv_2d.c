#include "base/diag.h"
#include "base/mem.h"
#include "device/kernel/depthwise_column_s8.h"
#include "device/kernel/depthwise_dual_s8.h"
#include "device/kernel/depthwise_sliding_s8.h"
#include "op/dual.h"
#include "op/layer.h"
#include "op/op.h"
#include "op/quant.h"
#include "op/random.h"
#include "op/tile.h"
#include "op/window.h"

/* Inputs: x [n,h,w,i], weights [1,kh,kw,i*m], bias [i*m] or absent. Output [n,oh,ow,i*m]: channel o
 * is made from input channel o / m. The depth multiplier m follows from the shapes. */

typedef struct depthwise_conv_2d {
    op_window window; /* the kernel's size is the weights' shape */
    int32_t activation;
} depthwise_conv_2d;

static const ir_attr attrs[] = {
    OP_WINDOW_ATTRS(depthwise_conv_2d, window),
    OP_DILATION_ATTRS(depthwise_conv_2d, window),
    {"activation", IR_ATTR_ENUM, offsetof(depthwise_conv_2d, activation), op_activation_names},
    {0}};

static op_window window_of(const ir_op *op) {
    op_window w = ((const depthwise_conv_2d *)op->attr)->window;
    w.kernel_h = op->inputs[1]->shape.dim[1];
    w.kernel_w = op->inputs[1]->shape.dim[2];
    return w;
}

static int32_t multiplier_of(const ir_op *op) {
    return op->inputs[1]->shape.dim[3] / op->inputs[0]->shape.dim[3];
}

static void import_tflite(op_import *in, ir_op *op) {
    depthwise_conv_2d *a = op->attr;
    op_require_rank(op->inputs[0], 4, 4);
    op_require_rank(op->inputs[1], 4, 4);
    a->window = window_of(op);
    op_import_window(in, op, &a->window, (op_window_fields){0, 1, 2, 5, 6});
    a->activation = op_import_activation(in, 4);
}

static ir_shape infer(const ir_op *op) {
    const ir_tensor *x = op->inputs[0], *weights = op->inputs[1];
    op_require_int8(x);
    op_require_int8(op->output);
    op_require_rank(x, 4, 4);
    op_require_rank(weights, 4, 4);
    int32_t channels = weights->shape.dim[3];
    op_require_weights(weights, 3);
    op_require_bias(ir_input(op, 2), channels);
    if (weights->shape.dim[0] != 1 || channels % x->shape.dim[3] != 0)
        fail(
            STATUS_REFUSED,
            "the filter '%s' has shape %s, expected [1,h,w,c] with c a multiple of the %d channels "
            "of the input '%s'",
            weights->name, ir_shape_text(&weights->shape), x->shape.dim[3], x->name);
    quant_require_layer(x, weights, op->output, ((const depthwise_conv_2d *)op->attr)->activation);
    op_window w = window_of(op);
    ir_shape out = {.rank = 4, .dim = {x->shape.dim[0], 0, 0, channels}};
    op_window_output(&w, &x->shape, &out.dim[1], &out.dim[2]);
    return out;
}

/* The sum of one output value, taps outside the picture left out (they are the zero point). */
static int64_t sum_of(const ir_op *op, const op_window *w, const int8_t *x, int32_t y0, int32_t x0,
                      int32_t o) {
    const ir_tensor *in = op->inputs[0], *weights = op->inputs[1];
    const int32_t *d = in->shape.dim;
    int32_t channels = weights->shape.dim[3], i = o / multiplier_of(op);
    const int8_t *tap = (const int8_t *)weights->data + o;
    int64_t sum = 0;
    for (int32_t ky = 0; ky < w->kernel_h; ky++)
        for (int32_t kx = 0; kx < w->kernel_w; kx++, tap += channels) {
            int32_t row = y0 + ky * w->dilation_h, column = x0 + kx * w->dilation_w;
            if (row < 0 || row >= d[1] || column < 0 || column >= d[2])
                continue;
            sum += *tap * (x[((int64_t)row * d[2] + column) * d[3] + i] - ir_zero_point(in));
        }
    return sum;
}

static void eval(const ir_op *op, const void *const *in, void *out) {
    const depthwise_conv_2d *a = op->attr;
    const ir_shape *xs = &op->inputs[0]->shape, *ys = &op->output->shape;
    const int32_t *bias = in[2];
    op_window w = window_of(op);
    quant_scale *scales = quant_channel_scales(op->inputs[0], op->inputs[1], op->output);
    int per_channel = op->inputs[1]->quant.count > 1;
    int32_t low, high;
    quant_activation_range(op->output, a->activation, &low, &high);
    const int8_t *picture = in[0];
    int8_t *to = out;
    for (int32_t n = 0; n < ys->dim[0]; n++, picture += ir_elements(op->inputs[0]) / xs->dim[0])
        for (int32_t y = 0; y < ys->dim[1]; y++)
            for (int32_t x = 0; x < ys->dim[2]; x++)
                for (int32_t o = 0; o < ys->dim[3]; o++) {
                    int64_t sum = sum_of(op, &w, picture, y * w.stride_h - w.pad_top,
                                         x * w.stride_w - w.pad_left, o);
                    int32_t acc = quant_wrap(sum + (bias ? bias[o] : 0));
                    int64_t v = (int64_t)quant_multiply(acc, scales[per_channel ? o : 0]) +
                                ir_zero_point(op->output);
                    *to++ = (int8_t)quant_clamp(v, low, high);
                }
}

static int64_t macs(const ir_op *op) {
    const int32_t *w = op->inputs[1]->shape.dim;
    return ir_elements(op->output) * w[1] * w[2];
}

/* ---- depthwise_dual_s8: 3x3, rows in pairs ---- */

/* The channels in the form of tiles, if tiles could make all of them: tile_channels_new(). */
static tile_channel *channels_for_tiles(const ir_op *op, int32_t taps, int32_t subtracted) {
    int32_t count = op->output->shape.dim[3];
    tile_channel *channels = tile_channels_new(
        op, ((const depthwise_conv_2d *)op->attr)->activation, count, taps, count, subtracted);
    for (int32_t o = 0; o < count; o++)
        if (!channels[o].low)
            return NULL;
    return channels;
}

/* What both kernels for the DSP extension ask for. */
static int may_be_blocks(const ir_op *op, const op_window *w, const op_kernel *k) {
    return k->target.dsp && w->dilation_h == 1 && w->dilation_w == 1 && multiplier_of(op) == 1 &&
           op->output->shape.dim[3] % 4 == 0;
}

static uint32_t bytes_word(int8_t a, int8_t b, int8_t c, int8_t d) {
    return (uint32_t)(uint8_t)a | (uint32_t)(uint8_t)b << 8 | (uint32_t)(uint8_t)c << 16 |
           (uint32_t)(uint8_t)d << 24;
}

/* The constants of one block of 4 channels. */
static uint32_t *add_block(const tile_channel *channels, int is_linear, uint32_t *to) {
    uint32_t shifts = 0;
    for (int i = 0; i < 4; i++) {
        const tile_channel *c = &channels[i];
        for (const int8_t *w = c->weights; w < c->weights + 3; w++)
            *to++ = bytes_word(w[0], w[3], w[3], w[6]);
        *to++ = (uint32_t)(is_linear ? c->linear.bias : 2 * c->bias);
        *to++ = (uint32_t)(is_linear ? c->linear.multiplier : c->scale.multiplier);
        shifts |= (uint32_t)(-c->scale.shift - 1) << (8 * i);
    }
    if (!is_linear)
        *to++ = shifts;
    return to;
}

static void lower_constants(op_kernel *k, const ir_op *op, const tile_channel *channels,
                            int is_linear) {
    int32_t count = op->output->shape.dim[3];
    int32_t words = is_linear ? MOTE_DEPTHWISE_LINEAR_CONSTANTS : MOTE_DEPTHWISE_CONSTANTS;
    uint32_t *constants = NEW_ARRAY(uint32_t, (size_t)(count / 4 * words)), *to = constants;
    for (int32_t o = 0; o < count; o += 4)
        to = add_block(channels + o, is_linear, to);
    op_kernel_array(k, "constants", OP_ARRAY_U32, constants, (int32_t)(to - constants));
}

#define MOST_UNROLLED 6          /* columns of outputs */
#define MOST_UNROLLED_REACH 4095 /* bytes from a row's first output, in an instruction */

/* High and narrow, as spectrograms are: the ends of rows are most of the work then, and worth a
 * tile of one's own. */
static int is_tower(const int32_t *out) {
    return out[1] >= 16 && out[2] <= MOST_UNROLLED && out[2] > 1 &&
           out[2] * out[3] <= MOST_UNROLLED_REACH;
}

/* Rows a call where they are pushed: more would only wait for each other. */
#define ROWS_OF_PUSHED 4

/* Pairs of rows that the planes have room for: rows that two calls need are expanded twice, and the
 * constants of every channel loaded anew, so the more in one call, the better. */
static int32_t planes_lines(const op_kernel *k, const int32_t *out, int32_t stride) {
    int32_t all = ((out[1] - 1) * stride + 4) / 2;
    if (k->target.small || k->target.single_rows)
        return 2;
    int32_t rows = k->target.rows || k->target.whole ? k->target.rows : ROWS_OF_PUSHED;
    if (rows)
        return ((rows - 1) * stride + 4) / 2;
    if (is_tower(out) && stride == 1 && all <= MOTE_DEPTHWISE_MOST_LINES)
        return all;
    return out[2] <= 64 ? 9 : 5;
}

/* Columns that windows see, of two pieces' at least. */
static int32_t planes_columns(const int32_t *out, int32_t stride) {
    return ((out[2] > 2 ? out[2] : 2) - 1) * stride + 3;
}

/* Shapes, and sizes in the planes. */
static void lower_planes(op_kernel *k, const ir_op *op, const op_window *w, const op_tile *tile,
                         int32_t lines) {
    const int32_t *xd = op->inputs[0]->shape.dim, *yd = op->output->shape.dim;
    int32_t stride = w->stride_w, columns = planes_columns(yd, stride),
            seen = columns - w->pad_left;
    int32_t width = xd[2] < seen ? xd[2] : seen, pairs = yd[2] > 1 ? yd[2] / 2 : 1;
    int32_t round = tile->columns ? 1 : MOTE_DEPTHWISE_PIECES(stride);
    int32_t skipped = (round - pairs % round) % round;
    int32_t column_bytes = tile->lines ? 16 * lines : 16;
    op_kernel_int(k, "shape.columns", yd[2]);
    op_kernel_int(k, "shape.lines", lines);
    op_kernel_int(k, "shape.stride", stride);
    op_kernel_int(k, "shape.apart", tile->lines == 0);
    op_kernel_int(k, "shape.scattered", tile->scattered);
    op_kernel_int(k, "row_ends", 4 * skipped + 2 * (width & 1) + (yd[2] > 1 ? yd[2] & 1 : 0));
    op_kernel_int(k, "in_zero", ir_zero_point(op->inputs[0]));
    op_kernel_int(k, "out_zero", ir_zero_point(op->output));
    op_kernel_int(k, "channels", yd[3]);
    op_kernel_int(k, "row", columns * column_bytes);
    op_kernel_int(k, "left", w->pad_left * column_bytes);
    op_kernel_int(k, "size", width * column_bytes);
    op_kernel_int(k, "pieces_x", (pairs + skipped) * 2 * stride * column_bytes);
}

static int lower_dual(const ir_op *op, const op_window *w, op_kernel *k) {
    const ir_tensor *x = op->inputs[0];
    const int32_t *xd = x->shape.dim, *yd = op->output->shape.dim;
    int32_t activation = ((const depthwise_conv_2d *)op->attr)->activation, count = yd[3];
    op_tile_finish finish;
    if (!may_be_blocks(op, w, k) || w->kernel_h != 3 || w->kernel_w != 3 ||
        w->stride_h != w->stride_w || w->stride_h > 2 || !tile_finish_of(op, activation, &finish))
        return 0;
    tile_channel *channels = channels_for_tiles(op, 9, ir_zero_point(x)); /* in the planes */
    if (!channels)
        return 0;
    if (finish == OP_TILE_RELU &&
        tile_channels_fit(channels, count, ir_zero_point(op->output), MOTE_DEPTHWISE_LINEAR_SHIFT))
        finish = OP_TILE_LINEAR;
    int32_t stride = w->stride_w, lines = planes_lines(k, yd, stride);
    int32_t columns = planes_columns(yd, stride);
    op_kernel_start(k, "depthwise_dual_s8", yd[1], yd[2] * yd[3]);
    k->batches = xd[0];
    k->scratch_bytes = columns * lines * 16;
    k->best_rows = (lines - 1) * 2 / stride;
    int apart = !k->target.whole && !is_tower(yd), pushed = !k->target.whole;
    int scattered =
        pushed && k->best_rows > (apart ? 1 : 2) && k->best_rows <= MOTE_DEPTHWISE_MOST_SCATTERED;
    k->over_input = stride == 1 && xd[2] == yd[2];
    op_kernel_input(k, x, op_window_rows(w, x));
    lower_constants(k, op, channels, finish == OP_TILE_LINEAR);
    op_tile tile = {.field = "tile",
                    .kind = stride == 1 ? OP_TILE_DEPTHWISE_1 : OP_TILE_DEPTHWISE_2,
                    .finish = finish,
                    .lines = apart ? 0 : lines,
                    .scattered = scattered};
    if (is_tower(yd)) {
        tile.columns = yd[2];
        tile.channels = count;
        tile.pads_left = w->pad_left == 1;
        tile.pads_right = w->pad_left + xd[2] < columns;
    }
    op_kernel_tile(k, tile);
    lower_planes(k, op, w, &tile, lines);
    return 1;
}

/* ---- depthwise_column_s8, depthwise_sliding_s8: one column wide, rows in pairs ---- */

/* The constants of the block of channels c .. c + count - 1: 2, or 4. */
static uint32_t *add_column_block(const tile_channel *c, int count, int32_t height, int is_linear,
                                  uint32_t *to) {
    for (int i = 0; i < count; i++)
        *to++ = (uint32_t)(is_linear ? c[i].linear.bias : c[i].bias);
    for (int32_t y = 0; y < height; y += 2)
        for (int pair = 0; pair < count; pair += 2) {
            const int8_t *a = c[pair].weights + y, *b = c[pair + 1].weights + y;
            int more = y + 1 < height;
            *to++ = bytes_word(a[0], b[0], more ? a[1] : 0, more ? b[1] : 0);
        }
    for (int i = 0; i < count; i++) {
        CHECK(is_linear || c[i].scale.multiplier >= 1 << 30);
        *to++ = is_linear ? (uint32_t)c[i].linear.multiplier : 2 * (uint32_t)c[i].scale.multiplier;
    }
    for (int i = 0; i < count && !is_linear; i++)
        *to++ = UINT32_MAX << (32 + c[i].scale.shift);
    return to;
}

/* Rows at a time: more share more, and take more memory. Where memory counts or a row comes after
 * the other, the rows are made one by one. */
#define SLIDING_MOST 48

/* Fewer rows are faster one by one. */
#define SLIDING_LEAST 5

#define SLIDING_REACH 4095 /* bytes from a row to the next, in an instruction */
#define SLIDING_TALLEST 32 /* a window: every 6 rows are a pass of their own in the tile's code */

static int may_slide(const ir_op *op, const op_window *w, const op_kernel *k) {
    const int32_t *yd = op->output->shape.dim;
    return w->stride_h == 1 && w->kernel_h <= SLIDING_TALLEST && yd[1] >= SLIDING_LEAST &&
           yd[2] * yd[3] <= SLIDING_REACH && !k->target.small && k->target.whole;
}

/* Words of a channel's weights, its shift among them if it has one. */
static int32_t sliding_weights(int32_t height, op_tile_finish finish) {
    return (height + (finish != OP_TILE_LINEAR) + 3) / 4;
}

static void add_sliding_channel(const tile_channel *c, int32_t height, op_tile_finish finish,
                                uint32_t *to) {
    int32_t words = sliding_weights(height, finish), linear = finish == OP_TILE_LINEAR;
    for (int32_t i = 0; i < height + !linear; i++) {
        int32_t byte = (i & 1) * 2 + (i >> 1 & 1);
        int32_t value = i < height ? c->weights[i] : -c->scale.shift - 1;
        to[i / 4] |= (uint32_t)(uint8_t)value << (8 * byte);
    }
    to[words] = linear ? (uint32_t)c->linear.bias : (uint32_t)(2 * c->bias);
    to[words + 1] = (uint32_t)(linear ? c->linear.multiplier : c->scale.multiplier);
}

static void add_sliding_tiles(op_kernel *k, op_tile tile, int32_t rows, int32_t last_rows) {
    tile.field = "tile";
    tile.columns = rows;
    op_kernel_tile(k, tile);
    if (last_rows == rows)
        return;
    tile.field = "last_tile";
    tile.columns = last_rows;
    op_kernel_tile(k, tile);
}

/* Scratch: planes, sums if a tile does not add up the whole window at once, table and padding. */
static void lower_sliding_scratch(op_kernel *k, int32_t height, int32_t rows, int copied,
                                  int32_t row_bytes) {
    int32_t count = rows + height - 1, bytes = 16 * ((count + 1) / 2);
    if (height > MOTE_SLIDING_AT_ONCE)
        bytes += 16 * (rows / 2 + 2);
    op_kernel_int(k, "planes_words", bytes / 4);
    k->scratch_bytes = bytes;
    if (!copied)
        return;
    op_kernel_function(k, "copy", "mote_sliding_copy_rows");
    k->scratch_bytes += 8 * (count + 1) + row_bytes;
}

static void lower_sliding(const ir_op *op, const op_window *w, tile_channel *channels,
                          op_tile_finish finish, op_kernel *k) {
    const int32_t *yd = op->output->shape.dim;
    int32_t height = w->kernel_h, rows = yd[1] < SLIDING_MOST ? yd[1] : SLIDING_MOST;
    int32_t last_rows = (yd[1] - 1) % rows + 1;
    if (tile_channels_fit(channels, yd[3], ir_zero_point(op->output), MOTE_SLIDING_LINEAR_SHIFT))
        finish = OP_TILE_LINEAR;
    int32_t words = sliding_weights(height, finish) + MOTE_SLIDING_SCALE;
    uint32_t *blocks = NEW_ARRAY(uint32_t, (size_t)(words * yd[3]));
    for (int32_t o = 0; o < yd[3]; o++)
        add_sliding_channel(&channels[o], height, finish, blocks + o * words);
    k->best_rows = rows;
    k->fixed_rows = 1;
    op_kernel_array(k, "blocks", OP_ARRAY_U32, blocks, words * yd[3]);
    int copied = w->pad_top > 0 || w->pad_bottom > 0 || (rows + height - 1) % 2 ||
                 (last_rows + height - 1) % 2;
    add_sliding_tiles(k,
                      (op_tile){.kind = OP_TILE_SLIDING,
                                .finish = finish,
                                .lines = height,
                                .channels = yd[2] * yd[3],
                                .scattered = copied},
                      rows, last_rows);
    lower_sliding_scratch(k, height, rows, copied, yd[2] * yd[3]);
    op_kernel_int(k, "rows", rows);
}

/* Are two rows made at a time? A tile is written for the window's height. */
static int makes_pairs(const op_window *w, int32_t out_h, const op_kernel *k) {
    return w->stride_h == 1 && w->kernel_h <= SLIDING_TALLEST && out_h > 1 && !k->target.small &&
           !k->target.single_rows;
}

static void lower_still(const ir_op *op, const op_window *w, tile_channel *channels,
                        op_tile_finish finish, op_kernel *k) {
    const int32_t *yd = op->output->shape.dim;
    int padded = w->pad_top > 0 || w->pad_bottom > 0;
    if (tile_channels_fit(channels, yd[3], ir_zero_point(op->output), MOTE_COLUMN_LINEAR_SHIFT))
        finish = OP_TILE_LINEAR;
    int rows = makes_pairs(w, yd[1], k) ? 2 : 1, count = 4 / rows;
    int32_t words = (w->kernel_h + 1) / 2 * count / 2 + (finish == OP_TILE_LINEAR ? 2 : 3) * count;
    uint32_t *blocks = NEW_ARRAY(uint32_t, (size_t)(words * yd[3] / count)), *to = blocks;
    for (int32_t o = 0; o < yd[3]; o += count)
        to = add_column_block(channels + o, count, w->kernel_h, finish == OP_TILE_LINEAR, to);
    k->best_rows = rows;
    k->over_input = 1;
    k->scratch_bytes = 8 * (w->kernel_h + 1) + (padded ? yd[2] * yd[3] : 0);
    op_kernel_array(k, "blocks", OP_ARRAY_U32, blocks, words * yd[3] / count);
    op_kernel_tile(k, (op_tile){.field = "tile",
                                .kind = rows == 2 ? OP_TILE_COLUMN_PAIR : OP_TILE_COLUMN,
                                .finish = finish,
                                .lines = rows == 2 ? w->kernel_h : 0});
    op_kernel_int(k, "rows", rows);
    op_kernel_int(k, "stride_h", w->stride_h);
    op_kernel_int(k, "padding_bytes", padded ? yd[2] * yd[3] : 0);
}

static int is_column(const ir_op *op, const op_window *w) {
    return w->kernel_w == 1 && w->stride_w == 1 &&
           op->inputs[0]->shape.dim[2] == op->output->shape.dim[2];
}

static int lower_column(const ir_op *op, const op_window *w, op_kernel *k) {
    const ir_tensor *x = op->inputs[0];
    const int32_t *xd = x->shape.dim, *yd = op->output->shape.dim;
    int32_t activation = ((const depthwise_conv_2d *)op->attr)->activation;
    op_tile_finish finish;
    if (!may_be_blocks(op, w, k) || !is_column(op, w) || !tile_finish_of(op, activation, &finish))
        return 0;
    tile_channel *channels = channels_for_tiles(op, w->kernel_h, 0);
    if (!channels)
        return 0;
    int is_sliding = may_slide(op, w, k);
    op_kernel_start(k, is_sliding ? "depthwise_sliding_s8" : "depthwise_column_s8", yd[1],
                    yd[2] * yd[3]);
    k->batches = xd[0];
    op_kernel_input(k, x, op_window_rows(w, x));
    (is_sliding ? lower_sliding : lower_still)(op, w, channels, finish, k);
    op_kernel_int(k, "row_bytes", yd[2] * yd[3]);
    op_kernel_int(k, "channels", yd[3]);
    op_kernel_int(k, "kernel_h", w->kernel_h);
    op_kernel_int(k, "in_zero", ir_zero_point(x));
    op_kernel_int(k, "nudge", 2 * ir_zero_point(op->output) + 1);
    return 1;
}

/* All channels from one: then it is a convolution. */
static int lower_as_convolution(const ir_op *op, const op_window *w, op_kernel *k) {
    const ir_tensor *x = op->inputs[0];
    const int32_t *xd = x->shape.dim, *yd = op->output->shape.dim;
    dual_layer l = {op,
                    *w,
                    ((const depthwise_conv_2d *)op->attr)->activation,
                    op_window_rows(w, x),
                    xd[0],
                    xd[2],
                    xd[3],
                    yd[1],
                    yd[2],
                    yd[3],
                    yd[3]};
    return xd[3] == 1 && dual_lower(k, &l);
}

static void lower(const ir_op *op, op_kernel *k) {
    const depthwise_conv_2d *a = op->attr;
    const ir_tensor *x = op->inputs[0], *weights = op->inputs[1];
    const int32_t *xd = x->shape.dim, *yd = op->output->shape.dim;
    op_window w = window_of(op);
    if (lower_dual(op, &w, k) || lower_column(op, &w, k) || lower_as_convolution(op, &w, k))
        return;
    op_kernel_start(k, "depthwise_s8", yd[1], yd[2] * yd[3]);
    k->batches = xd[0];
    op_kernel_input(k, x, op_window_rows(&w, x));
    op_kernel_array(k, "weights", OP_ARRAY_S8, weights->data, (int32_t)ir_elements(weights));
    quant_lower_channels(k, ir_input(op, 2) ? ir_input(op, 2)->data : NULL,
                         quant_channel_scales(x, weights, op->output), weights->quant.count, yd[3]);
    op_kernel_int(k, "in_w", xd[2]);
    op_kernel_int(k, "in_c", xd[3]);
    op_kernel_int(k, "out_w", yd[2]);
    op_kernel_int(k, "depth_multiplier", multiplier_of(op));
    op_kernel_int(k, "kernel_h", w.kernel_h);
    op_kernel_int(k, "kernel_w", w.kernel_w);
    op_kernel_int(k, "stride_h", w.stride_h);
    op_kernel_int(k, "stride_w", w.stride_w);
    op_kernel_int(k, "dilation_h", w.dilation_h);
    op_kernel_int(k, "dilation_w", w.dilation_w);
    op_kernel_int(k, "pad_left", w.pad_left);
    op_kernel_int(k, "in_zero", ir_zero_point(x));
    quant_lower_output(k, op->output, a->activation);
}

/* Words of depthwise_add_pair_s8: the window's rows as those of the input. */
static void lower_add_pairs(op_kernel *add, const ir_op *op, const op_window *w, int32_t height) {
    const ir_tensor *weights = op->inputs[1];
    int32_t channels = weights->shape.dim[3], pairs = (height + 1) / 2;
    uint32_t *words = NEW_ARRAY(uint32_t, (size_t)(pairs * channels / 2));
    const int8_t *taps = weights->data;
    for (int32_t y = 0; y < height && y + w->pad_top < w->kernel_h; y++)
        for (int32_t c = 0; c < channels; c++)
            words[(y / 2 * channels + c) / 2] |=
                (uint32_t)(uint8_t)taps[(y + w->pad_top) * channels + c]
                << (16 * (y % 2) + 8 * (c % 2));
    add->in[0].window = add->in[0].stride = 2;
    op_kernel_array(add, "weights", OP_ARRAY_U32, words, pairs * channels / 2);
    op_kernel_int(add, "width", op->output->shape.dim[2]);
    op_kernel_int(add, "channels", channels);
}

static void lower_add_rows(op_kernel *add, const ir_op *op, const op_window *w) {
    const ir_tensor *weights = op->inputs[1];
    op_kernel_array(add, "weights", OP_ARRAY_S8, weights->data, (int32_t)ir_elements(weights));
    op_kernel_int(add, "in_w", op->inputs[0]->shape.dim[2]);
    op_kernel_int(add, "in_c", op->inputs[0]->shape.dim[3]);
    op_kernel_int(add, "out_w", op->output->shape.dim[2]);
    op_kernel_int(add, "depth_multiplier", multiplier_of(op));
    op_window_lower_row(add, w);
}

static int lower_accumulate(const ir_op *op, op_rows rows, op_kernel *add, op_kernel *finish) {
    const ir_tensor *x = op->inputs[0];
    const int32_t *yd = op->output->shape.dim;
    op_window w = window_of(op);
    if (yd[0] != 1 || yd[1] != 1 || w.dilation_h != 1)
        return 0;
    int in_pairs = may_be_blocks(op, &w, add) && is_column(op, &w);
    op_kernel_start_accumulate(add, in_pairs ? "depthwise_add_pair_s8" : "depthwise_add_s8", finish,
                               "finish_s32", op, rows, yd[2] * yd[3]);
    if (in_pairs)
        lower_add_pairs(add, op, &w, rows.height);
    else
        lower_add_rows(add, op, &w);
    op_kernel_int(add, "in_zero", ir_zero_point(x));
    quant_lower_finish(finish, op, ((const depthwise_conv_2d *)op->attr)->activation, yd[2], yd[3],
                       quant_channel_scales(x, op->inputs[1], op->output));
    return 1;
}

static void ranges(const ir_op *op, const op_range *const *in, op_range *out) {
    const ir_tensor *x = op->inputs[0], *weights = op->inputs[1];
    const int32_t *bias = ir_input(op, 2) ? ir_input(op, 2)->data : NULL;
    op_window w = window_of(op);
    op_tap *taps = op_window_taps(&w, &x->shape);
    quant_scale *scales = quant_channel_scales(x, weights, op->output);
    int32_t channels = weights->shape.dim[3];
    for (int32_t o = 0; o < channels; o++) {
        const int8_t *tap = (const int8_t *)weights->data + o;
        quant_sums sums = {bias ? bias[o] : 0, bias ? bias[o] : 0};
        for (int32_t k = 0; k < w.kernel_h * w.kernel_w; k++, tap += channels)
            quant_add_product(&sums, *tap, in[0][o / multiplier_of(op)], ir_zero_point(x), taps[k]);
        out[o] = quant_range_of_sums(sums, scales[weights->quant.count > 1 ? o : 0], op->output,
                                     ((const depthwise_conv_2d *)op->attr)->activation);
    }
    mem_free(taps);
    mem_free(scales);
}

static int tie(const ir_op *op, op_ties *t) {
    for (int32_t o = 0; o < op->inputs[1]->shape.dim[3]; o++)
        t->tie(t, 0, o / multiplier_of(op), o);
    return 1;
}

static void select(ir_graph *g, ir_op *op, const op_channels *in, const op_channels *out) {
    const ir_tensor *bias = ir_input(op, 2);
    (void)in;
    op->inputs[1] = op_select_constant(g, op->inputs[1], 3, out);
    if (!bias || out->kept_count == out->count)
        return;
    int32_t *values = NEW_ARRAY(int32_t, (size_t)out->kept_count);
    for (int32_t k = 0; k < out->kept_count; k++)
        values[k] = ((const int32_t *)bias->data)[out->kept[k]];
    layer_set_bias(g, op, out, values);
    mem_free(values);
}

static const op_folding folding = {.value_inputs = 1,
                                   .ranges = ranges,
                                   .pads_zero_point = op_pads_zero_point,
                                   .tie = tie,
                                   .select = select};

extern const op_kind op_depthwise_conv_2d;

/* Makes the draw one for the kernels of the DSP extension: 3x3 or one column, blocks of 4. */
static void draw_blocks(rng *r, op_window *w, int32_t *in_c) {
    w->kernel_h = rng_chance(r, 50) ? 3 : (int32_t)rng_range(r, 1, 14);
    w->kernel_w = w->kernel_h == 3 && rng_chance(r, 80) ? 3 : 1;
    *in_c = 4 * (int32_t)rng_range(r, 1, 8);
}

/* More rows than one pass makes, narrow or not. */
static void draw_tower(rng *r, ir_shape *xs) {
    xs->dim[0] = 1;
    xs->dim[2] = (int32_t)rng_range(r, 1, rng_chance(r, 80) ? 8 : 70);
    int32_t most = RANDOM_TENSOR_BYTES / xs->dim[2] / xs->dim[3];
    xs->dim[1] = (int32_t)rng_range(r, 1, most < 1 ? 1 : most > 60 ? 60 : most);
}

static void draw(rng *r, ir_graph *g) {
    op_window w = {0};
    int blocks = rng_chance(r, 40);
    op_window_random_kernel(r, &w);
    int32_t in_c = random_channels(r);
    if (blocks)
        draw_blocks(r, &w, &in_c);
    int32_t taps = w.kernel_h * w.kernel_w, most = RANDOM_WEIGHTS_BYTES / taps;
    in_c = in_c < most ? in_c : most;
    int32_t m =
        blocks || rng_chance(r, 50) ? 1 : random_size(r, most / in_c < 16 ? most / in_c : 16);
    ir_shape xs = random_image(r, in_c * m);
    xs.dim[3] = in_c;
    if (blocks && rng_chance(r, w.kernel_w == 1 ? 75 : 40))
        draw_tower(r, &xs);
    ir_shape ws = {4, {1, w.kernel_h, w.kernel_w, in_c * m}};
    ir_tensor *x = random_input(r, g, &xs);
    ir_tensor *weights = random_weights(r, g, &ws, 3);
    ir_tensor *in[] = {x, weights, random_bias(r, g, in_c * m, x, weights)};
    ir_op *op = ir_op_new(g, &op_depthwise_conv_2d.ir, 3, in, NULL);
    depthwise_conv_2d *a = op->attr;
    do
        op_window_random(r, &w, &xs, !blocks);
    while (blocks && w.stride_w != (w.kernel_w == 1 ? 1 : w.stride_h));
    a->window = w;
    a->activation = blocks && rng_chance(r, 60) ? OP_ACTIVATION_NONE : random_activation(r);
    random_output(r, g, op, random_products_scale(x, weights), taps);
}

const op_kind op_depthwise_conv_2d = {
    .ir = {"depthwise_conv_2d", sizeof(depthwise_conv_2d), attrs, 2, 3, infer},
    .tflite_name = "DEPTHWISE_CONV_2D",
    .tflite_code = 4,
    .import_tflite = import_tflite,
    .eval = eval,
    .macs = macs,
    .lower = lower,
    .lower_accumulate = lower_accumulate,
    .folding = &folding,
    .random = draw,
};
