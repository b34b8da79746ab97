/* BBC micro:bit: UART of the nRF51822, to the USB port. nRF51 Reference Manual 3.0, chapter 29. */
#include "board.h"

#define UART ((volatile uint32_t *)0x40002000u)
enum {
    STARTRX = 0x000 / 4,
    STARTTX = 0x008 / 4,
    RXDRDY = 0x108 / 4,
    TXDRDY = 0x11C / 4,
    ENABLE = 0x500 / 4,
    PSELTXD = 0x50C / 4,
    PSELRXD = 0x514 / 4,
    RXD = 0x518 / 4,
    TXD = 0x51C / 4,
    BAUDRATE = 0x524 / 4
};

void board_init(void) {
    UART[PSELTXD] = 24;
    UART[PSELRXD] = 25;
    UART[BAUDRATE] = 0x10000000; /* 1 Mbaud: 16 bits at 8 kHz need 160 kbaud */
    UART[ENABLE] = 4;
    UART[STARTRX] = 1;
    UART[STARTTX] = 1;
}

uint8_t board_receive(void) {
    while (!UART[RXDRDY]) {
    }
    UART[RXDRDY] = 0;
    return (uint8_t)UART[RXD];
}

void board_send(uint8_t byte) {
    UART[TXDRDY] = 0;
    UART[TXD] = byte;
    while (!UART[TXDRDY]) {
    }
}
