/* Decodes Thumb instructions (Armv6-M, Armv7-M, Armv8-M Mainline) as far as their timing depends on
 * them. Encodings: Armv7-M Architecture Reference Manual, chapter A5. */
#ifndef MOTE_SIM_THUMB_H
#define MOTE_SIM_THUMB_H

#include <stdint.h>

typedef enum thumb_class {
    THUMB_ALU,  /* one result, no memory: also hints, IT, moves */
    THUMB_MUL,  /* 32-bit product */
    THUMB_MLA,  /* product and accumulate in 32 bits */
    THUMB_MULL, /* 64-bit product */
    THUMB_MLAL, /* product and accumulate in 64 bits */
    THUMB_DSP,  /* multiplications of the DSP extension: SMLAD, SMMUL, ... */
    THUMB_DIV,
    THUMB_LOAD,            /* one register, offset addressing; also VLDR of a single */
    THUMB_LOAD_UPDATE,     /* the same with write-back */
    THUMB_STORE,           /* immediate offset */
    THUMB_STORE_OTHER,     /* register offset or write-back */
    THUMB_LOAD_MANY,       /* LDM, POP, LDRD, VLDM, VLDR of 64 bits: `count` words */
    THUMB_STORE_MANY,      /* STM, PUSH, STRD, VSTM: `count` words */
    THUMB_BRANCH,          /* to a fixed address, conditional or not; CBZ */
    THUMB_CALL,            /* BL */
    THUMB_BRANCH_REGISTER, /* BX, BLX, MOV pc, ADD pc */
    THUMB_POP_PC,          /* POP or LDM with pc among `count` words */
    THUMB_LOAD_PC,         /* LDR pc */
    THUMB_TABLE_BRANCH,    /* TBB, TBH */
    THUMB_BARRIER,         /* DMB, DSB, ISB, MRS, MSR */
    THUMB_FP,              /* one cycle of the FPU */
    THUMB_FP_MOVE_TWO,     /* VMOV between two core registers and two of the FPU */
    THUMB_FP_MAC,          /* VMLA and the like */
    THUMB_FP_DIV,          /* VDIV, VSQRT */
    THUMB_CLASS_COUNT
} thumb_class;

#define THUMB_NO_REGISTER 255

typedef struct thumb_instruction {
    thumb_class class;
    uint8_t bytes;       /* 2 or 4 */
    uint8_t count;       /* words of *_MANY and POP_PC */
    uint8_t result;      /* of a THUMB_LOAD; THUMB_NO_REGISTER otherwise */
    uint8_t base, index; /* address registers of a THUMB_LOAD or THUMB_STORE_OTHER, as result */
} thumb_instruction;

/* Decodes the instruction whose halfwords are given (`second` is ignored for 16-bit ones). */
thumb_instruction thumb_decode(uint16_t first, uint16_t second);

#endif
