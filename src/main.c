/* mote: from a trained model to a verified C program. Only dispatches to src/cmd/. */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/cli.h"
#include "base/diag.h"
#include "base/mem.h"
#include "cmd/cmd.h"

static const cmd_verb verbs[] = {
    {"compile", cmd_compile, "make a C program of a model"},
    {"run", cmd_run, "run a model on this computer: the reference meaning"},
    {"check", cmd_check, "prove generated code equal on an emulated core, and say what it costs"},
    {"eval", cmd_eval, "accuracy of generated code on emulated cores"},
    {"features", cmd_features, "make log-mel features of a sound"},
    {"dump", cmd_dump, "print a model in words: operators, memory"},
    {"ops", cmd_ops, "list the operators that are supported"},
    {"plan", cmd_plan, "show how memory is used over time"},
    {"cost", cmd_cost, "say what a model costs on real parts: time, energy, battery life"},
    {"parts", cmd_parts, "list parts, batteries, radios, sensors, regulators, with sources"},
    {"targets", cmd_targets, "list the cores and boards that there are"},
};
enum { VERB_COUNT = sizeof verbs / sizeof verbs[0] };

static void print_help(FILE *to) {
    fprintf(to,
            "usage: mote VERB ...\n\n"
            "Turns a trained int8 model into a C program for a microcontroller and proves it.\n\n");
    for (int i = 0; i < VERB_COUNT; i++)
        fprintf(to, "  %-10s %s\n", verbs[i].name, verbs[i].summary);
    fprintf(to,
            "\n`mote VERB --help` says more.\n"
            "Exit codes: 0 done, 1 refused, 2 usage, 3 our own error, 4 differs from --expect,\n"
            "5 a tool is missing.\n");
}

typedef struct command_line {
    int argc;
    char **argv;
} command_line;

static _Noreturn void refuse_verb(const char *word) {
    const char *names[VERB_COUNT + 1] = {0};
    for (int i = 0; i < VERB_COUNT; i++)
        names[i] = verbs[i].name;
    const char *nearest = cli_nearest(word, names);
    if (nearest)
        fail(STATUS_USAGE, "unknown verb '%s', did you mean '%s'?", word, nearest);
    fail(STATUS_USAGE, "unknown verb '%s'; `mote --help` lists them", word);
}

static exit_status dispatch(void *context) {
    const command_line *line = context;
    const char *word = line->argc > 1 ? line->argv[1] : "";
    if (strcmp(word, "--version") == 0) {
        printf("mote %s\n", MOTE_VERSION);
        return STATUS_DONE;
    }
    if (strcmp(word, "--help") == 0 || strcmp(word, "help") == 0) {
        print_help(stdout);
        return STATUS_DONE;
    }
    if (!*word) {
        print_help(stderr);
        return STATUS_USAGE;
    }
    for (int i = 0; i < VERB_COUNT; i++)
        if (strcmp(word, verbs[i].name) == 0)
            return verbs[i].run(line->argc - 2, line->argv + 2);
    refuse_verb(word);
}

/* JSON that finds no memory ends as everything else does. */
static void *json_new(size_t size) {
    return mem_new(size, 1);
}

int main(int argc, char **argv) {
    command_line line = {argc, argv};
    json_set_alloc_funcs(json_new, mem_free);
    exit_status status = diag_try(dispatch, &line);
    if (fflush(stdout) != 0 && status == STATUS_DONE) {
        fprintf(stderr, "mote: cannot write to standard output\n");
        return STATUS_REFUSED;
    }
    return (int)status;
}
