/* NumPy's .npy files (format 1.0 to 3.0, https://numpy.org/doc/stable/reference/generated/
 * numpy.lib.format.html): little endian, C order. */
#ifndef MOTE_BASE_NPY_H
#define MOTE_BASE_NPY_H

#include <stdint.h>

#include "base/file.h"

#define NPY_MAX_RANK 8

typedef enum npy_type {
    NPY_INT8,
    NPY_UINT8,
    NPY_INT16,
    NPY_INT32,
    NPY_INT64,
    NPY_FLOAT32,
    NPY_FLOAT64,
    NPY_TYPE_COUNT
} npy_type;

typedef struct npy {
    npy_type type;
    int rank;
    int64_t shape[NPY_MAX_RANK];
    int64_t count; /* elements in all */
    uint8_t *data; /* count * npy_type_bytes(type) */
} npy;

const char *npy_type_name(npy_type type); /* "int8" */
size_t npy_type_bytes(npy_type type);
/* Refuses other types, big endian and Fortran order, saying how to convert. */
npy npy_read(const char *path);
npy npy_parse(bytes file);
/* A whole .npy file in memory. */
bytes npy_format(const npy *a);
/* Element i as a real number. */
double npy_value(const npy *a, int64_t i);
/* "[200,96,96,3]" */
const char *npy_shape_text(const npy *a);

#endif
