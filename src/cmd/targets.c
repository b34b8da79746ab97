#include <stdio.h>

#include "base/cli.h"
#include "cmd/cmd.h"
#include "cmd/model.h"

static void print_target(const sim_target *t) {
    text kernels = {0};
    for (int i = 0; i < t->kernels.count; i++)
        text_add(&kernels, "%s%s", i ? " " : "", t->kernels.item[i]);
    printf("%-15s %-11s %-10s %-15s %-8s %s\n", t->name, t->core, text_string(&kernels),
           t->machine ? t->machine : "this computer", t->timing ? "yes" : "no",
           t->board ? t->board : "");
}

exit_status cmd_targets(int argc, char **argv) {
    cli_option options[] = {{0}};
    cli_verb verb = {.usage = "mote targets",
                     .summary =
                         "Lists what --target takes: its core, the folders of kernels it may "
                         "use (best first),\nthe machine that emulates it, whether cycles "
                         "are modelled, and the board, if it is one.",
                     .options = options};
    if (!cli_parse(&verb, argc, argv))
        return STATUS_DONE;
    printf("%-15s %-11s %-10s %-15s %-8s %s\n", "target", "core", "kernels", "emulated by",
           "cycles", "board");
    cli_list names = sim_target_names(model_data_folder());
    for (int i = 0; i < names.count; i++)
        print_target(sim_target_load(model_data_folder(), names.item[i]));
    return STATUS_DONE;
}
