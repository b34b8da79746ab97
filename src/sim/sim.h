/* Firmware on emulated cores: descriptions of targets, building, running, counting. */
#ifndef MOTE_SIM_SIM_H
#define MOTE_SIM_SIM_H

#include <stdint.h>

#include "base/cli.h"

/* target/<name>/target.conf */
typedef struct sim_target {
    const char *name, *core;
    cli_list kernels; /* folders of device/kernel, best first; the last is "c" */
    const char *compiler;
    cli_list flags, link; /* of compiling and linking, of linking alone */
    cli_list sources;     /* start-up and harness, in target/ */
    int64_t tile_steps;   /* by which loops of tiles are unrolled at most; 0: the target has none */
    int64_t staged_bytes; /* of RAM that a layer may take to read its weights from there; 0: flash
                             is read as fast */
    int64_t vectors_origin, flash_origin, flash_bytes, ram_origin, ram_bytes;
    const char *machine; /* of qemu-system-arm; NULL: runs on this computer */
    cli_list machine_arguments;
    int64_t systick_hz; /* ticks of the core's timer in a second of 10^9 instructions */
    const char *unicorn_cpu, *timing; /* NULL: none */
    const char *board;                /* NULL: a core, no board */
    int64_t clock_hz, uart_origin;
} sim_target;

/* Refuses unknown names (STATUS_USAGE) and broken files, naming file, line and key.
 * `data_folder` holds target/. */
sim_target *sim_target_load(const char *data_folder, const char *name);
/* The names of all targets, sorted. */
cli_list sim_target_names(const char *data_folder);
/* Bytes of a pointer. */
int32_t sim_pointer_bytes(const sim_target *t);

/* Compiles sources in `folder` (names relative to it) and links them with the target's own to the
 * ELF "firmware" in `folder`. `harness` are sources that do not count as the program: start-up,
 * tables (compiled to *.harness.o, see target/link.ld). Beside every object of a machine the
 * compiler writes what stack its functions take (*.su, -fstack-usage). Missing tools end in
 * STATUS_MISSING, a compiler that complains in STATUS_BUG. */
void sim_build(const sim_target *t, const char *data_folder, const char *folder,
               const cli_list *sources, const cli_list *harness);

/* Runs `folder`/firmware in `folder`, where its files are; `counting`: time advances by
 * instructions (QEMU's -icount), so that SysTick counts them. Returns the exit code; 124 after
 * `timeout_s`. What it prints is in `folder`/log. */
int sim_run(const sim_target *t, const char *folder, int counting, int timeout_s);

/* Bytes of the program under test in `folder`/firmware: constants and code, without start-up and
 * harness. -1 on targets where that is not measured. */
int64_t sim_text_bytes(const sim_target *t, const char *folder);

/* What one call of a function took, its callees included. */
typedef struct sim_cost {
    int64_t instructions;
    int64_t cycles;      /* -1: the core has no timing model */
    int64_t flash_reads; /* words that loads read from flash; a byte counts as one, too */
} sim_cost;

typedef struct sim_count {
    int call_count;  /* of the function */
    sim_cost *calls; /* each of them, in order */
    sim_cost most;   /* of the costliest call, by instructions */
    /* Of calls of the inner functions, in order: what each took, and how many there were before
     * each call of the function. */
    int inner_count;
    sim_cost *inner;
    int *inner_before;
} sim_count;

/* Can instructions be counted on this target? */
int sim_can_count(const sim_target *t);
/* Runs `folder`/firmware in Unicorn and measures the first `call_limit` calls of `function` (0:
 * all) and, within them, the calls of the functions `inner` (NULL-terminated; NULL: none; what they
 * call of each other is not told apart). Stops after that. Its semihosting
 * files are those of `folder`, as in sim_run; what it writes goes to names with "counted-" in
 * front. */
sim_count sim_count_calls(const sim_target *t, const char *folder, const char *function,
                          const char *const *inner, int call_limit);

#endif
