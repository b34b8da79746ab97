#include "sim/thumb.h"

/* A row matches when (code & mask) == value; the first that does counts. */
typedef struct row {
    uint32_t mask, value;
    thumb_class class;
} row;

static const row narrow[] = {
    {0xFF00, 0x4700, THUMB_BRANCH_REGISTER}, /* BX, BLX */
    {0xFF87, 0x4487, THUMB_BRANCH_REGISTER}, /* ADD pc */
    {0xFF87, 0x4687, THUMB_BRANCH_REGISTER}, /* MOV pc */
    {0xFFC0, 0x4340, THUMB_MUL},
    {0xF800, 0x4800, THUMB_LOAD},        /* literal */
    {0xFE00, 0x5600, THUMB_LOAD},        /* LDRSB register */
    {0xF800, 0x5800, THUMB_LOAD},        /* LDR, LDRH register */
    {0xF800, 0x5000, THUMB_STORE_OTHER}, /* STR, STRH register */
    {0xFE00, 0x5400, THUMB_STORE_OTHER}, /* STRB register */
    {0xF000, 0x5000, THUMB_LOAD},        /* LDRB, LDRSH register */
    {0xE800, 0x6800, THUMB_LOAD},        /* LDR, LDRB immediate */
    {0xE800, 0x6000, THUMB_STORE},
    {0xF800, 0x8800, THUMB_LOAD}, /* LDRH */
    {0xF800, 0x8000, THUMB_STORE},
    {0xF800, 0x9800, THUMB_LOAD}, /* from the stack */
    {0xF800, 0x9000, THUMB_STORE},
    {0xFE00, 0xB400, THUMB_STORE_MANY}, /* PUSH */
    {0xFF00, 0xBD00, THUMB_POP_PC},
    {0xFE00, 0xBC00, THUMB_LOAD_MANY}, /* POP */
    {0xF500, 0xB100, THUMB_BRANCH},    /* CBZ, CBNZ */
    {0xF800, 0xC000, THUMB_STORE_MANY},
    {0xF800, 0xC800, THUMB_LOAD_MANY},
    {0xFE00, 0xDE00, THUMB_ALU}, /* UDF, SVC: not in measured code */
    {0xF000, 0xD000, THUMB_BRANCH},
    {0xF800, 0xE000, THUMB_BRANCH},
    {0, 0, THUMB_ALU},
};

static const row wide[] = {
    /* load and store multiple */
    {0xFE508000, 0xE8108000, THUMB_POP_PC},
    {0xFE500000, 0xE8100000, THUMB_LOAD_MANY},
    {0xFE500000, 0xE8000000, THUMB_STORE_MANY},
    {0xFFF0FFE0, 0xE8D0F000, THUMB_TABLE_BRANCH},
    {0xFE500000, 0xE8500000, THUMB_LOAD_MANY}, /* LDRD, LDREX */
    {0xFE500000, 0xE8400000, THUMB_STORE_MANY},
    /* floating point: coprocessors 10 and 11 */
    {0xFFE00E00, 0xEC400A00, THUMB_FP_MOVE_TWO},
    {0xFF300F00, 0xED100B00, THUMB_LOAD_MANY}, /* VLDR of 64 bits */
    {0xFF300F00, 0xED000B00, THUMB_STORE_MANY},
    {0xFF300E00, 0xED100A00, THUMB_LOAD}, /* VLDR */
    {0xFF300E00, 0xED000A00, THUMB_STORE},
    {0xFE100E00, 0xEC100A00, THUMB_LOAD_MANY}, /* VLDM, VPOP */
    {0xFE100E00, 0xEC000A00, THUMB_STORE_MANY},
    {0xFFB00E10, 0xEE800A00, THUMB_FP_DIV},
    {0xFFBF0ED0, 0xEEB10AC0, THUMB_FP_DIV}, /* VSQRT */
    {0xFFA00E10, 0xEE000A00, THUMB_FP_MAC}, /* VMLA, VMLS, VNMLA, VNMLS */
    {0xFFB00E10, 0xEE900A00, THUMB_FP_MAC}, /* VFNMA, VFNMS */
    {0xFFB00E10, 0xEEA00A00, THUMB_FP_MAC}, /* VFMA, VFMS */
    {0xFF000E00, 0xEE000A00, THUMB_FP},
    /* branches and system */
    {0xF800D000, 0xF000D000, THUMB_CALL},
    {0xF800D000, 0xF0009000, THUMB_BRANCH},
    {0xFFF0D000, 0xF3B08000, THUMB_BARRIER},
    {0xFFE0D000, 0xF3808000, THUMB_BARRIER}, /* MSR */
    {0xFFE0D000, 0xF3E08000, THUMB_BARRIER}, /* MRS */
    {0xFFF0D000, 0xF3A08000, THUMB_ALU},     /* hints */
    {0xF800D000, 0xF0008000, THUMB_BRANCH},
    /* single loads: pc as destination, literal, immediate 12, register, with write-back */
    {0xFF70F000, 0xF850F000, THUMB_LOAD_PC},
    {0xFE10F000, 0xF810F000, THUMB_ALU}, /* PLD */
    {0xFE1F0000, 0xF81F0000, THUMB_LOAD},
    {0xFE900000, 0xF8900000, THUMB_LOAD},
    {0xFE900FC0, 0xF8100000, THUMB_LOAD},
    {0xFE900F00, 0xF8100C00, THUMB_LOAD},
    {0xFE900F00, 0xF8100E00, THUMB_LOAD},
    {0xFE100000, 0xF8100000, THUMB_LOAD_UPDATE},
    {0xFE900000, 0xF8800000, THUMB_STORE},
    {0xFE900F00, 0xF8000C00, THUMB_STORE},
    {0xFE100000, 0xF8000000, THUMB_STORE_OTHER},
    /* multiplication and division */
    {0xFFF0F0F0, 0xFB00F000, THUMB_MUL},
    {0xFFF000E0, 0xFB000000, THUMB_MLA}, /* MLA, MLS */
    {0xFF800000, 0xFB000000, THUMB_DSP},
    {0xFFD000F0, 0xFB9000F0, THUMB_DIV},
    {0xFFD000F0, 0xFB800000, THUMB_MULL},
    {0xFF800000, 0xFB800000, THUMB_MLAL},
    {0, 0, THUMB_ALU},
};

static thumb_class find(const row *rows, uint32_t code) {
    while ((code & rows->mask) != rows->value)
        rows++;
    return rows->class;
}

static uint8_t ones(uint32_t x) {
    uint8_t n = 0;
    for (; x; x &= x - 1)
        n++;
    return n;
}

/* The registers that make an address, and the one that a load fills. */
static void narrow_registers(thumb_instruction *i, uint16_t code) {
    int is_load = i->class == THUMB_LOAD, has_high_result = (code & 0xF800) == 0x4800;
    if (!is_load && i->class != THUMB_STORE_OTHER)
        return;
    if ((code & 0xF000) == 0x9000) { /* from the stack */
        has_high_result = 1;
        i->base = 13;
    } else if (!has_high_result) { /* neither that nor a literal */
        i->base = code >> 3 & 7;
        if ((code & 0xF000) == 0x5000)
            i->index = code >> 6 & 7;
    }
    if (is_load)
        i->result = (has_high_result ? code >> 8 : code) & 7;
}

static void wide_registers(thumb_instruction *i, uint32_t code, int is_fp) {
    int is_load = i->class == THUMB_LOAD;
    if (!is_load && i->class != THUMB_STORE_OTHER)
        return;
    i->base = code >> 16 & 15;
    if (is_fp)
        return;
    if (is_load)
        i->result = code >> 12 & 15;
    if ((code & 0xFE800FC0) == 0xF8000000 && i->base != 15)
        i->index = code & 15;
}

static uint8_t narrow_count(uint16_t code) {
    return ones(code & ((code & 0xF000) == 0xB000 ? 0x1FF : 0xFF));
}

static uint8_t wide_count(uint32_t code, int is_fp) {
    if (is_fp)
        return (code & 0xFF200000) == 0xED000000 ? 2 : code & 0xFF; /* VLDR, VSTR; VLDM */
    return (code & 0xFE400000) == 0xE8400000 ? 2 : ones(code & 0xFFFF);
}

thumb_instruction thumb_decode(uint16_t first, uint16_t second) {
    thumb_instruction i = {.bytes = first >> 11 >= 0x1D ? 4 : 2,
                           .result = THUMB_NO_REGISTER,
                           .base = THUMB_NO_REGISTER,
                           .index = THUMB_NO_REGISTER};
    uint32_t code = (uint32_t)first << 16 | second;
    i.class = i.bytes == 2 ? find(narrow, first) : find(wide, code);
    if (i.bytes == 2) {
        i.count = narrow_count(first);
        narrow_registers(&i, first);
    } else {
        int is_fp = (code & 0xEC000E00) == 0xEC000A00;
        i.count = wide_count(code, is_fp);
        wide_registers(&i, code, is_fp);
    }
    return i;
}
