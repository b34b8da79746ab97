/* What the demo needs of a board: one serial line. A port to another board is one file. */
#ifndef MOTE_DEMO_BOARD_H
#define MOTE_DEMO_BOARD_H

#include <stdint.h>

/* Switches the serial line on. */
void board_init(void);
/* Waits for a byte. */
uint8_t board_receive(void);
/* Waits until the byte is on its way. */
void board_send(uint8_t byte);

#endif
