/* Netduino Plus 2: USART1 of the STM32F405. Reference manual RM0090, chapter 30. In the emulator
 * clocks and pins need no setting up; on the board PA9 and PA10 are the line. */
#include "board.h"

#define RCC_AHB1ENR (*(volatile uint32_t *)0x40023830u)
#define RCC_APB2ENR (*(volatile uint32_t *)0x40023844u)
#define GPIOA_MODER (*(volatile uint32_t *)0x40020000u)
#define GPIOA_AFRH (*(volatile uint32_t *)0x40020024u)
#define USART1 ((volatile uint32_t *)0x40011000u)
enum { SR, DR, BRR, CR1 };
#define SR_RXNE (1u << 5)
#define SR_TXE (1u << 7)
#define CR1_UE (1u << 13)
#define CR1_TE (1u << 3)
#define CR1_RE (1u << 2)

void board_init(void) {
    RCC_AHB1ENR |= 1;       /* port A */
    RCC_APB2ENR |= 1u << 4; /* USART1 */
    GPIOA_MODER = (GPIOA_MODER & ~(0xFu << 18)) | 0xAu << 18;
    GPIOA_AFRH = (GPIOA_AFRH & ~(0xFFu << 4)) | 0x77u << 4;
    USART1[BRR] = 16; /* 1 Mbaud from 16 MHz */
    USART1[CR1] = CR1_UE | CR1_TE | CR1_RE;
}

uint8_t board_receive(void) {
    while (!(USART1[SR] & SR_RXNE)) {
    }
    return (uint8_t)USART1[DR];
}

void board_send(uint8_t byte) {
    while (!(USART1[SR] & SR_TXE)) {
    }
    USART1[DR] = byte;
}
