/* FlatBuffers. The first bytes of the input say how to walk the rest: each one names a field in its
 * low half and in its high half the type as which to read it. */
#include "fuzz.h"

#include "base/flatbuffer.h"

#define STEPS 16

static void read_numbers(fb_table t, int field) {
    fb_vector words = fb_vector_field(t, field, 4);
    for (size_t i = 0; i < words.count; i++) {
        fb_vector_i32(words, i);
        fb_vector_f32(words, i);
    }
}

static void read_wide_numbers(fb_table t, int field) {
    fb_vector wide = fb_vector_field(t, field, 8);
    for (size_t i = 0; i < wide.count; i++)
        fb_vector_i64(wide, i);
}

/* Goes into the last one. */
static fb_table read_tables(fb_table t, int field) {
    fb_vector tables = fb_vector_field(t, field, 4);
    for (size_t i = 0; i < tables.count; i++)
        t = fb_vector_table(tables, i);
    return t;
}

static void read_scalars(fb_table t, int field) {
    fb_has(t, field);
    fb_i8(t, field, 0);
    fb_i32(t, field, 0);
    fb_f32(t, field, 0);
    fb_u64(t, field, 0);
}

static fb_table walk(fb_table t, uint8_t step) {
    int field = step & 15;
    switch (step >> 4 & 7) {
    case 0:
        return fb_table_field(t, field);
    case 1:
        return read_tables(t, field);
    case 2:
        read_numbers(t, field);
        return t;
    case 3:
        read_wide_numbers(t, field);
        return t;
    case 4:
        fb_string_field(t, field);
        return t;
    default:
        read_scalars(t, field);
        return t;
    }
}

static void fuzz_read(bytes file) {
    if (file.size < STEPS)
        return;
    fb_table t = fb_root(file.data + STEPS, file.size - STEPS, "TFL3");
    for (int i = 0; i < STEPS; i++)
        t = walk(t, file.data[i]);
}
