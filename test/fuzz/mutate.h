/* Changes of .tflite files that know the schema: shapes, types, quantisation, operators' options,
 * indices of tensors, buffers and operators' codes, lengths and offsets. */
#ifndef MOTE_TEST_FUZZ_MUTATE_H
#define MOTE_TEST_FUZZ_MUTATE_H

#include <stddef.h>
#include <stdint.h>

/* Changes `size` bytes at `data`, with room for `limit`; returns the new size. What is no model,
 * and now and then what is one, is replaced by a valid one. */
size_t mutate_model(uint8_t *data, size_t size, size_t limit, unsigned seed);

#endif
