/* base/'s readers of foreign files: FlatBuffers, .npy, PNG. Valid files are read right; files cut
 * off at every byte and files with any byte changed never do harm (run it with a sanitizer). */
#include "test.h"

#include <png.h>
#include <stdlib.h>

#include "base/flatbuffer.h"
#include "base/image.h"
#include "base/npy.h"

/* ---- hostile versions of a valid file ---- */

/* A file under test: static, since each attempt frees base/mem.h's memory. */
typedef struct sample {
    uint8_t data[1024];
    size_t size;
} sample;

typedef struct attempt {
    void (*read)(bytes file); /* reads all that the file holds */
    const sample *valid;
    size_t size;    /* bytes taken of it */
    size_t changed; /* this byte has another value */
    uint8_t value;
} attempt;

/* Reads a copy of its own block, so that a sanitizer sees every byte read behind its end. */
static exit_status read_attempt(void *context) {
    const attempt *a = context;
    bytes file = {mem_new(a->size, 1), a->size};
    memcpy(file.data, a->valid->data, a->size);
    if (a->changed < a->size)
        file.data[a->changed] = a->value;
    a->read(file);
    return STATUS_DONE;
}

/* Refused in words, or read after all (a change may be harmless): never our own error. */
static exit_status outcome(attempt *a) {
    diag_set_quiet(1);
    exit_status status = diag_try(read_attempt, a);
    diag_set_quiet(0);
    EXPECT(status == STATUS_DONE || (status == STATUS_REFUSED && *diag_last_message()));
    return status;
}

static void survive(void (*read)(bytes), const sample *valid) {
    attempt a = {.read = read, .valid = valid, .size = valid->size, .changed = valid->size};
    EXPECT(outcome(&a) == STATUS_DONE);
    for (a.size = 0; a.size < valid->size; a.size++)
        EXPECT(outcome(&a) == STATUS_REFUSED);
    for (a.changed = 0; a.changed < valid->size; a.changed++)
        for (int value = 0; value < 256; value++) {
            a.value = (uint8_t)value;
            outcome(&a);
        }
    try_every_allocation(read_attempt, &a);
}

/* ---- FlatBuffers ---- */

enum {
    FIELD_I8,
    FIELD_U32,
    FIELD_STRING,
    FIELD_I32S,
    FIELD_CHILD,
    FIELD_CHILDREN,
    FIELD_U64,
    FIELD_F32,
    FIELD_ABSENT,
    FIELD_I64S,
    FIELD_UNKNOWN /* not even in the list of fields */
};

typedef struct word {
    size_t at;
    uint32_t value;
} word;

static void put(sample *s, size_t at, size_t count, uint64_t value) {
    for (size_t i = 0; i < count; i++)
        s->data[at + i] = (uint8_t)(value >> 8 * i);
}

static const sample *make_flatbuffer(void) {
    static sample s = {.size = 136};
    /* clang-format off */
    static const word halves[] = {
        {8, 24},  {10, 44},                                  /* list of fields: size, table's size */
        {12, 28}, {14, 20}, {16, 4},  {18, 8},  {20, 12},    /* where each field lies */
        {22, 16}, {24, 32}, {26, 24}, {28, 0},  {30, 40},    /* */
        {108, 6}, {110, 8}, {112, 4},                        /* the child's */
    };
    static const word words[] = {
        {0, 32},                                             /* offset of the root table */
        {32, 32 - 8},                                        /* root: back to its list of fields */
        {36, 76 - 36}, {40, 88 - 40}, {44, 116 - 44}, {48, 100 - 48},
        {52, 7},       {56, 0x3fc00000}, {60, 0xfb},         /* 7; 1.5; -5 */
        {72, 124 - 72},
        {76, 5},                                             /* "hello" */
        {88, 2},       {92, 0xffffffff}, {96, 0x3fc00000},   /* [-1, bits of 1.5] */
        {100, 1},      {104, 116 - 104},                     /* [child] */
        {116, 8},      {120, 0xfffffff9},                    /* child: -7 */
        {124, 1},                                            /* [-2] */
    };
    /* clang-format on */
    memcpy(s.data + 4, "TFL3", 4);
    memcpy(s.data + 80, "hello", 5);
    for (size_t i = 0; i < sizeof halves / sizeof *halves; i++)
        put(&s, halves[i].at, 2, halves[i].value);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        put(&s, words[i].at, 4, words[i].value);
    put(&s, 64, 8, UINT64_C(1) << 40);
    put(&s, 128, 8, UINT64_MAX - 1);
    return &s;
}

static void read_flatbuffer(bytes file) {
    fb_table t = fb_root(file.data, file.size, "TFL3");
    fb_i8(t, FIELD_I8, 0);
    fb_u32(t, FIELD_U32, 0);
    fb_u64(t, FIELD_U64, 0);
    fb_f32(t, FIELD_F32, 0);
    fb_has(t, FIELD_ABSENT);
    EXPECT(strlen(fb_string_field(t, FIELD_STRING)) < file.size);
    fb_i32(fb_table_field(t, FIELD_CHILD), 0, 0);
    fb_vector i32s = fb_vector_field(t, FIELD_I32S, 4), i64s = fb_vector_field(t, FIELD_I64S, 8);
    fb_vector children = fb_vector_field(t, FIELD_CHILDREN, 4);
    for (size_t i = 0; i < i32s.count; i++)
        fb_vector_i32(i32s, i);
    for (size_t i = 0; i < i64s.count; i++)
        fb_vector_i64(i64s, i);
    for (size_t i = 0; i < children.count; i++)
        fb_i32(fb_vector_table(children, i), 0, 0);
}

TEST(flatbuffer_fields) {
    const sample *s = make_flatbuffer();
    fb_table t = fb_root(s->data, s->size, "TFL3");
    EXPECT(fb_i8(t, FIELD_I8, 0) == -5 && fb_u32(t, FIELD_U32, 0) == 7);
    EXPECT(fb_u64(t, FIELD_U64, 0) == UINT64_C(1) << 40 && fb_f32(t, FIELD_F32, 0) == 1.5f);
    EXPECT(strcmp(fb_string_field(t, FIELD_STRING), "hello") == 0);
    EXPECT(fb_i32(fb_table_field(t, FIELD_CHILD), 0, 0) == -7);
    fb_vector v = fb_vector_field(t, FIELD_I32S, 4);
    EXPECT(v.count == 2 && fb_vector_i32(v, 0) == -1 && fb_vector_f32(v, 1) == 1.5f);
    v = fb_vector_field(t, FIELD_CHILDREN, 4);
    EXPECT(v.count == 1 && fb_i32(fb_vector_table(v, 0), 0, 0) == -7);
    v = fb_vector_field(t, FIELD_I64S, 8);
    EXPECT(v.count == 1 && fb_vector_i64(v, 0) == -2);
}

TEST(flatbuffer_absent_fields) {
    const sample *s = make_flatbuffer();
    fb_table t = fb_root(s->data, s->size, "TFL3");
    for (int field = FIELD_ABSENT; field <= FIELD_UNKNOWN; field += FIELD_UNKNOWN - FIELD_ABSENT) {
        EXPECT(!fb_has(t, field) && fb_i8(t, field, 9) == 9 && fb_f32(t, field, 2) == 2);
        EXPECT(fb_i32(t, field, -3) == -3 && fb_u64(t, field, 4) == 4);
        EXPECT(fb_vector_field(t, field, 4).count == 0 && *fb_string_field(t, field) == 0);
        fb_table absent = fb_table_field(t, field);
        EXPECT(fb_u32(absent, 0, 5) == 5 && fb_table_field(absent, 1).data == NULL);
    }
    EXPECT(fb_has(t, FIELD_I8));
}

TEST_FAILS(flatbuffer_identifier, STATUS_REFUSED, "does not carry the mark 'TFL9'") {
    const sample *s = make_flatbuffer();
    fb_root(s->data, s->size, "TFL9");
}

TEST_FAILS(flatbuffer_too_large, STATUS_REFUSED, "larger than 2 GiB") {
    fb_root(make_flatbuffer()->data, (size_t)1 << 31, "TFL3");
}

/* The whole file with one word changed. */
static void read_with_word(size_t at, uint32_t value) {
    sample *changed = NEW(sample);
    *changed = *make_flatbuffer();
    put(changed, at, 4, value);
    read_flatbuffer((bytes){changed->data, changed->size});
}

TEST_FAILS(flatbuffer_offset_too_far, STATUS_REFUSED, "refers to 4294967295 bytes at 36") {
    read_with_word(36, 0xffffffff);
}

TEST_FAILS(flatbuffer_count_too_large, STATUS_REFUSED, "claims 4294967295 elements of 8 bytes") {
    read_with_word(124, 0xffffffff);
}

TEST_FAILS(flatbuffer_count_within_size, STATUS_REFUSED, "claims 100 elements of 4 bytes") {
    read_with_word(88, 100);
}

TEST_FAILS(flatbuffer_field_at_tables_end, STATUS_REFUSED, "of the table at 32 lies outside it") {
    read_with_word(8, 24 | 43 << 16); /* a byte less than its last field takes */
}

TEST_FAILS(flatbuffer_fields_before_file, STATUS_REFUSED, "field list outside the file") {
    read_with_word(32, 0x7fffffff);
}

TEST_BARE(flatbuffer_hostile) {
    survive(read_flatbuffer, make_flatbuffer());
}

/* ---- .npy ---- */

/* A file of version 1 or 2 with that dictionary, and `data_bytes` times byte 1. */
static bytes npy_file(int version, const char *dictionary, size_t data_bytes) {
    size_t length = strlen(dictionary), start = version == 1 ? 10 : 12;
    bytes file = {mem_new(start + length + data_bytes, 1), start + length + data_bytes};
    memcpy(file.data, "\x93NUMPY", 6);
    file.data[6] = (uint8_t)version;
    file.data[8] = (uint8_t)length;
    memcpy(file.data + start, dictionary, length);
    memset(file.data + start + length, 1, data_bytes);
    return file;
}

static npy npy_of(const char *dictionary, size_t data_bytes) {
    return npy_parse(npy_file(1, dictionary, data_bytes));
}

static npy npy_of_shape(const char *shape, size_t data_bytes) {
    return npy_of(mem_printf("{'descr': '|u1', 'fortran_order': False, 'shape': %s, }", shape),
                  data_bytes);
}

TEST(npy_every_type_and_back) {
    static const char *const names[] = {"int8",  "uint8",   "int16",  "int32",
                                        "int64", "float32", "float64"};
    static const double doubles[] = {-1.5, 3};
    for (int type = 0; type < NPY_TYPE_COUNT; type++) {
        npy a = {.type = (npy_type)type, .rank = 2, .shape = {2, 1}, .count = 2};
        a.data = mem_new(2, npy_type_bytes(a.type));
        a.data[0] = 0xff;
        if (a.type == NPY_FLOAT64)
            memcpy(a.data, doubles, sizeof doubles);
        npy b = npy_parse(npy_format(&a));
        EXPECT(b.type == a.type && b.rank == 2 && b.shape[0] == 2 && b.shape[1] == 1);
        EXPECT(b.count == 2 && memcmp(a.data, b.data, 2 * npy_type_bytes(a.type)) == 0);
        EXPECT(strcmp(npy_type_name(a.type), names[type]) == 0);
        if (a.type < NPY_FLOAT32)
            EXPECT(npy_value(&b, 0) == (type == NPY_INT8 ? -1 : 255) && npy_value(&b, 1) == 0);
    }
    npy c = {.type = NPY_FLOAT64, .rank = 1, .shape = {2}, .count = 2};
    c.data = (uint8_t *)(uintptr_t)doubles;
    EXPECT(npy_value(&c, 0) == -1.5 && npy_value(&c, 1) == 3);
}

TEST(npy_format_is_numpys) {
    npy a = {.type = NPY_INT16, .rank = 1, .shape = {3}, .count = 3, .data = mem_new(6, 1)};
    bytes file = npy_format(&a);
    static const char header[] = "{'descr': '<i2', 'fortran_order': False, 'shape': (3,), }";
    EXPECT(file.size == 128 + 6 && memcmp(file.data + 10, header, sizeof header - 1) == 0);
    EXPECT(file.data[127] == '\n' && memcmp(file.data, "\x93NUMPY\x01\x00\x76\x00", 10) == 0);
}

TEST(npy_shapes) {
    npy a = npy_of_shape("()", 1);
    EXPECT(a.rank == 0 && a.count == 1 && strcmp(npy_shape_text(&a), "[]") == 0);
    a = npy_of_shape("(2, 3)", 6);
    EXPECT(a.rank == 2 && a.count == 6 && strcmp(npy_shape_text(&a), "[2,3]") == 0);
    a = npy_of_shape("(0, 7)", 0);
    EXPECT(a.count == 0 && a.shape[1] == 7 && npy_parse(npy_format(&a)).shape[1] == 7);
    EXPECT(npy_of_shape("(1,1,1,1,1,1,1,1)", 1).rank == NPY_MAX_RANK);
}

TEST(npy_version_2) {
    bytes file = npy_file(2, "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)}", 8);
    EXPECT(npy_parse(file).type == NPY_FLOAT32);
}

TEST_FAILS(npy_big_endian, STATUS_REFUSED, "big endian; convert it") {
    npy_of("{'descr': '>f4', 'fortran_order': False, 'shape': (2,)}", 8);
}

TEST_FAILS(npy_fortran_order, STATUS_REFUSED, "np.ascontiguousarray") {
    npy_of("{'descr': '<f4', 'fortran_order': True, 'shape': (2,)}", 8);
}

TEST_FAILS(npy_bool, STATUS_REFUSED, "type '|b1', expected int8") {
    npy_of("{'descr': '|b1', 'fortran_order': False, 'shape': (2,)}", 8);
}

TEST_FAILS(npy_structured, STATUS_REFUSED, "expected int8") {
    npy_of("{'descr': [('a', '<i4')], 'fortran_order': False, 'shape': (2,)}", 8);
}

TEST_FAILS(npy_key_missing, STATUS_REFUSED, "its header has no 'shape'") {
    npy_of("{'descr': '<f4', 'fortran_order': False}", 8);
}

TEST_FAILS(npy_shape_overflows, STATUS_REFUSED, "too large") {
    npy_of_shape("(4294967296, 4294967296)", 8);
}

TEST_FAILS(npy_shape_overflows_beside_zero, STATUS_REFUSED, "too large") {
    npy_of_shape("(0, 4294967296, 4294967296)", 8);
}

TEST_FAILS(npy_shape_is_negative, STATUS_REFUSED, "its shape is malformed") {
    npy_of_shape("(-1,)", 8);
}

TEST_FAILS(npy_shape_is_open, STATUS_REFUSED, "its shape is malformed") {
    npy_of_shape("(1, 2", 8);
}

TEST_FAILS(npy_rank, STATUS_REFUSED, "more than 8 dimensions") {
    npy_of_shape("(1,1,1,1,1,1,1,1,1)", 1);
}

TEST_FAILS(npy_data_cut_off, STATUS_REFUSED, "cut off: 5 bytes of data, expected 6") {
    npy_of_shape("(2, 3)", 5);
}

TEST_FAILS(npy_other_file, STATUS_REFUSED, "not a .npy file") {
    npy_parse((bytes){(uint8_t *)mem_strdup("hello, I am a text"), 18});
}

TEST_FAILS(npy_unknown_version, STATUS_REFUSED, "version 4 is unknown") {
    npy_parse(npy_file(4, "{}", 0));
}

TEST_FAILS(npy_missing_file, STATUS_REFUSED, "cannot read 'x.npy'") {
    npy_read("x.npy");
}

static void read_npy(bytes file) {
    npy a = npy_parse(file);
    for (int64_t i = 0; i < a.count; i++)
        npy_value(&a, i);
    npy_format(&a);
}

TEST_BARE(npy_hostile) {
    static sample s;
    bytes file = npy_file(1, "{'descr': '<i2', 'fortran_order': False, 'shape': (2, 3), }", 12);
    s.size = file.size;
    memcpy(s.data, file.data, file.size);
    survive(read_npy, &s);
}

/* ---- PNG ---- */

typedef struct picture {
    int width, height, bits, color, interlace;
    int transparent_index; /* of a palette; -1: none */
    const uint8_t *pixels; /* rows packed as PNG has them */
    size_t row_bytes;
} picture;

static void append(png_structp png, png_bytep data, size_t size) {
    sample *s = png_get_io_ptr(png);
    if (size > sizeof s->data - s->size)
        png_error(png, "too large");
    memcpy(s->data + s->size, data, size);
    s->size += size;
}

static void make_png(sample *s, picture p) {
    static const png_color palette[2] = {{10, 20, 30}, {40, 50, 60}};
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    s->size = 0;
    png_set_write_fn(png, s, append, NULL);
    png_set_IHDR(png, info, (png_uint_32)p.width, (png_uint_32)p.height, p.bits, p.color,
                 p.interlace, PNG_COMPRESSION_TYPE_BASE, PNG_FILTER_TYPE_BASE);
    if (p.color == PNG_COLOR_TYPE_PALETTE)
        png_set_PLTE(png, info, palette, 2);
    if (p.transparent_index >= 0)
        png_set_tRNS(png, info, (const png_byte[]){255, 0}, 2, NULL);
    static png_bytep rows[4097];
    for (int y = 0; y < p.height; y++)
        rows[y] = (png_bytep)(uintptr_t)(p.pixels + (size_t)y * p.row_bytes);
    png_set_rows(png, info, rows);
    png_write_png(png, info, PNG_TRANSFORM_IDENTITY, NULL);
    png_destroy_write_struct(&png, &info);
}

static image image_of(picture p) {
    sample *s = NEW(sample);
    make_png(s, p);
    return image_parse((bytes){s->data, s->size});
}

static int is_image(image i, int width, int height, int channels, const uint8_t *pixels) {
    return i.width == width && i.height == height && i.channels == channels &&
           memcmp(i.pixels, pixels, (size_t)(width * height * channels)) == 0;
}

static const uint8_t ramp[] = {0, 1, 2, 3, 250, 251, 252, 253, 254, 255, 128, 127};

#define GRAY PNG_COLOR_TYPE_GRAY
#define RGB PNG_COLOR_TYPE_RGB
#define PALETTE PNG_COLOR_TYPE_PALETTE

TEST(png_gray_and_rgb) {
    EXPECT(is_image(image_of((picture){4, 3, 8, GRAY, 0, -1, ramp, 4}), 4, 3, 1, ramp));
    EXPECT(is_image(image_of((picture){2, 2, 8, RGB, 0, -1, ramp, 6}), 2, 2, 3, ramp));
    EXPECT(is_image(image_of((picture){2, 2, 8, RGB, 1, -1, ramp, 6}), 2, 2, 3, ramp));
}

/* 0xff00 of 16 bits is 254.0 of 8, 0x8080 is 128. */
TEST(png_16_bits_are_scaled) {
    static const uint8_t wide[] = {0xff, 0x00, 0x80, 0x80}, scaled[] = {254, 128};
    EXPECT(is_image(image_of((picture){2, 1, 16, GRAY, 0, -1, wide, 4}), 2, 1, 1, scaled));
}

TEST(png_few_bits_are_expanded) {
    static const uint8_t packed[] = {0x40}, gray[] = {0, 255}, rgb[] = {10, 20, 30, 40, 50, 60};
    EXPECT(is_image(image_of((picture){2, 1, 1, GRAY, 0, -1, packed, 1}), 2, 1, 1, gray));
    EXPECT(is_image(image_of((picture){2, 1, 1, PALETTE, 0, -1, packed, 1}), 2, 1, 3, rgb));
}

TEST(png_opaque_alpha_is_dropped) {
    static const uint8_t rgba[] = {1, 2, 3, 255, 4, 5, 6, 255}, rgb[] = {1, 2, 3, 4, 5, 6};
    static const uint8_t gray_alpha[] = {7, 255, 8, 255}, gray[] = {7, 8};
    picture p = {2, 1, 8, PNG_COLOR_TYPE_RGB_ALPHA, 0, -1, rgba, 8};
    EXPECT(is_image(image_of(p), 2, 1, 3, rgb));
    p = (picture){2, 1, 8, PNG_COLOR_TYPE_GRAY_ALPHA, 0, -1, gray_alpha, 4};
    EXPECT(is_image(image_of(p), 2, 1, 1, gray));
}

TEST_FAILS(png_transparent, STATUS_REFUSED, "the image is transparent in places") {
    static const uint8_t rgba[] = {1, 2, 3, 255, 4, 5, 6, 254};
    image_of((picture){2, 1, 8, PNG_COLOR_TYPE_RGB_ALPHA, 0, -1, rgba, 8});
}

TEST_FAILS(png_transparent_palette, STATUS_REFUSED, "the image is transparent in places") {
    static const uint8_t packed[] = {0x40};
    image_of((picture){2, 1, 1, PALETTE, 0, 1, packed, 1});
}

TEST_FAILS(png_too_wide, STATUS_REFUSED, "has 4097 x 1 pixels, at most 4096 x 4096") {
    static const uint8_t row[4097];
    image_of((picture){4097, 1, 8, GRAY, 0, -1, row, 4097});
}

TEST_FAILS(png_too_high, STATUS_REFUSED, "has 1 x 4097 pixels, at most 4096 x 4096") {
    image_of((picture){1, 4097, 8, GRAY, 0, -1, ramp, 0});
}

TEST_FAILS(png_cut_off, STATUS_REFUSED, "the PNG image is cut off") {
    sample *s = NEW(sample);
    make_png(s, (picture){4, 3, 8, GRAY, 0, -1, ramp, 4});
    image_parse((bytes){s->data, s->size - 1});
}

TEST_FAILS(png_other_file, STATUS_REFUSED, "not a PNG image") {
    image_parse((bytes){(uint8_t *)mem_strdup("GIF89a, as it were"), 18});
}

TEST_FAILS(png_wrong_checksum, STATUS_REFUSED, "not a valid PNG image: IHDR: CRC error") {
    sample *s = NEW(sample);
    make_png(s, (picture){4, 3, 8, GRAY, 0, -1, ramp, 4});
    s->data[19] ^= 1; /* the width */
    image_parse((bytes){s->data, s->size});
}

static void read_png(bytes file) {
    image i = image_parse(file);
    EXPECT(i.channels == 1 || i.channels == 3);
}

TEST_BARE(png_hostile) {
    static sample s;
    make_png(&s, (picture){2, 2, 8, RGB, 0, -1, ramp, 6});
    survive(read_png, &s);
    make_png(&s, (picture){2, 1, 1, PALETTE, 1, 0, (const uint8_t[]){0}, 1});
    survive(read_png, &s);
}
