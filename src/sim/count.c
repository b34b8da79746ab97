/* Counting instructions and modelling cycles in Unicorn. Blocks of straight code are decoded once;
 * running one adds its sums, so that counting costs little more than running. What a block's last
 * branch costs is known when the next block begins. */
#include <stdio.h>
#include <string.h>
#include <unicorn/unicorn.h>

#include "base/diag.h"
#include "base/mem.h"
#include "sim/elf.h"
#include "sim/semihosting.h"
#include "sim/sim.h"
#include "sim/thumb.h"
#include "sim/timing.h"

typedef struct block {
    uint32_t address, bytes;
    int32_t instructions, cycles;
    thumb_instruction first, last;
    int begins_inner; /* an inner function */
} block;

/* Blocks by address: a table of buckets with open addressing. */
#define BLOCK_SLOTS (1 << 15)

/* A function whose calls are measured. */
typedef struct probe {
    uint32_t entry;
    uint32_t return_to; /* of the call being measured, 0: none */
    sim_cost at_entry;
} probe;

typedef struct counter {
    uc_engine *uc;
    const sim_target *target;
    const timing *timing;
    block *blocks;
    const block *previous; /* what its end costs depends on the next */
    sim_cost total;
    probe outer, inner;
    uint32_t *inner_entries; /* ends with 0 */
    sim_count result;
    int call_limit;
    semihosting files;
    const char *problem;
} counter;

static uint16_t read_halfword(counter *c, uint32_t address) {
    uint8_t b[2] = {0, 0};
    uc_mem_read(c->uc, address, b, sizeof b);
    return (uint16_t)(b[0] | b[1] << 8);
}

static thumb_instruction decode_at(counter *c, uint32_t address) {
    return thumb_decode(read_halfword(c, address), read_halfword(c, address + 2));
}

static void decode_block(counter *c, block *b, uint32_t address, uint32_t size) {
    thumb_instruction before, i;
    *b = (block){.address = address, .bytes = size};
    for (uint32_t at = 0; at < size; at += i.bytes, before = i) {
        i = decode_at(c, address + at);
        b->instructions++;
        if (c->timing)
            b->cycles += timing_cycles(c->timing, &i, at ? &before : NULL);
    }
    for (const uint32_t *entry = c->inner_entries; *entry; entry++)
        b->begins_inner |= *entry == address;
    b->first = decode_at(c, address);
    b->last = i;
}

static const block *find_block(counter *c, uint32_t address, uint32_t size) {
    uint32_t slot = (address >> 1) * 2654435761u >> 17 & (BLOCK_SLOTS - 1);
    for (int probes = 0; probes < BLOCK_SLOTS; probes++, slot = (slot + 1) & (BLOCK_SLOTS - 1)) {
        block *b = &c->blocks[slot];
        if (b->bytes == 0)
            decode_block(c, b, address, size);
        if (b->address == address && b->bytes == size)
            return b;
    }
    return NULL;
}

/* Charges what depends on both sides of the boundary before `next`: a branch that was taken, or a
 * load that runs on into the next block. */
static void charge_boundary(counter *c, const block *next) {
    const block *b = c->previous;
    if (!b || !c->timing)
        return;
    if (b->address + b->bytes != next->address)
        c->total.cycles +=
            timing_taken(c->timing, &b->last, (next->address & 2) && next->first.bytes == 4);
    else
        c->total.cycles += timing_cycles(c->timing, &next->first, &b->last) -
                           timing_cycles(c->timing, &next->first, NULL);
}

static uint32_t read_register(counter *c, int reg) {
    uint32_t v = 0;
    uc_reg_read(c->uc, reg, &v);
    return v;
}

static sim_cost since(const counter *c, sim_cost start) {
    return (sim_cost){c->total.instructions - start.instructions,
                      c->timing ? c->total.cycles - start.cycles : -1,
                      c->total.flash_reads - start.flash_reads};
}

static void enter(counter *c, probe *p) {
    p->return_to = read_register(c, UC_ARM_REG_LR) & ~1u;
    p->at_entry = c->total;
}

/* The list doubles when it is full, which is when its length is a power of two. */
static sim_cost *append(sim_cost *list, int count, sim_cost cost) {
    size_t n = (size_t)count;
    if ((n & (n - 1)) == 0)
        list = mem_grow(list, n, n ? 2 * n : 1, sizeof *list);
    list[n] = cost;
    return list;
}

static void end_outer(counter *c) {
    sim_cost cost = since(c, c->outer.at_entry);
    c->outer.return_to = 0;
    c->result.calls = append(c->result.calls, c->result.call_count, cost);
    if (c->result.call_count++ == 0 || cost.instructions > c->result.most.instructions)
        c->result.most = cost;
    if (c->result.call_count == c->call_limit)
        uc_emu_stop(c->uc);
}

static void enter_outer(counter *c) {
    size_t n = (size_t)c->result.call_count;
    if ((n & (n - 1)) == 0)
        c->result.inner_before = mem_grow(c->result.inner_before, n, n ? 2 * n : 1, sizeof(int));
    c->result.inner_before[n] = c->result.inner_count;
    enter(c, &c->outer);
}

static void end_inner(counter *c) {
    c->inner.return_to = 0;
    c->result.inner = append(c->result.inner, c->result.inner_count, since(c, c->inner.at_entry));
    c->result.inner_count++;
}

static void update_probes(counter *c, const block *b) {
    if (c->inner.return_to == b->address)
        end_inner(c);
    if (c->outer.return_to == b->address)
        end_outer(c);
    if (b->address == c->outer.entry && !c->outer.return_to)
        enter_outer(c);
    if (b->begins_inner && c->outer.return_to && !c->inner.return_to)
        enter(c, &c->inner);
}

static void on_block(uc_engine *uc, uint64_t address, uint32_t size, void *user) {
    counter *c = user;
    const block *b = size ? find_block(c, (uint32_t)address, size) : NULL;
    if (!b) {
        c->problem = "more code than the counter has room for";
        uc_emu_stop(uc);
        return;
    }
    charge_boundary(c, b);
    update_probes(c, b);
    c->total.instructions += b->instructions;
    c->total.cycles += b->cycles;
    c->previous = b;
}

/* By a load; instructions are fetched otherwise. */
static void on_flash_read(uc_engine *uc, uc_mem_type type, uint64_t address, int size,
                          int64_t value, void *user) {
    counter *c = user;
    (void)uc;
    (void)type;
    (void)address;
    (void)value;
    c->total.flash_reads += size > 4 ? 2 : 1;
}

/* ---- the machine around it ---- */

/* The harness asks by BKPT 0xAB; the hook lies on that one instruction. */
static void on_semihosting(uc_engine *uc, uint64_t address, uint32_t size, void *user) {
    counter *c = user;
    (void)size;
    uint32_t r0 = read_register(c, UC_ARM_REG_R0), r1 = read_register(c, UC_ARM_REG_R1);
    int stop = semihosting_call(&c->files, uc, r0, r1, &r0);
    uc_reg_write(uc, UC_ARM_REG_R0, &r0);
    uint32_t next = (uint32_t)(address + 2) | 1;
    uc_reg_write(uc, UC_ARM_REG_PC, &next);
    if (stop)
        uc_emu_stop(uc);
}

/* Returns 0 from the function at once. */
static void on_skipped(uc_engine *uc, uint64_t address, uint32_t size, void *user) {
    counter *c = user;
    (void)address;
    (void)size;
    uint32_t zero = 0, back = read_register(c, UC_ARM_REG_LR);
    uc_reg_write(uc, UC_ARM_REG_R0, &zero);
    uc_reg_write(uc, UC_ARM_REG_PC, &back);
}

static int cpu_model(const char *name) {
    static const struct {
        const char *name;
        int model;
    } cpus[] = {{"cortex-m0", UC_CPU_ARM_CORTEX_M0},
                {"cortex-m3", UC_CPU_ARM_CORTEX_M3},
                {"cortex-m4", UC_CPU_ARM_CORTEX_M4},
                {"cortex-m7", UC_CPU_ARM_CORTEX_M7},
                {"cortex-m33", UC_CPU_ARM_CORTEX_M33}};
    for (size_t i = 0; i < sizeof cpus / sizeof cpus[0]; i++)
        if (name && strcmp(cpus[i].name, name) == 0)
            return cpus[i].model;
    return -1;
}

int sim_can_count(const sim_target *t) {
    return cpu_model(t->unicorn_cpu) >= 0;
}

static void must(uc_err e, const char *what) {
    if (e != UC_ERR_OK)
        fail(STATUS_BUG, "Unicorn: %s: %s", what, uc_strerror(e));
}

static void map(uc_engine *uc, int64_t origin, int64_t size) {
    uint64_t from = (uint64_t)origin & ~0xFFFull;
    uint64_t to = ((uint64_t)(origin + size) + 0xFFF) & ~0xFFFull;
    must(uc_mem_map(uc, from, (size_t)(to - from), UC_PROT_ALL), "memory");
}

static void load(counter *c, bytes elf) {
    elf_load segment;
    for (int i = 0; elf_segment(elf, i, &segment); i++)
        must(uc_mem_write(c->uc, segment.address, segment.data, segment.size), "loading");
}

static uint32_t symbol(bytes elf, const char *name) {
    int64_t v = elf_symbol(elf, name);
    if (v < 0)
        fail(STATUS_BUG, "the firmware has no function '%s'", name);
    return (uint32_t)v & ~1u;
}

static void hook_code(counter *c, void (*callback)(uc_engine *, uint64_t, uint32_t, void *),
                      uint32_t address) {
    uc_hook h;
    must(uc_hook_add(c->uc, &h, UC_HOOK_CODE, (void *)(uintptr_t)callback, c, address, address),
         "hook");
}

/* Every BKPT 0xAB of the harness' own code. */
static void hook_semihosting(counter *c, bytes elf) {
    elf_load segment;
    for (int i = 0; elf_segment(elf, i, &segment); i++)
        for (uint32_t at = 0; at + 1 < segment.size; at += 2)
            if (segment.data[at] == 0xAB && segment.data[at + 1] == 0xBE)
                hook_code(c, on_semihosting, segment.address + at);
}

static void open_machine(counter *c, bytes elf) {
    const sim_target *t = c->target;
    must(uc_open(UC_ARCH_ARM, UC_MODE_THUMB | UC_MODE_MCLASS, &c->uc), "start");
    must(uc_ctl_set_cpu_model(c->uc, cpu_model(t->unicorn_cpu)), "core");
    map(c->uc, t->flash_origin, t->flash_bytes);
    map(c->uc, t->ram_origin, t->ram_bytes);
    map(c->uc, 0xE000E000, 0x1000); /* system control, as plain memory */
    load(c, elf);
}

static void skip_function(counter *c, bytes elf, const char *name) {
    int64_t address = elf_symbol(elf, name);
    if (address >= 0)
        hook_code(c, on_skipped, (uint32_t)address & ~1u);
}

static void add_hooks(counter *c, bytes elf) {
    uc_hook h;
    hook_semihosting(c, elf);
    skip_function(c, elf, "harness_ticks_begin"); /* there is no timer here */
    skip_function(c, elf, "harness_ticks_end");
    must(uc_hook_add(c->uc, &h, UC_HOOK_BLOCK, (void *)(uintptr_t)on_block, c, 1, 0), "hook");
    uint64_t flash = (uint64_t)c->target->flash_origin;
    must(uc_hook_add(c->uc, &h, UC_HOOK_MEM_READ, (void *)(uintptr_t)on_flash_read, c, flash,
                     flash + (uint64_t)c->target->flash_bytes - 1),
         "hook");
}

static void start(counter *c) {
    uint32_t vectors[2] = {0, 0}, fpexc = 0x40000000;
    uc_mem_read(c->uc, (uint64_t)c->target->vectors_origin, vectors, sizeof vectors);
    uc_reg_write(c->uc, UC_ARM_REG_SP, &vectors[0]);
    uc_reg_write(c->uc, UC_ARM_REG_FPEXC, &fpexc);
    uc_err e = uc_emu_start(c->uc, vectors[1] | 1, 0xFFFFFFFE, 0, 0);
    if (e != UC_ERR_OK && !c->problem)
        c->problem = mem_printf("%s at 0x%x", uc_strerror(e), read_register(c, UC_ARM_REG_PC));
}

static uint32_t *entries_of(bytes elf, const char *const *functions) {
    size_t count = 0;
    while (functions && functions[count])
        count++;
    uint32_t *entries = NEW_ARRAY(uint32_t, count + 1);
    for (size_t i = 0; i < count; i++)
        entries[i] = symbol(elf, functions[i]);
    return entries;
}

sim_count sim_count_calls(const sim_target *t, const char *folder, const char *function,
                          const char *const *inner, int call_limit) {
    bytes elf = file_read(mem_printf("%s/firmware", folder));
    counter c = {.target = t, .timing = timing_find(t->timing), .call_limit = call_limit};
    c.blocks = NEW_ARRAY(block, BLOCK_SLOTS);
    c.outer.entry = symbol(elf, function);
    c.inner_entries = entries_of(elf, inner);
    c.files.folder = folder;
    open_machine(&c, elf);
    add_hooks(&c, elf);
    start(&c);
    uc_close(c.uc);
    semihosting_close(&c.files);
    mem_free(c.blocks);
    if (c.problem || c.result.call_count == 0)
        fail(STATUS_BUG, "the firmware stopped in the counting emulator: %s",
             c.problem ? c.problem : "the function was not called");
    return c.result;
}
