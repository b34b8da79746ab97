/* Data about parts, cells, radios, sensors: .conf files whose every figure carries its unit (in the
 * name of its key), its error, a mark that says how it is known, and its source. doc/cost.md has
 * the form. */
#ifndef MOTE_COST_RECORD_H
#define MOTE_COST_RECORD_H

#include "base/cli.h"
#include "base/file.h"

/* How a figure is known, best first. */
typedef enum cost_mark {
    COST_MEASURED,   /* measured and published */
    COST_DATASHEET,  /* text of the maker */
    COST_SECONDARY,  /* somebody quotes the maker */
    COST_COMPUTED,   /* from other figures */
    COST_UNVERIFIED, /* from memory: shown as such wherever it is used */
    COST_MARK_COUNT
} cost_mark;

/* "measured" */
const char *cost_mark_name(cost_mark mark);

/* A quantity with its error: half the width, relative to the value, of the interval that holds the
 * truth in at least 8 of 10 cases. `mark` is the worst of all figures behind it. */
typedef struct cost_value {
    double value, error;
    cost_mark mark;
} cost_value;

/* One line of a file. */
typedef struct cost_entry {
    const char *owner, *section, *key; /* "stm32u575", "run 160", "power_uw" */
    const char *text;                  /* a word; NULL: a figure */
    cost_value figure;
    const char *source;
    const char *path; /* of the file that has it */
    int line;
    int inherited; /* comes from the file's base */
} cost_entry;

typedef enum cost_key_kind { COST_WORD, COST_FIGURE, COST_EXACT } cost_key_kind;

/* What a key may hold. A section that is a group occurs as "[run NAME]", any number of times. */
typedef struct cost_key {
    const char *section, *name;
    cost_key_kind kind; /* COST_EXACT: a figure that has no error unless it is given */
    int required;       /* in each occurrence of its section */
    double low, high;
    const char *choices; /* of a word, "ldo|smps"; NULL: any */
} cost_key;

typedef struct cost_kind {
    const char *name;   /* what messages call it: "part" */
    const char *folder; /* below the data folder: "part/battery" */
    const char *groups; /* its sections that are groups, "run|sleep"; "" */
    const char *sections;
    const cost_key *keys; /* a NULL name ends it */
} cost_kind;

typedef struct cost_record {
    const cost_kind *kind;
    const char *name, *path;
    int entry_count;
    cost_entry *entries;
} cost_record;

/* Is it a file's name: with a '/' in it or ".conf" at its end? */
int cost_is_file(const char *name);
/* Reads `name`, which is a file or is looked up in the kind's folder, whatever the letters' case.
 * Unknown names end in STATUS_USAGE, wrong files in STATUS_REFUSED, naming file, line and key. */
const cost_record *cost_record_read(const cost_kind *kind, const char *data_folder,
                                    const char *name);
/* The same from a text, which is called `path`. */
const cost_record *cost_record_parse(const cost_kind *kind, const char *data_folder, bytes text,
                                     const char *path);
/* The names in the kind's folder, sorted. */
cli_list cost_record_names(const cost_kind *kind, const char *data_folder);

/* NULL: absent. */
const cost_entry *cost_entry_find(const cost_record *r, const char *section, const char *key);
/* The sections of a group, in the file's order: "run 160", "run 24". */
cli_list cost_record_group(const cost_record *r, const char *group);

#endif
