/* Random models that look at a window along height, small, in the text form of graphs: chains with
 * branches of convolutions (strided, dilated, with and without padding), pools, sums, and a tail
 * that takes the whole window. Most have rows that slide. */
#ifndef MOTE_TEST_UNIT_RANDOM_STREAM_H
#define MOTE_TEST_UNIT_RANDOM_STREAM_H

#include <stdint.h>

#include "base/text.h"

/* The same seed gives the same text. */
void random_stream(uint64_t seed, text *out);

#endif
