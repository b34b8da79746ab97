/* SHA-256 of a file's bytes, by nettle: names the model that generated code came from. */
#ifndef MOTE_BASE_SHA256_H
#define MOTE_BASE_SHA256_H

#include <stddef.h>

/* 64 hexadecimal digits and a zero byte. */
void sha256_hex(const void *data, size_t size, char out[65]);

#endif
