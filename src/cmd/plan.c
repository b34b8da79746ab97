#include <stdio.h>

#include "base/cli.h"
#include "cmd/cmd.h"
#include "cmd/model.h"
#include "plan/plan.h"
#include "report/stream.h"

/* A model on a sliding window. */
static void print_stream(const ir_graph *g, const model_options *o) {
    const op_program *p = model_program(g, o);
    text table = {0};
    report_stream_table(p, &table);
    printf("%s\narena %d bytes, at least %d in use at once\n\n%s", report_stream_summary(p),
           op_program_arena_bytes(p, 4), p->schedule->bound_bytes, text_string(&table));
}

exit_status cmd_plan(int argc, char **argv) {
    model_options o = {.target = "cortex-m4"};
    int rows = 0;
    cli_option options[] = {
        {"rows", CLI_FLAG, &rows, NULL, "the input comes row by row", NULL, 0, 0},
        {"stream", CLI_FLAG, &o.stream, NULL, "a result for every window of the rows pushed", NULL,
         0, 0},
        {0}};
    cli_verb verb = {.usage = "mote plan MODEL [--rows | --stream]",
                     .summary = "Shows how a model's memory is used over time.",
                     .example = "  mote plan kws.tflite --rows\n",
                     .options = options,
                     .min_arguments = 1,
                     .max_arguments = 1};
    if (!cli_parse(&verb, argc, argv))
        return STATUS_DONE;
    const ir_graph *g = model_load(verb.arguments.item[0], &o, NULL);
    if (o.stream) {
        print_stream(g, &o);
        return STATUS_DONE;
    }
    for (int i = 0; i < 2; i++) {
        o.optimize = i ? "ram" : "speed";
        o.rows = rows;
        const op_program *p = model_program(g, &o);
        const op_schedule *s = p->schedule;
        printf("%s: arena %d bytes, at least %d in use at once\n", o.optimize,
               op_program_arena_bytes(p, 4), s ? s->bound_bytes : 0);
    }
    return STATUS_DONE;
}
