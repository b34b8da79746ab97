#include <stdio.h>

#include "base/cli.h"
#include "cmd/cmd.h"
#include "op/op.h"

exit_status cmd_ops(int argc, char **argv) {
    cli_option options[] = {{0}};
    cli_verb verb = {.usage = "mote ops",
                     .summary =
                         "Lists the operators that models may use, by their names in mote and "
                         "in TensorFlow Lite.",
                     .options = options};
    if (!cli_parse(&verb, argc, argv))
        return STATUS_DONE;
    for (int i = 0; op_kinds[i]; i++)
        printf("%-20s %s\n", op_kinds[i]->ir.name, op_kinds[i]->tflite_name);
    return STATUS_DONE;
}
