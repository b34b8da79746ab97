#include <stdio.h>

#include "base/cli.h"
#include "cmd/cmd.h"
#include "cmd/model.h"
#include "plan/plan.h"

exit_status cmd_plan(int argc, char **argv) {
    model_options o = {.target = "cortex-m4"};
    int rows = 0;
    cli_option options[] = {
        {"rows", CLI_FLAG, &rows, NULL, "the input comes row by row", NULL, 0, 0}, {0}};
    cli_verb verb = {.usage = "mote plan MODEL [--rows]",
                     .summary = "Shows how a model's memory is used over time.",
                     .example = "  mote plan kws.tflite --rows\n",
                     .options = options,
                     .min_arguments = 1,
                     .max_arguments = 1};
    if (!cli_parse(&verb, argc, argv))
        return STATUS_DONE;
    const ir_graph *g = model_load(verb.arguments.item[0], &o, NULL);
    op_schedule *s = op_schedule_new(g, rows);
    plan_schedule(s);
    const op_program *p = op_program_of_schedule(s);
    printf("%d events, arena %d bytes, at least %d in use at once\n", s->event_count,
           op_program_arena_bytes(p, 4), s->bound_bytes);
    return STATUS_DONE;
}
