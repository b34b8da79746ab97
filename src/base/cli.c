#include "base/cli.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/mem.h"

static const char *dashes(const char *name) {
    return name[0] && !name[1] ? "-" : "--";
}

/* ---- help ---- */

static void print_help(const cli_verb *verb) {
    printf("usage: %s\n\n%s\n\noptions:\n", verb->usage, verb->summary);
    for (const cli_option *o = verb->options; o->name; o++) {
        const char *left = mem_printf("%s%s%s%s", dashes(o->name), o->name, o->argument ? " " : "",
                                      o->argument ? o->argument : "");
        const char *choices = o->choices ? mem_printf(" (%s)", o->choices) : "";
        printf("  %-22s %s%s\n", left, o->help, choices);
    }
    printf("  %-22s %s\n", "--help", "this text");
    if (verb->example)
        printf("\nexample:\n%s", verb->example);
}

/* ---- the nearest word (Levenshtein distance) ---- */

static int smaller(int a, int b) {
    return a < b ? a : b;
}

#define WORD_LIMIT 40

static int distance(const char *a, const char *b) {
    size_t n = strlen(a), m = strlen(b);
    int row[WORD_LIMIT + 1];
    if (n > WORD_LIMIT || m > WORD_LIMIT)
        return WORD_LIMIT;
    for (size_t k = 0; k <= m; k++)
        row[k] = (int)k;
    for (size_t i = 1; i <= n; i++) {
        int diagonal = row[0];
        row[0] = (int)i;
        for (size_t k = 1; k <= m; k++) {
            int substitution = diagonal + (a[i - 1] != b[k - 1]);
            diagonal = row[k];
            row[k] = smaller(substitution, smaller(row[k], row[k - 1]) + 1);
        }
    }
    return row[m];
}

const char *cli_nearest(const char *word, const char *const *candidates) {
    const char *best = NULL;
    int length = (int)strlen(word), best_distance = length < 3 ? length - 1 : length / 3 + 1;
    for (; *candidates; candidates++) {
        int d = distance(word, *candidates);
        if (d <= best_distance && d < (int)strlen(*candidates)) {
            best_distance = d - 1;
            best = *candidates;
        }
    }
    return best;
}

/* ---- parsing ---- */

static _Noreturn void refuse_option(const cli_verb *verb, const char *name) {
    size_t n = 0;
    while (verb->options[n].name)
        n++;
    const char **names = NEW_ARRAY(const char *, n + 1);
    for (size_t i = 0; i < n; i++)
        names[i] = verb->options[i].name;
    const char *nearest = cli_nearest(name, names);
    if (nearest)
        fail(STATUS_USAGE, "unknown option %s%s, did you mean %s%s? (usage: %s)", dashes(name),
             name, dashes(nearest), nearest, verb->usage);
    fail(STATUS_USAGE, "unknown option %s%s (usage: %s; --help lists the options)", dashes(name),
         name, verb->usage);
}

static const cli_option *find_option(const cli_verb *verb, const char *name) {
    for (const cli_option *o = verb->options; o->name; o++)
        if (strcmp(o->name, name) == 0)
            return o;
    refuse_option(verb, name);
}

static int is_choice(const char *choices, const char *value) {
    size_t n = strlen(value);
    for (const char *c = choices; *c;) {
        size_t m = strcspn(c, "|");
        if (n == m && memcmp(c, value, n) == 0)
            return 1;
        c += m + (c[m] == '|');
    }
    return 0;
}

static void set_number(const cli_option *o, const char *value) {
    char *end;
    errno = 0;
    long long v = strtoll(value, &end, 10);
    if (errno || end == value || *end || v < o->low || v > o->high)
        fail(STATUS_USAGE, "%s%s takes a whole number from %lld to %lld, not '%s'", dashes(o->name),
             o->name, o->low, o->high, value);
    *(long long *)o->value = v;
}

static void add_item(cli_list *list, const char *value) {
    size_t n = (size_t)list->count;
    list->item = mem_grow(list->item, n, n + 1, sizeof *list->item);
    list->item[n] = value;
    list->count++;
}

static void set_option(const cli_option *o, const char *value) {
    if (o->choices && !is_choice(o->choices, value))
        fail(STATUS_USAGE, "%s%s takes one of %s, not '%s'", dashes(o->name), o->name, o->choices,
             value);
    if (o->kind == CLI_TEXT)
        *(const char **)o->value = value;
    else if (o->kind == CLI_NUMBER)
        set_number(o, value);
    else
        add_item(o->value, value);
}

/* Takes the option at argv[*i], its value too: "--name value" or "--name=value". */
static void take_option(const cli_verb *verb, int argc, char **argv, int *i) {
    const char *word = argv[*i], *equals = strchr(word, '=');
    size_t length = equals ? (size_t)(equals - word) : strlen(word);
    size_t start = word[1] == '-' ? 2 : 1;
    const char *name = mem_printf("%.*s", (int)(length - start), word + start);
    if ((start == 1) != (strlen(name) == 1))
        fail(STATUS_USAGE, "unknown option %.*s (one dash before one letter, two before a word)",
             (int)length, word);
    const cli_option *o = find_option(verb, name);
    if (o->kind == CLI_FLAG) {
        if (equals)
            fail(STATUS_USAGE, "%.*s takes no value", (int)length, word);
        *(int *)o->value = 1;
        return;
    }
    const char *value = equals ? equals + 1 : *i + 1 < argc ? argv[++*i] : NULL;
    if (!value || (!equals && strncmp(value, "--", 2) == 0))
        fail(STATUS_USAGE, "%s needs a value: %s %s", word, word, o->argument);
    set_option(o, value);
}

static void check_arguments(const cli_verb *verb) {
    int n = verb->arguments.count;
    if (n < verb->min_arguments)
        fail(STATUS_USAGE, "something is missing (usage: %s)", verb->usage);
    if (n > verb->max_arguments)
        fail(STATUS_USAGE, "'%s' is one argument too many (usage: %s)",
             verb->arguments.item[verb->max_arguments], verb->usage);
}

int cli_parse(cli_verb *verb, int argc, char **argv) {
    int end = 0; /* of the options: where "--" stands */
    while (end < argc && strcmp(argv[end], "--") != 0)
        end++;
    for (int i = 0; i < end; i++)
        if (strcmp(argv[i], "--help") == 0) {
            print_help(verb);
            return 0;
        }
    for (int i = 0; i < end; i++)
        if (argv[i][0] == '-' && argv[i][1])
            take_option(verb, end, argv, &i);
        else
            add_item(&verb->arguments, argv[i]);
    for (int i = end + 1; i < argc; i++)
        add_item(&verb->arguments, argv[i]);
    check_arguments(verb);
    return 1;
}
