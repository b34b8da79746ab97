/* A reader of FlatBuffers that trusts nothing: every offset and length is checked before it is
 * followed. Format: https://flatbuffers.dev/internals (tables with vtables, little endian). */
#ifndef MOTE_BASE_FLATBUFFER_H
#define MOTE_BASE_FLATBUFFER_H

#include <stddef.h>
#include <stdint.h>

/* A table; all zero: an absent table, every field of which has its default. */
typedef struct fb_table {
    const uint8_t *data; /* the whole buffer */
    size_t size;
    size_t position;
    size_t vtable;
    size_t vtable_bytes, table_bytes;
} fb_table;

/* A vector of `count` elements of `element_bytes` each; absent: count 0. */
typedef struct fb_vector {
    const uint8_t *data;
    size_t size;
    size_t position; /* of element 0 */
    size_t count, element_bytes;
} fb_vector;

/* The root table; refuses a buffer without the four-letter file identifier. */
fb_table fb_root(const uint8_t *data, size_t size, const char *identifier);

/* Scalars of field `field` (numbered from 0 as in the schema). */
int8_t fb_i8(fb_table t, int field, int8_t fallback);
int32_t fb_i32(fb_table t, int field, int32_t fallback);
uint32_t fb_u32(fb_table t, int field, uint32_t fallback);
uint64_t fb_u64(fb_table t, int field, uint64_t fallback);
float fb_f32(fb_table t, int field, float fallback);
int fb_has(fb_table t, int field);

/* Absent fields give absent tables and vectors. Of a union, the field after its type. */
fb_table fb_table_field(fb_table t, int field);
fb_vector fb_vector_field(fb_table t, int field, size_t element_bytes);
/* A string as a new zero-terminated one, "" when absent; bytes after a zero are dropped. */
const char *fb_string_field(fb_table t, int field);

/* Elements; `i` must be below count. */
fb_table fb_vector_table(fb_vector v, size_t i);
int32_t fb_vector_i32(fb_vector v, size_t i);
int64_t fb_vector_i64(fb_vector v, size_t i);
float fb_vector_f32(fb_vector v, size_t i);

#endif
