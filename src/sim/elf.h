/* 32-bit little-endian ELF files of the cross compiler. */
#ifndef MOTE_SIM_ELF_H
#define MOTE_SIM_ELF_H

#include <stdint.h>

#include "base/file.h"

typedef struct elf_load {
    uint32_t address; /* where it is loaded */
    const uint8_t *data;
    uint32_t size;
} elf_load;

/* 0 when there is no such section. */
int64_t elf_section_bytes(bytes file, const char *name);
/* Its value (of a Thumb function: address + 1), -1 when there is none. */
int64_t elf_symbol(bytes file, const char *name);
/* The index-th segment with content; 0 when there are no more. */
int elf_segment(bytes file, int index, elf_load *load);

#endif
