/* A reader of 32-bit little-endian ELF files, as far as it is needed here. */
#include <elf.h>
#include <string.h>

#include "base/diag.h"
#include "base/file.h"
#include "base/mem.h"
#include "sim/elf.h"
#include "sim/sim.h"

static void require(const bytes *file, size_t at, size_t size) {
    if (at > file->size || size > file->size - at)
        fail(STATUS_BUG, "the firmware is no whole ELF file");
}

static Elf32_Ehdr header_of(const bytes *file) {
    Elf32_Ehdr h;
    require(file, 0, sizeof h);
    memcpy(&h, file->data, sizeof h);
    if (memcmp(h.e_ident, ELFMAG, SELFMAG) != 0 || h.e_ident[EI_CLASS] != ELFCLASS32)
        fail(STATUS_BUG, "the firmware is no 32-bit ELF file");
    return h;
}

static Elf32_Shdr section(const bytes *file, const Elf32_Ehdr *h, size_t i) {
    Elf32_Shdr s;
    size_t at = h->e_shoff + i * sizeof s;
    require(file, at, sizeof s);
    memcpy(&s, file->data + at, sizeof s);
    return s;
}

static const char *string_at(const bytes *file, const Elf32_Shdr *strings, size_t at) {
    require(file, strings->sh_offset, strings->sh_size);
    if (at >= strings->sh_size || file->data[strings->sh_offset + strings->sh_size - 1] != 0)
        return "";
    return (const char *)file->data + strings->sh_offset + at;
}

int64_t elf_section_bytes(bytes file, const char *name) {
    Elf32_Ehdr h = header_of(&file);
    Elf32_Shdr strings = section(&file, &h, h.e_shstrndx);
    for (size_t i = 0; i < h.e_shnum; i++) {
        Elf32_Shdr s = section(&file, &h, i);
        if (strcmp(string_at(&file, &strings, s.sh_name), name) == 0)
            return s.sh_size;
    }
    return 0;
}

int64_t elf_symbol(bytes file, const char *name) {
    Elf32_Ehdr h = header_of(&file);
    for (size_t i = 0; i < h.e_shnum; i++) {
        Elf32_Shdr s = section(&file, &h, i);
        if (s.sh_type != SHT_SYMTAB)
            continue;
        Elf32_Shdr strings = section(&file, &h, s.sh_link);
        require(&file, s.sh_offset, s.sh_size);
        for (size_t at = 0; at + sizeof(Elf32_Sym) <= s.sh_size; at += sizeof(Elf32_Sym)) {
            Elf32_Sym symbol;
            memcpy(&symbol, file.data + s.sh_offset + at, sizeof symbol);
            if (strcmp(string_at(&file, &strings, symbol.st_name), name) == 0)
                return symbol.st_value;
        }
    }
    return -1;
}

int elf_segment(bytes file, int index, elf_load *load) {
    Elf32_Ehdr h = header_of(&file);
    for (size_t i = 0; i < h.e_phnum; i++) {
        Elf32_Phdr p;
        require(&file, h.e_phoff + i * sizeof p, sizeof p);
        memcpy(&p, file.data + h.e_phoff + i * sizeof p, sizeof p);
        if (p.p_type != PT_LOAD || p.p_filesz == 0 || index-- > 0)
            continue;
        require(&file, p.p_offset, p.p_filesz);
        *load = (elf_load){p.p_paddr, file.data + p.p_offset, p.p_filesz};
        return 1;
    }
    return 0;
}

int64_t sim_text_bytes(const sim_target *t, const char *folder) {
    if (!t->machine)
        return -1;
    return elf_section_bytes(file_read(mem_printf("%s/firmware", folder)), ".text");
}
