#include "check.h"

#include "harness.h"

static const uint8_t patterns[CHECK_PATTERNS] = {0xA5, 0x5A};

static void fill(uint8_t *at, uint32_t bytes, uint8_t value) {
    while (bytes--)
        *at++ = value;
}

static int is_filled(const uint8_t *at, uint32_t bytes, uint8_t value) {
    while (bytes--)
        if (*at++ != value)
            return 0;
    return 1;
}

/* Fletcher-like: notices any single changed byte and any swap. */
static uint32_t checksum(const uint8_t *at, uint32_t bytes) {
    uint32_t a = 1, b = 0;
    while (bytes--) {
        a += *at++;
        b += a;
    }
    return b << 16 ^ a ^ b >> 16;
}

static uint32_t kept_inputs_checksum(const check_case *c, void *arena) {
    uint32_t sum = 0;
    for (int32_t i = 0; i < c->input_count; i++)
        if (c->inputs[i].kept)
            sum = sum * 31 + checksum(c->input(arena, (int)i), c->inputs[i].bytes);
    return sum;
}

static void read_inputs(const check_case *c, void *arena, int in) {
    for (int32_t i = 0; i < c->input_count; i++)
        harness_read(in, c->input(arena, (int)i), c->inputs[i].bytes);
}

static void write_outputs(const check_case *c, const void *arena, int out) {
    for (int32_t i = 0; i < c->output_count; i++)
        harness_write(out, c->output(arena, (int)i), c->outputs[i].bytes);
}

/* The arena is aligned to 8 and not to 16, and ends at a canary. */
static void run_once(const check_case *c, uint8_t pattern, int in, int out) {
    uint8_t *arena = check_pool + 8, *end = arena + c->arena_bytes;
    check_record record = {0, 0, 0};
    fill(check_pool, 8 + c->arena_bytes + CHECK_CANARY_BYTES, pattern);
    read_inputs(c, arena, in);
    uint32_t before = kept_inputs_checksum(c, arena);
    harness_stack_paint();
    harness_ticks_begin();
    int status = c->run(arena);
    record.ticks = harness_ticks_end();
    record.stack_bytes = harness_stack_high_water();
    if (status != 0)
        record.flags |= CHECK_STATUS;
    if (!is_filled(check_pool, 8, pattern) || !is_filled(end, CHECK_CANARY_BYTES, pattern))
        record.flags |= CHECK_CANARY;
    if (kept_inputs_checksum(c, arena) != before)
        record.flags |= CHECK_INPUT;
    harness_write(out, &record, sizeof record);
    write_outputs(c, arena, out);
}

int main(void) {
    int in = harness_open("in", 0), out = harness_open("out", 1);
    uint32_t rom = checksum(harness_rom_begin(), harness_rom_bytes());
    for (int32_t i = 0; i < check_case_count; i++)
        for (int32_t set = 0; set < check_cases[i].set_count; set++)
            for (int32_t k = 0; k < CHECK_PATTERNS; k++)
                run_once(&check_cases[i], patterns[k], in, out);
    check_record last = {0, 0, 0};
    if (checksum(harness_rom_begin(), harness_rom_bytes()) != rom)
        last.flags = CHECK_CONSTANTS;
    harness_write(out, &last, sizeof last);
    harness_close(out);
    return 0;
}
