#include "say.h"

#include "board.h"

void say_text(const char *s) {
    while (*s)
        board_send((uint8_t)*s++);
}

void say_number(uint32_t n) {
    char digits[11];
    int i = 10;
    digits[i] = 0;
    do
        digits[--i] = (char)('0' + n % 10);
    while (n /= 10);
    say_text(digits + i);
}

void say_hex(const int8_t *bytes, uint32_t count) {
    static const char digit[] = "0123456789abcdef";
    for (uint32_t i = 0; i < count; i++) {
        board_send((uint8_t)digit[(uint8_t)bytes[i] >> 4]);
        board_send((uint8_t)digit[bytes[i] & 15]);
    }
}

void say_bytes(const char *name, const int8_t *bytes, uint32_t count) {
    say_text(name);
    say_hex(bytes, count);
    say_text("\n");
}
