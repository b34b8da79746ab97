/* The verbs of the command line: each is a function in a file of its own; main.c only dispatches.
 * argv starts behind the verb. */
#ifndef MOTE_CMD_CMD_H
#define MOTE_CMD_CMD_H

#include "base/diag.h"

typedef struct cmd_verb {
    const char *name;
    exit_status (*run)(int argc, char **argv);
    const char *summary; /* one line */
} cmd_verb;

exit_status cmd_compile(int argc, char **argv);
exit_status cmd_check(int argc, char **argv);
exit_status cmd_eval(int argc, char **argv);
exit_status cmd_run(int argc, char **argv);
exit_status cmd_features(int argc, char **argv);
exit_status cmd_dump(int argc, char **argv);
exit_status cmd_ops(int argc, char **argv);
exit_status cmd_plan(int argc, char **argv);
exit_status cmd_targets(int argc, char **argv);
exit_status cmd_cost(int argc, char **argv);
exit_status cmd_parts(int argc, char **argv);

#endif
