#include "reference.h"

#include <unicorn/unicorn.h>

#include "base/diag.h"
#include "base/mem.h"
#include "sim/elf.h"
#include "sim/semihosting.h"
#include "sim/thumb.h"
#include "sim/timing.h"

typedef struct machine {
    uc_engine *uc;
    const timing *timing;
    uint32_t entry, return_to, ticks_begin, ticks_end;
    thumb_instruction before;
    uint32_t before_at;
    sim_cost cost;
    semihosting files;
} machine;

static uint32_t get(uc_engine *uc, int reg) {
    uint32_t v = 0;
    uc_reg_read(uc, reg, &v);
    return v;
}

static void go_on_at(uc_engine *uc, uint32_t result, uint32_t pc) {
    pc |= 1;
    uc_reg_write(uc, UC_ARM_REG_R0, &result);
    uc_reg_write(uc, UC_ARM_REG_PC, &pc);
}

static thumb_instruction decode_at(machine *m, uint32_t address) {
    uint16_t code[2] = {0, 0};
    uc_mem_read(m->uc, address, code, sizeof code);
    return thumb_decode(code[0], code[1]);
}

static void charge(machine *m, uint32_t address) {
    thumb_instruction i = decode_at(m, address);
    int sequential = m->before_at && m->before_at + m->before.bytes == address;
    m->cost.instructions++;
    if (m->timing)
        m->cost.cycles += timing_cycles(m->timing, &i, sequential ? &m->before : NULL);
    m->before = i;
    m->before_at = address;
}

/* Unicorn does not call the hook for conditional instructions whose condition fails, which take
 * their time nevertheless. */
static void charge_skipped(machine *m, uint32_t address) {
    while (m->before_at &&
           (m->before.class < THUMB_BRANCH || m->before.class > THUMB_TABLE_BRANCH) &&
           m->before_at + m->before.bytes < address)
        charge(m, m->before_at + m->before.bytes);
}

static void measure(machine *m, uint32_t address) {
    charge_skipped(m, address);
    if (m->before_at && m->before_at + m->before.bytes != address && m->timing)
        m->cost.cycles +=
            timing_taken(m->timing, &m->before, (address & 2) && decode_at(m, address).bytes == 4);
    if (address == m->return_to)
        uc_emu_stop(m->uc);
    else
        charge(m, address);
}

static void on_instruction(uc_engine *uc, uint64_t at, uint32_t size, void *user) {
    machine *m = user;
    uint32_t address = (uint32_t)at;
    uint16_t code = 0;
    (void)size;
    uc_mem_read(uc, at, &code, sizeof code);
    if (code == 0xBEAB) {
        uint32_t r0 = get(uc, UC_ARM_REG_R0);
        if (semihosting_call(&m->files, uc, r0, get(uc, UC_ARM_REG_R1), &r0))
            uc_emu_stop(uc);
        go_on_at(uc, r0, address + 2);
        return;
    }
    if (address == m->ticks_begin || address == m->ticks_end) {
        go_on_at(uc, 0, get(uc, UC_ARM_REG_LR));
        return;
    }
    if (address == m->entry && !m->return_to)
        m->return_to = get(uc, UC_ARM_REG_LR) & ~1u;
    if (m->return_to)
        measure(m, address);
}

static uint32_t symbol(bytes elf, const char *name) {
    int64_t v = elf_symbol(elf, name);
    CHECK(v >= 0);
    return (uint32_t)v & ~1u;
}

static void map(uc_engine *uc, int64_t origin, int64_t size) {
    CHECK(uc_mem_map(uc, (uint64_t)origin, ((uint64_t)size + 0xFFF) & ~0xFFFull, UC_PROT_ALL) ==
          UC_ERR_OK);
}

sim_cost reference_count(const sim_target *t, int cpu, const char *folder, const char *function) {
    bytes elf = file_read(mem_printf("%s/firmware", folder));
    machine m = {.timing = timing_find(t->timing), .files.folder = folder};
    m.entry = symbol(elf, function);
    m.ticks_begin = symbol(elf, "harness_ticks_begin");
    m.ticks_end = symbol(elf, "harness_ticks_end");
    CHECK(uc_open(UC_ARCH_ARM, UC_MODE_THUMB | UC_MODE_MCLASS, &m.uc) == UC_ERR_OK);
    CHECK(uc_ctl_set_cpu_model(m.uc, cpu) == UC_ERR_OK);
    map(m.uc, t->flash_origin, t->flash_bytes);
    map(m.uc, t->ram_origin, t->ram_bytes);
    map(m.uc, 0xE000E000, 0x1000);
    elf_load segment;
    for (int i = 0; elf_segment(elf, i, &segment); i++)
        uc_mem_write(m.uc, segment.address, segment.data, segment.size);
    uint32_t vectors[2], fpexc = 0x40000000;
    uc_mem_read(m.uc, (uint64_t)t->vectors_origin, vectors, sizeof vectors);
    uc_reg_write(m.uc, UC_ARM_REG_SP, &vectors[0]);
    uc_reg_write(m.uc, UC_ARM_REG_FPEXC, &fpexc);
    uc_hook hook;
    uc_hook_add(m.uc, &hook, UC_HOOK_CODE, (void *)(uintptr_t)on_instruction, &m, 1, 0);
    CHECK(uc_emu_start(m.uc, vectors[1] | 1, 0xFFFFFFFE, 0, 0) == UC_ERR_OK);
    uc_close(m.uc);
    semihosting_close(&m.files);
    return m.cost;
}
