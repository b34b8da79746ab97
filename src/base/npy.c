#include "base/npy.h"

#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/mem.h"
#include "base/text.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "arrays are copied as they lie in files");

static const struct {
    const char *name, *code;
    size_t bytes;
} types[NPY_TYPE_COUNT] = {
    [NPY_INT8] = {"int8", "|i1", 1},       [NPY_UINT8] = {"uint8", "|u1", 1},
    [NPY_INT16] = {"int16", "<i2", 2},     [NPY_INT32] = {"int32", "<i4", 4},
    [NPY_INT64] = {"int64", "<i8", 8},     [NPY_FLOAT32] = {"float32", "<f4", 4},
    [NPY_FLOAT64] = {"float64", "<f8", 8},
};

const char *npy_type_name(npy_type type) {
    return types[type].name;
}

size_t npy_type_bytes(npy_type type) {
    return types[type].bytes;
}

/* The text after 'key': in the header dictionary. */
static const char *value_of(const char *header, const char *key) {
    const char *at = strstr(header, key);
    if (!at)
        fail(STATUS_REFUSED, "not a valid .npy file: its header has no %s", key);
    at += strlen(key);
    return at + strspn(at, " :");
}

static npy_type parse_type(const char *at) {
    char code[8] = "";
    size_t n = 0;
    if (*at == '\'' || *at == '"')
        at++;
    while (n + 1 < sizeof code && at[n] && at[n] != '\'' && at[n] != '"')
        n++;
    memcpy(code, at, n);
    for (int i = 0; i < NPY_TYPE_COUNT; i++)
        if (strcmp(code, types[i].code) == 0)
            return (npy_type)i;
    if (code[0] == '>')
        fail(STATUS_REFUSED,
             "the array is big endian; convert it: a.astype(a.dtype.newbyteorder('<'))");
    fail(STATUS_REFUSED,
         "the array has type '%s', expected int8, uint8, int16, int32, int64, float32 or float64; "
         "convert it: a.astype(np.int8)",
         code);
}

/* No product of dimensions can overflow, even of those beside a zero. */
static void add_dimension(npy *a, int64_t *product, long long v) {
    if (v > 0 && *product > (int64_t)FILE_LIMIT_BYTES / v)
        fail(STATUS_REFUSED, "the array is too large");
    *product *= v > 0 ? v : 1;
    a->shape[a->rank++] = v;
    a->count *= v;
}

static void parse_shape(const char *at, npy *a) {
    int64_t product = 1;
    a->count = 1;
    if (*at != '(')
        fail(STATUS_REFUSED, "not a valid .npy file: its shape is malformed");
    at++;
    for (;;) {
        at += strspn(at, " ,");
        if (*at == ')')
            return;
        char *end;
        long long v = strtoll(at, &end, 10);
        if (end == at || v < 0)
            fail(STATUS_REFUSED, "not a valid .npy file: its shape is malformed");
        if (a->rank == NPY_MAX_RANK)
            fail(STATUS_REFUSED, "the array has more than %d dimensions", NPY_MAX_RANK);
        add_dimension(a, &product, v);
        at = end;
    }
}

/* Where the header begins, and its length, by format version. */
static size_t header_start(bytes file, size_t *length) {
    if (file.size < 12 || memcmp(file.data, "\x93NUMPY", 6) != 0)
        fail(STATUS_REFUSED, "not a .npy file (numpy.save makes them)");
    int version = file.data[6];
    if (version < 1 || version > 3)
        fail(STATUS_REFUSED, ".npy format version %d is unknown, expected 1, 2 or 3", version);
    size_t start = version == 1 ? 10 : 12;
    *length = (size_t)file.data[8] | (size_t)file.data[9] << 8;
    if (version > 1)
        *length |= (size_t)file.data[10] << 16 | (size_t)file.data[11] << 24;
    if (*length > file.size - start)
        fail(STATUS_REFUSED, "the .npy file is cut off in its header");
    return start;
}

npy npy_parse(bytes file) {
    npy a = {0};
    size_t length, start = header_start(file, &length);
    char *header = mem_new(length + 1, 1);
    memcpy(header, file.data + start, length);
    a.type = parse_type(value_of(header, "'descr'"));
    if (strncmp(value_of(header, "'fortran_order'"), "False", 5) != 0)
        fail(STATUS_REFUSED, "the array is in Fortran order; convert it: np.ascontiguousarray(a)");
    parse_shape(value_of(header, "'shape'"), &a);
    size_t need = (size_t)a.count * types[a.type].bytes, have = file.size - start - length;
    if (have < need)
        fail(STATUS_REFUSED, "the .npy file is cut off: %zu bytes of data, expected %zu", have,
             need);
    a.data = mem_new(need, 1);
    if (need)
        memcpy(a.data, file.data + start + length, need);
    return a;
}

npy npy_read(const char *path) {
    bytes file = file_read(path);
    diag_set_file(path);
    npy a = npy_parse(file);
    diag_set_file(NULL);
    mem_free(file.data);
    return a;
}

bytes npy_format(const npy *a) {
    text header = {0};
    text_add(&header, "{'descr': '%s', 'fortran_order': False, 'shape': (", types[a->type].code);
    for (int i = 0; i < a->rank; i++)
        text_add(&header, i ? ", %lld" : "%lld", (long long)a->shape[i]);
    text_add(&header, a->rank == 1 ? ",), }" : "), }");
    while ((10 + header.length + 1) % 64)
        text_add(&header, " ");
    text_add(&header, "\n");
    size_t data_bytes = (size_t)a->count * types[a->type].bytes;
    bytes file = {.size = 10 + header.length + data_bytes};
    file.data = mem_new(file.size, 1);
    memcpy(file.data, "\x93NUMPY\x01\x00", 8);
    file.data[8] = (uint8_t)header.length;
    file.data[9] = (uint8_t)(header.length >> 8);
    memcpy(file.data + 10, header.data, header.length);
    if (data_bytes)
        memcpy(file.data + 10 + header.length, a->data, data_bytes);
    return file;
}

#define VALUE(ctype)                                                                               \
    {                                                                                              \
        ctype v;                                                                                   \
        memcpy(&v, at, sizeof v);                                                                  \
        return (double)v;                                                                          \
    }

double npy_value(const npy *a, int64_t i) {
    const uint8_t *at = a->data + (size_t)i * types[a->type].bytes;
    switch (a->type) {
    case NPY_INT8:
        VALUE(int8_t)
    case NPY_UINT8:
        VALUE(uint8_t)
    case NPY_INT16:
        VALUE(int16_t)
    case NPY_INT32:
        VALUE(int32_t)
    case NPY_INT64:
        VALUE(int64_t)
    case NPY_FLOAT32:
        VALUE(float)
    default:
        VALUE(double)
    }
}

const char *npy_shape_text(const npy *a) {
    text t = {0};
    text_add(&t, "[");
    for (int i = 0; i < a->rank; i++)
        text_add(&t, "%s%lld", i ? "," : "", (long long)a->shape[i]);
    text_add(&t, "]");
    return text_string(&t);
}
