#include "base/image.h"

#include <png.h>
#include <string.h>

#include "base/diag.h"
#include "base/mem.h"

/* libpng allocates with mem_new alone, so that fail() may leave it at any point: what it holds is
 * freed at the recovery point. */

static png_voidp allocate(png_structp png, png_alloc_size_t size) {
    (void)png;
    return mem_new(size, 1);
}

static void release(png_structp png, png_voidp data) {
    (void)png;
    mem_free(data);
}

static void refuse(png_structp png, png_const_charp message) {
    (void)png;
    fail(STATUS_REFUSED, "not a valid PNG image: %s", message);
}

static void ignore(png_structp png, png_const_charp message) {
    (void)png;
    (void)message;
}

static void read_bytes(png_structp png, png_bytep to, size_t size) {
    bytes *rest = png_get_io_ptr(png);
    if (size > rest->size)
        fail(STATUS_REFUSED, "the PNG image is cut off");
    memcpy(to, rest->data, size);
    rest->data += size;
    rest->size -= size;
}

static png_structp open_png(bytes *rest) {
    if (rest->size < 8 || png_sig_cmp(rest->data, 0, 8) != 0)
        fail(STATUS_REFUSED, "not a PNG image");
    png_structp png = png_create_read_struct_2(PNG_LIBPNG_VER_STRING, NULL, refuse, ignore, NULL,
                                               allocate, release);
    CHECK(png);
    png_set_read_fn(png, rest, read_bytes);
    png_set_chunk_malloc_max(png, 1 << 20);
    return png;
}

static void check_size(png_uint_32 width, png_uint_32 height) {
    if (width > IMAGE_LIMIT || height > IMAGE_LIMIT)
        fail(STATUS_REFUSED, "the image has %u x %u pixels, at most %d x %d are read",
             (unsigned)width, (unsigned)height, IMAGE_LIMIT, IMAGE_LIMIT);
}

/* Asks libpng for 8 bits a channel: gray or RGB, with alpha where the file has any. */
static void set_conversions(png_structp png) {
    png_set_expand(png);
    png_set_scale_16(png);
    png_set_interlace_handling(png);
}

/* Takes the last of `channels` channels away, which must be 255 everywhere. */
static void drop_alpha(uint8_t *pixels, size_t count, size_t channels) {
    for (size_t i = 0; i < count; i++) {
        const uint8_t *from = pixels + i * channels;
        if (from[channels - 1] != 255)
            fail(STATUS_REFUSED, "the image is transparent in places; make it opaque: "
                                 "convert in.png -background white -alpha remove out.png");
        memmove(pixels + i * (channels - 1), from, channels - 1);
    }
}

image image_parse(bytes file) {
    png_structp png = open_png(&file);
    png_infop info = png_create_info_struct(png);
    CHECK(info);
    png_read_info(png, info);
    png_uint_32 width = png_get_image_width(png, info), height = png_get_image_height(png, info);
    check_size(width, height);
    set_conversions(png);
    png_read_update_info(png, info);
    size_t channels = png_get_channels(png, info), row_bytes = width * channels;
    CHECK(png_get_rowbytes(png, info) == row_bytes);
    uint8_t *pixels = mem_new(height, row_bytes);
    png_bytep *rows = NEW_ARRAY(png_bytep, height);
    for (size_t y = 0; y < height; y++)
        rows[y] = pixels + y * row_bytes;
    png_read_image(png, rows);
    png_read_end(png, NULL);
    png_destroy_read_struct(&png, &info, NULL);
    mem_free(rows);
    int has_alpha = channels % 2 == 0;
    if (has_alpha)
        drop_alpha(pixels, (size_t)width * height, channels);
    return (image){(int)width, (int)height, (int)channels - has_alpha, pixels};
}

image image_read(const char *path) {
    bytes file = file_read(path);
    diag_set_file(path);
    image read = image_parse(file);
    diag_set_file(NULL);
    mem_free(file.data);
    return read;
}
