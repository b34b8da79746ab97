#include <string.h>

#include "base/diag.h"
#include "base/mem.h"
#include "base/process.h"
#include "sim/sim.h"

static const tool qemu = {"qemu-system-arm", "qemu-system-arm"};

int sim_run(const sim_target *t, const char *folder, int counting, int timeout_s) {
    const char *log = mem_printf("%s/log", folder);
    if (!t->machine) {
        const char *const argv[] = {"./firmware", NULL};
        return process_run(argv, folder, log, timeout_s);
    }
    process_require(qemu);
    const char *argv[32] = {"qemu-system-arm",
                            "-M",
                            t->machine,
                            "-nographic",
                            "-monitor",
                            "none",
                            "-serial",
                            "none",
                            "-semihosting-config",
                            "enable=on,target=native",
                            "-kernel",
                            "firmware"};
    int n = 12;
    for (int i = 0; i < t->machine_arguments.count && n < 28; i++)
        argv[n++] = t->machine_arguments.item[i];
    if (counting) {
        argv[n++] = "-icount";
        argv[n++] = "shift=0";
    }
    argv[n] = NULL;
    return process_run(argv, folder, log, timeout_s);
}
