#include "cmd/inputs.h"

#include <math.h>
#include <string.h>

#include "base/diag.h"
#include "base/image.h"
#include "base/mem.h"
#include "base/rng.h"

static npy_type npy_type_of(ir_type type) {
    static const npy_type types[IR_TYPE_COUNT] = {NPY_INT8, NPY_UINT8, NPY_INT32, NPY_FLOAT32};
    return types[type];
}

static int is_real(const npy *a) {
    return a->type == NPY_FLOAT32 || a->type == NPY_FLOAT64;
}

/* The shape without the batch axis; a batch larger than one keeps it. */
static ir_shape shape_in_file(const ir_tensor *t) {
    int first = t->shape.rank > 0 && t->shape.dim[0] == 1 ? 1 : 0;
    return ir_shape_make(t->shape.rank - first, t->shape.dim + first);
}

/* N of an array [N, shape]. */
static int64_t count_of(const npy *a, const ir_tensor *t) {
    ir_shape s = shape_in_file(t);
    int same = a->rank == s.rank + 1;
    for (int i = 0; i < s.rank && same; i++)
        same = a->shape[i + 1] == s.dim[i];
    if (!same)
        fail(STATUS_REFUSED, "the array has shape %s, but input '%s' takes [N] + %s",
             npy_shape_text(a), t->name, ir_shape_text(&s));
    return a->shape[0];
}

/* TFLite's: divide (in float), round half away from zero, add the zero point, clamp. */
static int32_t quantise(double real, const ir_tensor *t) {
    double low = t->type == IR_UINT8 ? 0 : -128, high = low + 255;
    double q = round((double)((float)real / ir_scale(t))) + ir_zero_point(t);
    if (isnan(q))
        fail(STATUS_REFUSED, "the array has a value that is not a number");
    return (int32_t)(q < low ? low : q > high ? high : q);
}

static void convert_real(const npy *a, const ir_tensor *t, int64_t count, uint8_t *to) {
    if (t->quant.count != 1)
        fail(STATUS_REFUSED, "input '%s' has no scale, so real values cannot be quantised for it",
             t->name);
    for (int64_t i = 0; i < count; i++)
        to[i] = (uint8_t)quantise(npy_value(a, i), t);
}

static _Noreturn void refuse_type(const npy *a, const ir_tensor *t) {
    fail(STATUS_REFUSED, "the array is %s, but input '%s' is %s%s", npy_type_name(a->type), t->name,
         ir_type_name(t->type),
         a->type == NPY_UINT8 && t->type == IR_INT8 ? "; --u8 takes pixels p as q = p - 128"
         : t->type == IR_INT8 ? " (float32 or float64 arrays are taken as real values)"
                              : "");
}

static void convert(const npy *a, const ir_tensor *t, int u8, int64_t count, uint8_t *to) {
    if (a->type == npy_type_of(t->type)) {
        memcpy(to, a->data, (size_t)count * ir_type_bytes(t->type));
    } else if (is_real(a) && t->type == IR_FLOAT32) {
        for (int64_t i = 0; i < count; i++) {
            float f = (float)npy_value(a, i);
            memcpy(to + (size_t)i * sizeof f, &f, sizeof f);
        }
    } else if (is_real(a) && (t->type == IR_INT8 || t->type == IR_UINT8)) {
        convert_real(a, t, count, to);
    } else if (a->type == NPY_UINT8 && t->type == IR_INT8 && u8) {
        for (int64_t i = 0; i < count; i++)
            to[i] = a->data[i] ^ 0x80;
    } else {
        refuse_type(a, t);
    }
}

static npy read_image(const char *path, const ir_tensor *t) {
    image m = image_read(path);
    diag_set_file(path);
    const int32_t *d = t->shape.dim;
    if (t->shape.rank != 4 || d[0] != 1)
        fail(STATUS_REFUSED, "input '%s' of shape %s is no image", t->name,
             ir_shape_text(&t->shape));
    if (d[1] != m.height || d[2] != m.width || d[3] != m.channels)
        fail(STATUS_REFUSED,
             "the image is %d x %d with %d channels, but input '%s' takes %d x %d "
             "with %d",
             m.width, m.height, m.channels, t->name, d[2], d[1], d[3]);
    npy a = {.type = NPY_UINT8, .rank = 4, .shape = {1, m.height, m.width, m.channels}};
    a.count = ir_elements(t);
    a.data = m.pixels;
    return a;
}

input_set inputs_read(const char *path, const ir_tensor *t, int u8, int64_t limit) {
    int is_image = file_has_suffix(path, ".png");
    npy a = is_image ? read_image(path, t) : npy_read(path);
    diag_set_file(path);
    input_set s = {.count = count_of(&a, t)};
    if (limit > 0 && s.count > limit)
        s.count = limit;
    s.data = mem_new((size_t)s.count, ir_bytes(t));
    convert(&a, t, u8 || is_image, s.count * ir_elements(t), s.data);
    if (!is_image)
        mem_free(a.data);
    diag_set_file(NULL);
    return s;
}

input_set inputs_random(const ir_tensor *t, int64_t count, uint64_t seed) {
    rng r;
    rng_seed(&r, seed);
    input_set s = {.count = count, .data = mem_new((size_t)count, ir_bytes(t))};
    size_t n = (size_t)(count * ir_elements(t));
    for (size_t i = 0; i < n; i++) {
        float f = (float)(rng_real(&r) * 8 - 4);
        if (i % 4 == 0) /* halves of a quantisation step, if that is a power of two */
            f = roundf(f * 16) / 16;
        if (t->type == IR_FLOAT32)
            memcpy(s.data + i * sizeof f, &f, sizeof f);
        else if (ir_type_bytes(t->type) == 1)
            s.data[i] = (uint8_t)rng_u64(&r);
    }
    return s;
}

npy inputs_as_array(const ir_tensor *t, int64_t count, const void *data) {
    ir_shape s = shape_in_file(t);
    npy a = {.type = npy_type_of(t->type), .rank = s.rank + 1, .shape = {count}};
    for (int i = 0; i < s.rank; i++)
        a.shape[i + 1] = s.dim[i];
    a.count = count * ir_elements(t);
    a.data = mem_new((size_t)a.count, ir_type_bytes(t->type));
    memcpy(a.data, data, (size_t)a.count * ir_type_bytes(t->type));
    return a;
}

double inputs_real(const ir_tensor *t, const void *data, int64_t i) {
    npy one = {.type = npy_type_of(t->type), .data = (uint8_t *)(uintptr_t)data};
    double v = npy_value(&one, i);
    return t->quant.count == 1 ? (double)ir_scale(t) * (v - ir_zero_point(t)) : v;
}
