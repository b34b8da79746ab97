#include "base/flatbuffer.h"

#include <string.h>

#include "base/diag.h"
#include "base/mem.h"

/* Refuses unless `bytes` bytes at `position` lie inside the buffer. */
static void require(size_t size, size_t position, size_t bytes) {
    if (position > size || bytes > size - position)
        fail(STATUS_REFUSED,
             "the file is damaged or cut off: it refers to %zu bytes at %zu but has only %zu",
             bytes, position, size);
}

static uint64_t read_uint(const uint8_t *data, size_t size, size_t position, size_t bytes) {
    require(size, position, bytes);
    uint64_t v = 0;
    for (size_t i = 0; i < bytes; i++)
        v |= (uint64_t)data[position + i] << (8 * i);
    return v;
}

static uint32_t read_u32(const uint8_t *data, size_t size, size_t position) {
    return (uint32_t)read_uint(data, size, position, 4);
}

static fb_table table_at(const uint8_t *data, size_t size, size_t position) {
    fb_table t = {.data = data, .size = size, .position = position};
    int64_t to_vtable = (int32_t)read_u32(data, size, position);
    int64_t vtable = (int64_t)position - to_vtable;
    if (vtable < 0 || (uint64_t)vtable > size)
        fail(STATUS_REFUSED,
             "the file is damaged: table at %zu has its field list outside the file", position);
    t.vtable = (size_t)vtable;
    t.vtable_bytes = (size_t)read_uint(data, size, t.vtable, 2);
    t.table_bytes = (size_t)read_uint(data, size, t.vtable + 2, 2);
    if (t.vtable_bytes < 4 || t.table_bytes < 4)
        fail(STATUS_REFUSED, "the file is damaged: the field list at %zu is malformed", t.vtable);
    require(size, t.vtable, t.vtable_bytes);
    require(size, position, t.table_bytes);
    return t;
}

fb_table fb_root(const uint8_t *data, size_t size, const char *identifier) {
    if (size >= (size_t)1 << 31)
        fail(STATUS_REFUSED, "the file is larger than 2 GiB");
    if (size < 8)
        fail(STATUS_REFUSED, "the file is cut off: it has only %zu bytes", size);
    if (memcmp(data + 4, identifier, 4) != 0)
        fail(STATUS_REFUSED, "the file does not carry the mark '%s' at byte 4", identifier);
    return table_at(data, size, read_u32(data, size, 0));
}

/* Where the field lies in the buffer, 0 when it is absent. */
static size_t field_position(fb_table t, int field, size_t bytes) {
    size_t slot = 4 + 2 * (size_t)field;
    if (slot + 2 > t.vtable_bytes)
        return 0;
    size_t offset = (size_t)read_uint(t.data, t.size, t.vtable + slot, 2);
    if (offset == 0)
        return 0;
    if (offset + bytes > t.table_bytes)
        fail(STATUS_REFUSED, "the file is damaged: field %d of the table at %zu lies outside it",
             field, t.position);
    return t.position + offset;
}

int fb_has(fb_table t, int field) {
    return field_position(t, field, 1) != 0;
}

int8_t fb_i8(fb_table t, int field, int8_t fallback) {
    size_t at = field_position(t, field, 1);
    return at ? (int8_t)t.data[at] : fallback;
}

uint32_t fb_u32(fb_table t, int field, uint32_t fallback) {
    size_t at = field_position(t, field, 4);
    return at ? read_u32(t.data, t.size, at) : fallback;
}

int32_t fb_i32(fb_table t, int field, int32_t fallback) {
    return (int32_t)fb_u32(t, field, (uint32_t)fallback);
}

uint64_t fb_u64(fb_table t, int field, uint64_t fallback) {
    size_t at = field_position(t, field, 8);
    return at ? read_uint(t.data, t.size, at, 8) : fallback;
}

static float float_of_bits(uint32_t bits) {
    float f;
    memcpy(&f, &bits, sizeof f);
    return f;
}

float fb_f32(fb_table t, int field, float fallback) {
    size_t at = field_position(t, field, 4);
    return at ? float_of_bits(read_u32(t.data, t.size, at)) : fallback;
}

/* Follows the offset stored at `at`. */
static size_t follow(const uint8_t *data, size_t size, size_t at) {
    size_t offset = read_u32(data, size, at);
    require(size, at, offset);
    require(size, at + offset, 4);
    return at + offset;
}

fb_table fb_table_field(fb_table t, int field) {
    size_t at = field_position(t, field, 4);
    return at ? table_at(t.data, t.size, follow(t.data, t.size, at)) : (fb_table){0};
}

fb_vector fb_vector_field(fb_table t, int field, size_t element_bytes) {
    fb_vector v = {.data = t.data, .size = t.size, .element_bytes = element_bytes};
    size_t at = field_position(t, field, 4);
    if (!at)
        return v;
    size_t target = follow(t.data, t.size, at);
    v.count = read_u32(t.data, t.size, target);
    v.position = target + 4;
    if (v.count > (t.size - v.position) / element_bytes)
        fail(STATUS_REFUSED,
             "the file is damaged or cut off: it claims %zu elements of %zu bytes at %zu but has "
             "only %zu bytes",
             v.count, element_bytes, v.position, t.size);
    return v;
}

const char *fb_string_field(fb_table t, int field) {
    fb_vector v = fb_vector_field(t, field, 1);
    char *s = mem_new(v.count + 1, 1);
    if (v.count)
        memcpy(s, v.data + v.position, v.count);
    return s;
}

fb_table fb_vector_table(fb_vector v, size_t i) {
    CHECK(i < v.count && v.element_bytes == 4);
    return table_at(v.data, v.size, follow(v.data, v.size, v.position + 4 * i));
}

int32_t fb_vector_i32(fb_vector v, size_t i) {
    CHECK(i < v.count && v.element_bytes == 4);
    return (int32_t)read_u32(v.data, v.size, v.position + 4 * i);
}

int64_t fb_vector_i64(fb_vector v, size_t i) {
    CHECK(i < v.count && v.element_bytes == 8);
    return (int64_t)read_uint(v.data, v.size, v.position + 8 * i, 8);
}

float fb_vector_f32(fb_vector v, size_t i) {
    return float_of_bits((uint32_t)fb_vector_i32(v, i));
}
