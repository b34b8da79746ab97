/* The ranges of channels: whatever an operator's inputs are, within ranges drawn for their
 * channels, its outputs lie in the ranges that it promises. */
#include "op/op.h"
#include "op/window.h"
#include "test.h"

#define DRAWS 400
#define SAMPLES 6

typedef struct draw {
    rng r;
    ir_op *op;
    int inputs; /* with values */
    op_range *in[IR_MAX_INPUTS], *out;
    void **values;
} draw;

/* Often one value, often the zero point. */
static op_range draw_range(draw *d, const ir_tensor *t) {
    op_range all = op_range_of_type(t->type);
    int32_t a = (int32_t)rng_range(&d->r, all.low, all.high);
    int32_t b = (int32_t)rng_range(&d->r, all.low, all.high);
    if (rng_chance(&d->r, 20))
        return all;
    if (rng_chance(&d->r, 30))
        a = b = ir_zero_point(t);
    if (rng_chance(&d->r, 40))
        b = a;
    return a < b ? (op_range){a, b} : (op_range){b, a};
}

static op_range *draw_ranges(draw *d, const ir_tensor *t) {
    int32_t channels = op_channel_count(t);
    op_range *range = NEW_ARRAY(op_range, (size_t)channels);
    for (int32_t c = 0; c < channels; c++)
        range[c] = (op_range){INT32_MAX, INT32_MIN};
    for (int64_t i = 0; t->data && i < ir_elements(t); i++) {
        int32_t v = ((const int8_t *)t->data)[i];
        range[i % channels] = op_range_join(range[i % channels], (op_range){v, v});
    }
    for (int32_t c = 0; !t->data && c < channels; c++)
        range[c] = draw_range(d, t);
    return range;
}

/* Anything within the ranges, or their ends only. */
static void fill(draw *d, const ir_tensor *t, const op_range *range) {
    int32_t channels = op_channel_count(t);
    int ends = rng_chance(&d->r, 50);
    for (int64_t i = 0; i < ir_elements(t); i++) {
        op_range x = range[i % channels];
        int32_t v = (int32_t)rng_range(&d->r, x.low, x.high);
        ((uint8_t *)d->values[t->id])[i] = (uint8_t)(!ends                   ? v
                                                     : rng_chance(&d->r, 50) ? x.low
                                                                             : x.high);
    }
}

static int lies_within(const draw *d) {
    const ir_tensor *t = d->op->output;
    const uint8_t *y = d->values[t->id];
    for (int64_t i = 0; i < ir_elements(t); i++) {
        int32_t v = t->type == IR_UINT8 ? y[i] : (int8_t)y[i];
        op_range range = d->out[i % op_channel_count(t)];
        if (v < range.low || v > range.high)
            return 0;
    }
    return 1;
}

typedef struct trial {
    const op_kind *kind;
    uint64_t seed;
    int64_t constant, of; /* channels of the output that have one value; all */
} trial;

static exit_status run(void *context) {
    trial *t = context;
    draw d = {0};
    ir_graph *g = ir_graph_new("draw");
    rng_seed(&d.r, t->seed);
    t->kind->random(&d.r, g);
    d.op = g->ops[0];
    d.values = op_values_new(g);
    d.inputs = t->kind->folding->value_inputs ? t->kind->folding->value_inputs : d.op->input_count;
    if (d.op->inputs[0]->type == IR_FLOAT32)
        return STATUS_DONE;
    for (int k = 0; k < d.inputs; k++)
        d.in[k] = draw_ranges(&d, d.op->inputs[k]);
    d.out = NEW_ARRAY(op_range, (size_t)op_channel_count(d.op->output));
    t->kind->folding->ranges(d.op, (const op_range *const *)d.in, d.out);
    for (int i = 0; i < SAMPLES; i++) {
        for (int k = 0; k < d.inputs; k++)
            if (!d.op->inputs[k]->data)
                fill(&d, d.op->inputs[k], d.in[k]);
        op_eval(d.op, d.values);
        EXPECT(lies_within(&d));
    }
    for (int32_t c = 0; c < op_channel_count(d.op->output); c++, t->of++)
        t->constant += op_range_is_constant(d.out[c]);
    return STATUS_DONE;
}

TEST_BARE(outputs_lie_in_their_ranges) {
    for (int k = 0; op_kinds[k]; k++) {
        trial t = {.kind = op_kinds[k]};
        for (t.seed = 1; t.kind->folding && t.seed <= DRAWS && !test_problem; t.seed++) {
            EXPECT(diag_try(run, &t) == STATUS_DONE);
            if (test_problem)
                printf("%s of seed %llu: %s\n", t.kind->ir.name, (unsigned long long)t.seed,
                       diag_last_message());
        }
        if (t.kind->folding)
            printf("%-20s %6lld of %6lld channels constant\n", t.kind->ir.name,
                   (long long)t.constant, (long long)t.of);
        EXPECT(!t.kind->folding || t.constant * 50 > t.of);
    }
}

/* What op_window_taps says, from where the window really is. */
static op_tap tap_seen(const op_window *w, const ir_shape *in, int32_t ky, int32_t kx) {
    int inside = 0, outside = 0;
    int32_t out_h, out_w;
    op_window_output(w, in, &out_h, &out_w);
    for (int32_t y = 0; y < out_h; y++)
        for (int32_t x = 0; x < out_w; x++) {
            int32_t row = y * w->stride_h - w->pad_top + ky * w->dilation_h;
            int32_t column = x * w->stride_w - w->pad_left + kx * w->dilation_w;
            int is_in = row >= 0 && row < in->dim[1] && column >= 0 && column < in->dim[2];
            inside |= is_in;
            outside |= !is_in;
        }
    return !outside ? OP_TAP_INSIDE : inside ? OP_TAP_EDGE : OP_TAP_OUTSIDE;
}

TEST(taps_lie_where_they_are_seen) {
    rng r;
    int seen[3] = {0};
    rng_seed(&r, 1);
    for (int n = 0; n < 3000; n++) {
        op_window w = {0};
        ir_shape in = {4, {1, (int32_t)rng_range(&r, 1, 9), (int32_t)rng_range(&r, 1, 9), 1}};
        op_window_random_kernel(&r, &w);
        op_window_random(&r, &w, &in, 1);
        op_tap *taps = op_window_taps(&w, &in);
        for (int32_t k = 0; k < w.kernel_h * w.kernel_w; k++) {
            EXPECT(taps[k] == tap_seen(&w, &in, k / w.kernel_w, k % w.kernel_w));
            seen[taps[k]]++;
        }
        mem_free(taps);
    }
    EXPECT(seen[OP_TAP_INSIDE] > 1000 && seen[OP_TAP_EDGE] > 1000 && seen[OP_TAP_OUTSIDE] > 1000);
}

static int is_one_value(const ir_tensor *t) {
    for (int64_t i = 0; i < ir_elements(t); i++)
        if (!t->data || ((const int8_t *)t->data)[i] != ((const int8_t *)t->data)[0])
            return 0;
    return 1;
}

TEST(sums_with_one_constant_value_are_tables) {
    static const char *const names[] = {"add", "sub", "mul"};
    int tables = 0, others = 0;
    for (uint64_t n = 0; n < 900; n++) {
        rng r;
        op_kernel k = {0};
        ir_graph *g = ir_graph_new("draw");
        rng_seed(&r, n);
        ((const op_kind *)op_find(names[n % 3]))->random(&r, g);
        const ir_op *op = g->ops[0];
        op_kind_of(op)->lower(op, &k);
        int is_table = strcmp(k.name, "lut_s8") == 0;
        if (is_one_value(op->inputs[1]) && ir_elements(op->inputs[0]) > 256 &&
            ir_shape_equal(&op->inputs[0]->shape, &op->output->shape))
            EXPECT(is_table && k.in_count == 1 && k.in_tensors[0] == op->inputs[0]);
        else
            EXPECT(!is_table);
        tables += is_table;
        others += !is_table;
    }
    EXPECT(tables > 5 && others > 500);
}
