/* The firmware: sound comes in by the serial line in blocks of 20 ms, words go out.
 *
 * To the board:   'B' and a block of DIGITS_HOP samples, 16 bits, little endian; answered by '.'
 *                 'E' the sound ends: silence follows as long as it matters
 *                 'Q' switches off
 * From the board: "ready", and for every clip the lines "features HEX", "logits HEX",
 *                 "probabilities HEX", "heard INDEX LABEL"; after 'E' "end STACK_BYTES". */
#include "../board/board.h"
#include "harness.h"
#include "listener.h"

static listener ear;

static void send_text(const char *s) {
    while (*s)
        board_send((uint8_t)*s++);
}

static void send_number(uint32_t n) {
    char digits[11];
    int i = 10;
    digits[i] = 0;
    do
        digits[--i] = (char)('0' + n % 10);
    while (n /= 10);
    send_text(digits + i);
}

static void send_hex(const char *name, const int8_t *bytes, uint32_t count) {
    static const char digit[] = "0123456789abcdef";
    send_text(name);
    for (uint32_t i = 0; i < count; i++) {
        board_send((uint8_t)digit[(uint8_t)bytes[i] >> 4]);
        board_send((uint8_t)digit[bytes[i] & 15]);
    }
    send_text("\n");
}

static int32_t best(const int8_t *values, int32_t count) {
    int32_t top = 0;
    for (int32_t i = 1; i < count; i++)
        if (values[i] > values[top])
            top = i;
    return top;
}

static void hear(void) {
    send_hex("features ", digits_input(ear.arena), DIGITS_INPUT_BYTES);
    digits_run(ear.arena);
    const int8_t *probabilities = digits_output(ear.arena, 0);
    send_hex("logits ", digits_output(ear.arena, 1), DIGITS_OUTPUT1_BYTES);
    send_hex("probabilities ", probabilities, DIGITS_OUTPUT0_BYTES);
    int32_t word = best(probabilities, DIGITS_LABELS);
    send_text("heard ");
    send_number((uint32_t)word);
    send_text(" ");
    send_text(digits_labels[word]);
    send_text("\n");
}

static void receive_block(void) {
    int16_t pcm[DIGITS_HOP];
    for (int i = 0; i < DIGITS_HOP; i++) {
        uint8_t low = board_receive(), high = board_receive();
        pcm[i] = (int16_t)(uint16_t)(low | high << 8);
    }
    if (listener_push(&ear, pcm))
        hear();
    send_text(".");
}

static void end_of_sound(void) {
    static const int16_t silence[DIGITS_HOP];
    while (listener_pending(&ear) > 0)
        if (listener_push(&ear, silence))
            hear();
    send_text("end ");
    send_number(harness_stack_high_water());
    send_text("\n");
    listener_reset(&ear);
}

int main(void) {
    harness_stack_paint();
    board_init();
    listener_reset(&ear);
    send_text("ready\n");
    for (;;) {
        uint8_t command = board_receive();
        if (command == 'B')
            receive_block();
        else if (command == 'E')
            end_of_sound();
        else if (command == 'Q')
            return 0;
    }
}
