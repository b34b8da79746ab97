#include "random_stream.h"

#include "base/mem.h"
#include "base/rng.h"

#define VALUE_LIMIT 16

typedef struct value {
    int id;
    int32_t h, w, c;
} value;

typedef struct draw {
    rng r;
    text *out;
    value list[VALUE_LIMIT]; /* that operators may read: int8 [1,h,w,c], all quantised alike */
    int count, next_id;
} draw;

static const char *const quantised = "scale 0.125 zero -3";

static int32_t range(draw *d, int32_t low, int32_t high) {
    return (int32_t)rng_range(&d->r, low, high);
}

static value pick(draw *d) {
    return d->list[rng_chance(&d->r, 70) ? d->count - 1 : range(d, 0, d->count - 1)];
}

static int constant(draw *d, const char *shape, int32_t bytes, const char *scale) {
    text_add(d->out, "%%%d : int8%s %s = const hex ", d->next_id, shape, scale);
    for (int32_t i = 0; i < bytes; i++)
        text_add(d->out, "%02x", range(d, 0, 255));
    text_add(d->out, "\n");
    return d->next_id++;
}

/* The line of a new value up to its operator's name. */
static int begin(draw *d, value v) {
    v.id = d->next_id++;
    text_add(d->out, "%%%d : int8[1,%d,%d,%d] %s = ", v.id, v.h, v.w, v.c, quantised);
    d->list[d->count++] = v;
    return v.id;
}

/* ---- operators ---- */

typedef struct window {
    int32_t kernel, stride, dilation, before, after, outputs;
} window;

/* Along one axis; padding mostly none. */
static window draw_window(draw *d, int32_t size, int dilate) {
    window x = {.kernel = range(d, 1, size < 5 ? size : 5), .dilation = 1};
    x.stride = rng_chance(&d->r, 75) ? 1 : range(d, 2, 3);
    if (dilate && x.kernel > 1 && rng_chance(&d->r, 20) && 2 * (x.kernel - 1) < size)
        x.dilation = 2;
    int32_t reach = (x.kernel - 1) * x.dilation;
    if (rng_chance(&d->r, 25) && reach > 0) {
        x.before = range(d, 0, reach < 2 ? reach : 2);
        x.after = range(d, 0, reach < 2 ? reach : 2);
    }
    x.outputs = (size + x.before + x.after - reach - 1) / x.stride + 1;
    return x;
}

static void add_window(draw *d, window y, window x) {
    text_add(d->out, " stride_h %d stride_w %d pad_top %d pad_bottom %d pad_left %d pad_right %d",
             y.stride, x.stride, y.before, y.after, x.before, x.after);
}

static void make_convolution(draw *d, value x) {
    window y = draw_window(d, x.h, 1), across = draw_window(d, x.w, 0);
    int depthwise = range(d, 0, 1);
    int32_t out_c = depthwise ? x.c : range(d, 1, 5);
    const char *shape = depthwise
                            ? mem_printf("[1,%d,%d,%d]", y.kernel, across.kernel, x.c)
                            : mem_printf("[%d,%d,%d,%d]", out_c, y.kernel, across.kernel, x.c);
    int weights = constant(d, shape, out_c * y.kernel * across.kernel * (depthwise ? 1 : x.c),
                           "scale 0.01 zero 0");
    begin(d, (value){.h = y.outputs, .w = across.outputs, .c = out_c});
    text_add(d->out, "%s(%%%d, %%%d)", depthwise ? "depthwise_conv_2d" : "conv_2d", x.id, weights);
    add_window(d, y, across);
    text_add(d->out, " dilation_h %d dilation_w 1\n", y.dilation);
}

static void make_pool(draw *d, value x) {
    window y = draw_window(d, x.h, 0), across = draw_window(d, x.w, 0);
    begin(d, (value){.h = y.outputs, .w = across.outputs, .c = x.c});
    text_add(d->out, "%s(%%%d) kernel_h %d kernel_w %d",
             range(d, 0, 1) ? "max_pool_2d" : "average_pool_2d", x.id, y.kernel, across.kernel);
    add_window(d, y, across);
    text_add(d->out, "\n");
}

/* With a value of the same shape, with itself, or with a constant that is alike in all rows or not.
 */
static void make_sum(draw *d, value x) {
    static const char *const kinds[] = {"add", "sub", "mul"};
    int other = x.id;
    for (int i = 0; i < d->count; i++)
        if (d->list[i].h == x.h && d->list[i].w == x.w && d->list[i].c == x.c &&
            rng_chance(&d->r, 50))
            other = d->list[i].id;
    if (rng_chance(&d->r, 30)) {
        int32_t h = rng_chance(&d->r, 30) ? x.h : 1;
        other = constant(d, mem_printf("[1,%d,%d,%d]", h, x.w, x.c), h * x.w * x.c, quantised);
    }
    begin(d, x);
    text_add(d->out, "%s(%%%d, %%%d)\n", kinds[range(d, 0, 2)], x.id, other);
}

static void make_plain(draw *d, value x) {
    static const char *const kinds[] = {"relu", "relu6", "quantize"};
    begin(d, x);
    text_add(d->out, "%s(%%%d)\n", kinds[range(d, 0, 2)], x.id);
}

/* With a value as high and wide: a branch that waits. */
static void make_concatenation(draw *d, value x) {
    value y = x;
    for (int i = 0; i < d->count; i++)
        if (d->list[i].h == x.h && d->list[i].w == x.w && rng_chance(&d->r, 50))
            y = d->list[i];
    begin(d, (value){.h = x.h, .w = x.w, .c = x.c + y.c});
    text_add(d->out, "concatenation(%%%d, %%%d) axis 3\n", x.id, y.id);
}

static void make_pad(draw *d, value x) {
    int32_t before = range(d, 0, 1), after = range(d, 0, 1);
    begin(d, (value){.h = x.h + before + after, .w = x.w, .c = x.c});
    text_add(d->out, "pad(%%%d) paddings [0, 0, %d, %d, 0, 0, 0, 0]\n", x.id, before, after);
}

/* ---- the whole ---- */

/* A flattened window, means of it, or a convolution as high as it; or nothing. Returns the output.
 */
static int make_tail(draw *d) {
    value x = d->list[d->count - 1];
    int id = d->next_id;
    switch (range(d, 0, 4)) {
    case 0: {
        int weights = constant(d, mem_printf("[3,%d]", x.h * x.w * x.c), 3 * x.h * x.w * x.c,
                               "scale 0.01 zero 0");
        id = d->next_id++;
        text_add(d->out, "%%%d : int8[1,3] %s = fully_connected(%%%d, %%%d)\n", id, quantised, x.id,
                 weights);
        return id;
    }
    case 1:
        d->next_id++;
        text_add(d->out, "%%%d : int8[1,%d] %s = mean(%%%d) axes [1, 2]\n", id, x.c, quantised,
                 x.id);
        return id;
    case 2:
        d->next_id++;
        text_add(d->out, "%%%d : int8[1,%d,%d,1] %s = mean(%%%d) axes [3] keep_dims 1\n", id, x.h,
                 x.w, quantised, x.id);
        return id;
    case 3: {
        int weights = constant(d, mem_printf("[1,%d,%d,%d]", x.h, x.w, x.c), x.h * x.w * x.c,
                               "scale 0.01 zero 0");
        id = begin(d, (value){.h = 1, .w = 1, .c = x.c});
        text_add(d->out,
                 "depthwise_conv_2d(%%%d, %%%d) stride_h 1 stride_w 1 dilation_h 1 dilation_w 1\n",
                 x.id, weights);
        return id;
    }
    default:
        return x.id;
    }
}

void random_stream(uint64_t seed, text *out) {
    typedef void maker(draw * d, value x);
    static maker *const makers[] = {make_convolution, make_convolution,   make_convolution,
                                    make_pool,        make_sum,           make_plain,
                                    make_plain,       make_concatenation, make_pad};
    draw d = {.out = out};
    rng_seed(&d.r, seed);
    value x = {.h = range(&d, 4, 30), .w = range(&d, 1, 3), .c = range(&d, 1, 5)};
    text_add(out, "graph stream_%llu\n", (unsigned long long)seed);
    begin(&d, x);
    text_add(out, "input\n");
    for (int n = range(&d, 1, 8); n > 0; n--)
        makers[range(&d, 0, 8)](&d, pick(&d));
    int last = make_tail(&d);
    text_add(out, "output %%%d", last);
    int other = d.count > 1 ? d.list[range(&d, 1, d.count - 1)].id : last;
    if (other != last && rng_chance(&d.r, 20))
        text_add(out, ", %%%d", other);
    text_add(out, "\n");
}
