#include <stdio.h>

#include "base/cli.h"
#include "cmd/cmd.h"
#include "cmd/model.h"
#include "plan/plan.h"

exit_status cmd_dump(int argc, char **argv) {
    const char *after = NULL;
    model_options o = {.target = "host"};
    cli_option options[] = {{"after", CLI_TEXT, &after, "PASS",
                             "show the graph after this pass, not after all", NULL, 0, 0},
                            {0}};
    cli_verb verb = {
        .usage = "mote dump MODEL [--after PASS]",
        .summary = "Prints a model: every tensor and operator in the text form of doc/ir.md, then\n"
                   "which tensors make the peak of memory.",
        .example = "  mote dump kws.tflite | tail -4\n",
        .options = options,
        .min_arguments = 1,
        .max_arguments = 1};
    if (!cli_parse(&verb, argc, argv))
        return STATUS_DONE;
    const ir_graph *g = model_load(verb.arguments.item[0], &o, after);
    text out = {0};
    ir_print(g, &out);
    if (!after) {
        text plan = {0};
        plan_explain(model_program(g), &plan);
        text_add(&out, "\n%s", text_string(&plan));
    }
    fputs(text_string(&out), stdout);
    return STATUS_DONE;
}
