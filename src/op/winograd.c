#include "op/winograd.h"

#include "base/mem.h"
#include "device/kernel/conv2d_winograd_s8.h"
#include "op/tile.h"

#define GROUP WINOGRAD_CHANNELS
#define UNROLL 8                      /* steps in a tile's loop, at most */
#define MOST_SCRATCH_BYTES (32 << 10) /* what is lost in RAM is not worth it, beyond */

/* ---- weights ---- */

/* G g for three values `step` apart, in the order of places. */
static void transform(const int32_t *g, int step, int32_t *to, int to_step) {
    int32_t a = g[0], b = g[step], c = g[2 * step];
    to[0] = -4 * (a + b + c);
    to[to_step] = -4 * (a - b + c);
    to[2 * to_step] = a + 2 * b + 4 * c;
    to[3 * to_step] = a - 2 * b + 4 * c;
    to[4 * to_step] = 2 * a;
    to[5 * to_step] = 8 * c;
}

/* U of one input channel, place by place: `weights` is [3][3][in_c]. */
static void filter(const int8_t *weights, int32_t in_c, int32_t u[WINOGRAD_PLACES]) {
    int32_t g[9], columns[18];
    for (int i = 0; i < 9; i++)
        g[i] = weights[i * in_c];
    for (int i = 0; i < 3; i++)
        transform(g + i, 3, columns + i, 3);
    for (int i = 0; i < 6; i++)
        transform(columns + 3 * i, 1, u + 6 * i, 1);
}

/* Where input channel c lies: its step, and its half of the word (the order of SXTB16). */
static int32_t step_of(int32_t c) {
    return c / 4 * 2 + c % 2;
}

static void add_channel(const tile_channel *c, int32_t in_c, int32_t zero, uint32_t *group,
                        int slot) {
    int32_t steps = in_c / 2, shift = -c->scale.shift - 1;
    uint32_t *products = group + GROUP;
    uint32_t *constants = products + WINOGRAD_PLACES * steps * GROUP + 3 * slot;
    for (int32_t i = 0; i < in_c; i++) {
        int32_t u[WINOGRAD_PLACES];
        filter(c->weights + i, in_c, u);
        for (int place = 0; place < WINOGRAD_PLACES; place++)
            products[(place * steps + step_of(i)) * GROUP + slot] |= (uint32_t)(uint16_t)u[place]
                                                                     << (i % 4 / 2 * 16);
    }
    group[slot] = (uint32_t)(576 * c->bias);
    constants[0] = (uint32_t)c->scale.multiplier;
    constants[1] = (uint32_t)shift;
    constants[2] = (uint32_t)((2 * zero + 1) * (1 << shift));
}

static int64_t weight_words(const dual_layer *l) {
    return (int64_t)l->out_c * (1 + WINOGRAD_PLACES * l->in_c / 2 + 3);
}

static void lower_weights(op_kernel *k, const dual_layer *l, const tile_channel *channels) {
    int32_t words = (int32_t)weight_words(l), group_words = words / (l->out_c / GROUP);
    int32_t zero = ir_zero_point(l->op->output);
    uint32_t *weights = NEW_ARRAY(uint32_t, (size_t)words);
    for (int32_t o = 0; o < l->out_c; o++)
        add_channel(&channels[o], l->in_c, zero, weights + o / GROUP * group_words, o % GROUP);
    op_kernel_array(k, "weights", OP_ARRAY_U32, weights, words);
}

/* ---- which layers ---- */

static int is_window(const op_window *w) {
    return w->kernel_h == 3 && w->kernel_w == 3 && w->stride_h == 1 && w->stride_w == 1 &&
           w->dilation_h == 1 && w->dilation_w == 1;
}

static int is_exact(const tile_channel *channels, int32_t count) {
    for (int32_t i = 0; i < count; i++)
        if (!channels[i].winograd)
            return 0;
    return 1;
}

static int32_t pairs_of(const dual_layer *l) {
    return (l->out_w + WINOGRAD_COLUMNS - 1) / WINOGRAD_COLUMNS;
}

/* Steps in a round of a tile's loop. */
static int unroll_of(const dual_layer *l) {
    int unroll = UNROLL;
    while (l->in_c / 2 % unroll)
        unroll /= 2;
    return unroll;
}

/* Cycles of a Cortex-M4, within a few percent of measured ones. */
static int64_t cycles(const dual_layer *l) {
    int64_t rounds = l->in_c / 2 / unroll_of(l), place = 8 * l->in_c + 7 * rounds + 13;
    int64_t pair = (9 * place + 900) * l->out_c + 550 * l->in_c + 200;
    return (l->out_h + WINOGRAD_SIZE - 1) / WINOGRAD_SIZE * pairs_of(l) * pair;
}

static int64_t direct_cycles(const dual_layer *l) {
    return (int64_t)l->out_h * l->out_w * l->out_c * (17 * l->in_c / 2 + 20);
}

static int64_t scratch_bytes(const dual_layer *l) {
    int64_t columns = WINOGRAD_COLUMNS * pairs_of(l) + 2;
    return 4 * ((3 * columns + WINOGRAD_PLACES) * l->in_c + WINOGRAD_SUM_WORDS) + 6 * l->in_c +
           WINOGRAD_SIZE * WINOGRAD_COLUMNS * l->out_c;
}

static int is_worth_it(const op_kernel *k, const dual_layer *l) {
    return k->target.dsp && is_window(&l->window) && l->in_c % 4 == 0 && l->out_c % GROUP == 0 &&
           4 * weight_words(l) <= k->target.winograd_bytes &&
           scratch_bytes(l) <= MOST_SCRATCH_BYTES && 10 * cycles(l) <= 9 * direct_cycles(l);
}

int winograd_lower(op_kernel *k, const dual_layer *l) {
    op_tile_finish finish;
    if (!is_worth_it(k, l) || !tile_finish_of(l->op, l->activation, &finish))
        return 0;
    tile_channel *channels =
        tile_channels_new(l->op, l->activation, l->out_c, 9 * l->in_c, l->tap_step, 0);
    if (!is_exact(channels, l->out_c))
        return 0;
    op_kernel_start(k, "conv2d_winograd_s8", l->out_h, l->out_w * l->out_c);
    k->batches = l->batches;
    op_kernel_input(k, l->op->inputs[0], l->in);
    lower_weights(k, l, channels);
    op_kernel_int(k, "in_w", l->in_w);
    op_kernel_int(k, "in_c", l->in_c);
    op_kernel_int(k, "out_w", l->out_w);
    op_kernel_int(k, "out_c", l->out_c);
    op_kernel_int(k, "pad_left", l->window.pad_left);
    op_kernel_int(k, "in_zero", ir_zero_point(l->op->inputs[0]));
    op_kernel_int(k, "pairs", pairs_of(l));
    op_kernel_int(k, "out_zero", ir_zero_point(l->op->output));
    op_kernel_tile(k, (op_tile){.field = "make",
                                .kind = OP_TILE_WINOGRAD,
                                .finish = OP_TILE_PLAIN,
                                .unroll = unroll_of(l)});
    k->best_rows = l->out_h < WINOGRAD_SIZE ? l->out_h : WINOGRAD_SIZE;
    k->scratch_bytes = (int32_t)scratch_bytes(l);
    return 1;
}
