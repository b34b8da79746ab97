#include "sim/timing.h"

#include <string.h>

struct timing {
    const char *name;
    uint8_t cycles[THUMB_CLASS_COUNT]; /* *_MANY and POP_PC: besides one for each word; all that
                                          branch: when they do, otherwise 1 */
    uint8_t pipelined_loads;           /* a load behind a load that it does not need takes 1 */
    uint8_t unaligned_target;          /* more for a 32-bit instruction across two words */
};

static const timing models[] = {
    {.name = "cortex-m0",
     .cycles = {[THUMB_ALU] = 1,
                [THUMB_MUL] = 1,
                [THUMB_LOAD] = 2,
                [THUMB_STORE] = 2,
                [THUMB_STORE_OTHER] = 2,
                [THUMB_LOAD_MANY] = 1,
                [THUMB_STORE_MANY] = 1,
                [THUMB_BRANCH] = 3,
                [THUMB_CALL] = 4,
                [THUMB_BRANCH_REGISTER] = 3,
                [THUMB_POP_PC] = 4,
                [THUMB_BARRIER] = 4}},
    {.name = "cortex-m3",
     .cycles = {[THUMB_ALU] = 1,          [THUMB_MUL] = 1,
                [THUMB_MLA] = 2,          [THUMB_MULL] = 4,
                [THUMB_MLAL] = 5,         [THUMB_DSP] = 1,
                [THUMB_DIV] = 6,          [THUMB_LOAD] = 2,
                [THUMB_LOAD_UPDATE] = 2,  [THUMB_STORE] = 1,
                [THUMB_STORE_OTHER] = 2,  [THUMB_LOAD_MANY] = 1,
                [THUMB_STORE_MANY] = 1,   [THUMB_BRANCH] = 2,
                [THUMB_CALL] = 2,         [THUMB_BRANCH_REGISTER] = 3,
                [THUMB_POP_PC] = 3,       [THUMB_LOAD_PC] = 5,
                [THUMB_TABLE_BRANCH] = 6, [THUMB_BARRIER] = 4},
     .pipelined_loads = 1,
     .unaligned_target = 1},
    {.name = "cortex-m4",
     .cycles = {[THUMB_ALU] = 1,          [THUMB_MUL] = 1,
                [THUMB_MLA] = 1,          [THUMB_MULL] = 1,
                [THUMB_MLAL] = 1,         [THUMB_DSP] = 1,
                [THUMB_DIV] = 6,          [THUMB_LOAD] = 2,
                [THUMB_LOAD_UPDATE] = 2,  [THUMB_STORE] = 1,
                [THUMB_STORE_OTHER] = 2,  [THUMB_LOAD_MANY] = 1,
                [THUMB_STORE_MANY] = 1,   [THUMB_BRANCH] = 2,
                [THUMB_CALL] = 2,         [THUMB_BRANCH_REGISTER] = 3,
                [THUMB_POP_PC] = 3,       [THUMB_LOAD_PC] = 5,
                [THUMB_TABLE_BRANCH] = 6, [THUMB_BARRIER] = 4,
                [THUMB_FP] = 1,           [THUMB_FP_MOVE_TWO] = 2,
                [THUMB_FP_MAC] = 3,       [THUMB_FP_DIV] = 14},
     .pipelined_loads = 1,
     .unaligned_target = 1},
    /* Arm publishes no table for the M33; see doc/timing.md for what this rests on. */
    {.name = "cortex-m33",
     .cycles = {[THUMB_ALU] = 1,          [THUMB_MUL] = 1,
                [THUMB_MLA] = 1,          [THUMB_MULL] = 1,
                [THUMB_MLAL] = 1,         [THUMB_DSP] = 1,
                [THUMB_DIV] = 6,          [THUMB_LOAD] = 2,
                [THUMB_LOAD_UPDATE] = 2,  [THUMB_STORE] = 1,
                [THUMB_STORE_OTHER] = 1,  [THUMB_LOAD_MANY] = 1,
                [THUMB_STORE_MANY] = 1,   [THUMB_BRANCH] = 2,
                [THUMB_CALL] = 2,         [THUMB_BRANCH_REGISTER] = 3,
                [THUMB_POP_PC] = 3,       [THUMB_LOAD_PC] = 5,
                [THUMB_TABLE_BRANCH] = 6, [THUMB_BARRIER] = 4,
                [THUMB_FP] = 1,           [THUMB_FP_MOVE_TWO] = 2,
                [THUMB_FP_MAC] = 3,       [THUMB_FP_DIV] = 14},
     .pipelined_loads = 1},
};

const timing *timing_find(const char *name) {
    for (size_t i = 0; i < sizeof models / sizeof models[0]; i++)
        if (name && strcmp(models[i].name, name) == 0)
            return &models[i];
    return NULL;
}

static int needs(const thumb_instruction *i, uint8_t result) {
    return result != THUMB_NO_REGISTER && (i->base == result || i->index == result);
}

static int branches(thumb_class class) {
    return class >= THUMB_BRANCH && class <= THUMB_TABLE_BRANCH;
}

int timing_cycles(const timing *t, const thumb_instruction *i, const thumb_instruction *before) {
    int behind_load = t->pipelined_loads && before && before->class == THUMB_LOAD;
    if (branches(i->class))
        return 1;
    if (i->class == THUMB_LOAD_MANY || i->class == THUMB_STORE_MANY)
        return t->cycles[i->class] + i->count;
    if ((i->class == THUMB_LOAD || i->class == THUMB_STORE_OTHER) && behind_load &&
        !needs(i, before->result))
        return 1;
    return t->cycles[i->class];
}

int timing_taken(const timing *t, const thumb_instruction *i, int to_unaligned_wide) {
    if (!branches(i->class))
        return 0;
    return t->cycles[i->class] - 1 + (i->class == THUMB_POP_PC ? i->count : 0) +
           (to_unaligned_wide ? t->unaligned_target : 0);
}
