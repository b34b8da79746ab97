/* What a user writes for a self-test: a character goes out by the board's serial line. */
#include "board.h"

void digits_putc(char c);

void digits_putc(char c) {
    static int on;
    if (!on) {
        board_init();
        on = 1;
    }
    board_send((uint8_t)c);
}
