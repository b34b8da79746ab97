/* Command lines: each verb describes its options in a table; parsing, --help and the messages about
 * wrong options come from the table. */
#ifndef MOTE_BASE_CLI_H
#define MOTE_BASE_CLI_H

typedef enum cli_kind {
    CLI_FLAG,   /* int *: set to 1 */
    CLI_TEXT,   /* const char **; the last one wins */
    CLI_NUMBER, /* long long *: low <= value <= high */
    CLI_LIST    /* cli_list *: may be given several times */
} cli_kind;

typedef struct cli_list {
    int count;
    const char **item;
} cli_list;

typedef struct cli_option {
    const char *name; /* "target" is --target, "o" is -o; NULL ends the table */
    cli_kind kind;
    void *value;
    const char *argument; /* what the help calls its value: "T"; NULL for flags */
    const char *help;     /* one line */
    const char *choices;  /* "speed|size|ram", NULL: anything */
    long long low, high;  /* for CLI_NUMBER */
} cli_option;

typedef struct cli_verb {
    const char *usage;   /* "mote run MODEL INPUT... [options]" */
    const char *summary; /* what it does, a few lines */
    const char *example; /* one or more lines; NULL: none */
    const cli_option *options;
    int min_arguments, max_arguments; /* besides options */
    cli_list arguments;               /* filled in */
} cli_verb;

/* Parses argv[0..argc), the verb itself already taken off. Returns 0 when --help was asked for and
 * printed: nothing is left to do. Wrong command lines end in fail(STATUS_USAGE). */
int cli_parse(cli_verb *verb, int argc, char **argv);

/* The candidate (NULL-terminated list) most like `word`, NULL if none is near. */
const char *cli_nearest(const char *word, const char *const *candidates);

#endif
