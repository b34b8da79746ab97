/* PNG images. Checksums are put right first, or hardly any change would get past them. */
#include "fuzz.h"

#include <zlib.h>

#include "base/image.h"

static size_t big_endian(const uint8_t *at) {
    return (size_t)at[0] << 24 | (size_t)at[1] << 16 | (size_t)at[2] << 8 | at[3];
}

/* A chunk: its length in 4 bytes, its type in 4, the data, and the checksum of type and data. */
static void repair_checksums(bytes file) {
    for (size_t at = 8, length; at + 12 <= file.size; at += length + 12) {
        length = big_endian(file.data + at);
        if (length > file.size - at - 12)
            return;
        uint8_t *sum = file.data + at + 8 + length;
        uint32_t value = (uint32_t)crc32(0, file.data + at + 4, (unsigned)length + 4);
        for (int i = 0; i < 4; i++)
            sum[i] = (uint8_t)(value >> (24 - 8 * i));
    }
}

static void fuzz_read(bytes file) {
    repair_checksums(file);
    image i = image_parse(file);
    CHECK(i.width <= IMAGE_LIMIT && i.height <= IMAGE_LIMIT);
    CHECK(i.channels == 1 || i.channels == 3);
}
