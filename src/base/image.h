/* PNG images as 8-bit pixels. Values are taken as stored: gamma and colour profiles change nothing.
 * Palettes and 1, 2 and 4 bits are expanded, 16 bits are scaled to 8. An alpha channel is dropped
 * where the image is opaque everywhere; any transparency is refused, since only the user can know
 * what should shine through. */
#ifndef MOTE_BASE_IMAGE_H
#define MOTE_BASE_IMAGE_H

#include <stdint.h>

#include "base/file.h"

#define IMAGE_LIMIT 4096 /* pixels in width and in height */

typedef struct image {
    int width, height, channels; /* 1: gray, 3: red, green, blue */
    uint8_t *pixels;             /* [height][width][channels] */
} image;

image image_read(const char *path);
image image_parse(bytes png);

#endif
