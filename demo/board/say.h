/* Words, numbers and bytes by the board's serial line. */
#ifndef MOTE_DEMO_SAY_H
#define MOTE_DEMO_SAY_H

#include <stdint.h>

void say_text(const char *s);
void say_number(uint32_t n);
void say_hex(const int8_t *bytes, uint32_t count);
/* A line: the name, the bytes in hexadecimal. */
void say_bytes(const char *name, const int8_t *bytes, uint32_t count);

#endif
