/* A tile: machine code that the compiler generates for a layer's inner loops (src/emit/tile.c).
 *
 * It makes 4 output channels at a time, of one pixel or of two, from the pixel's values expanded to
 * int16 and from weights packed "two channels in one int16":
 *
 *     w = 256 * high + low        for each tap; two taps in one word
 *     A = sum x * w,  B = sum x * low        modulo 2^32, two taps a multiplication (SMLAD)
 *     low channel's sum  = B                 exact modulo 2^32
 *     high channel's sum = (A - B) / 256     exact if it lies in [-2^23, 2^23)
 *
 * The compiler proves that bound for every high channel, |sum + bias| < 2^30 for all, and that the
 * shift is one that a tile can do; other channels are left to C.
 *
 * A group of 4 channels is a piece of the stream `weights`:
 *     `steps` times 2 words: taps 2s and 2s+1 of the channels 0 (low) and 1 (high); of 2 and 3
 *     then, for the channels 1, 0, 3, 2:
 *         2 * bias (the input's zero point folded in)
 *         multiplier; its right shift minus 1    (unless one scale serves the layer)
 */
#ifndef MOTE_KERNEL_TILE_H
#define MOTE_KERNEL_TILE_H

#include <stdint.h>

#define MOTE_TILE_CHANNELS 4

/* x            expanded values, two a word. Of one pixel: word s is step s. Of two pixels: words 2s
 *              and 2s+1
 * out0, out1   the pixels' first channel
 * steps        pairs of taps, >= 1; even in tiles of one pixel
 * pairs        so many pairs of pixels, x_step bytes of x and out_step bytes of out apart
 * groups       of 4 channels, >= 1
 * nudge        2 * the output's zero point + 1
 * multiplier, shift    of the layer, where one scale serves it: the right shift minus 1 */
typedef void mote_tile(const uint32_t *x, const uint32_t *weights, int8_t *out0, int8_t *out1,
                       int32_t steps, int32_t pairs, int32_t groups, int32_t x_step,
                       int32_t out_step, int32_t nudge, int32_t multiplier, int32_t shift);

#endif
