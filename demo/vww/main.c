/* The firmware: a camera's rows come in by the serial line, one at a time and only when asked for;
 * what is seen goes out. Of the picture there is never more in memory than the row at hand and what
 * the network's layers keep of those before it.
 *
 * To the board:   'I' looks at an image; each row of PERSON_ROW_BYTES pixels, as 8-bit unsigned,
 *                 answers an 'r'
 *                 'Q' switches off
 * From the board: "ready"; for an image an 'r' before each row, then the lines "logits HEX",
 *                 "probabilities HEX", "stack BYTES" */
#include "../board/board.h"
#include "../board/say.h"
#include "harness.h"
#include "person.h"

static uint64_t arena[(PERSON_ARENA_BYTES + 7) / 8];
static union {
    uint32_t aligned; /* as push_row demands */
    int8_t pixel[PERSON_ROW_BYTES];
} row;

static void receive_row(void) {
    board_send('r');
    for (uint32_t i = 0; i < PERSON_ROW_BYTES; i++)
        row.pixel[i] = (int8_t)(board_receive() ^ 0x80); /* 0 .. 255 as -128 .. 127 */
}

static void look(void) {
    person_reset(arena);
    do
        receive_row();
    while (person_push_row(arena, row.pixel) == 0);
    say_bytes("logits ", person_output(arena, 1), PERSON_OUTPUT1_BYTES);
    say_bytes("probabilities ", person_output(arena, 0), PERSON_OUTPUT0_BYTES);
    say_text("stack ");
    say_number(harness_stack_total());
    say_text("\n");
}

int main(void) {
    harness_stack_paint();
    board_init();
    say_text("ready\n");
    for (;;) {
        uint8_t command = board_receive();
        if (command == 'I')
            look();
        else if (command == 'Q')
            return 0;
    }
}
