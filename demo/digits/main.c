/* The firmware: sound comes in by the serial line in blocks of 20 ms, words go out.
 *
 * To the board:   'B' and a block of DIGITS_HOP samples, 16 bits, little endian; answered by '.'
 *                 'E' the sound ends: silence follows as long as it matters
 *                 'Q' switches off
 * From the board: "ready", and for every clip the lines "features HEX", "logits HEX",
 *                 "probabilities HEX", "heard INDEX LABEL"; after 'E' "end STACK_BYTES". */
#include "../board/board.h"
#include "../board/say.h"
#include "harness.h"
#include "listener.h"

static listener ear;

static int32_t best(const int8_t *values, int32_t count) {
    int32_t top = 0;
    for (int32_t i = 1; i < count; i++)
        if (values[i] > values[top])
            top = i;
    return top;
}

/* The model takes the clip's frames one by one: there is no second copy of them. */
static void hear(void) {
    digits_reset(ear.arena);
    say_text("features ");
    for (int32_t y = 0; y < DIGITS_ROWS; y++) {
        const int8_t *frame = listener_frame(&ear, y);
        say_hex(frame, DIGITS_ROW_BYTES);
        digits_push_row(ear.arena, frame);
    }
    say_text("\n");
    const int8_t *probabilities = digits_output(ear.arena, 0);
    say_bytes("logits ", digits_output(ear.arena, 1), DIGITS_OUTPUT1_BYTES);
    say_bytes("probabilities ", probabilities, DIGITS_OUTPUT0_BYTES);
    int32_t word = best(probabilities, DIGITS_LABELS);
    say_text("heard ");
    say_number((uint32_t)word);
    say_text(" ");
    say_text(digits_labels[word]);
    say_text("\n");
}

static void receive_block(void) {
    int16_t pcm[DIGITS_HOP];
    for (int i = 0; i < DIGITS_HOP; i++) {
        uint8_t low = board_receive(), high = board_receive();
        pcm[i] = (int16_t)(uint16_t)(low | high << 8);
    }
    if (listener_push(&ear, pcm))
        hear();
    say_text(".");
}

static void end_of_sound(void) {
    static const int16_t silence[DIGITS_HOP];
    while (listener_pending(&ear) > 0)
        if (listener_push(&ear, silence))
            hear();
    say_text("end ");
    say_number(harness_stack_total());
    say_text("\n");
    listener_reset(&ear);
}

int main(void) {
    harness_stack_paint();
    board_init();
    listener_reset(&ear);
    say_text("ready\n");
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
