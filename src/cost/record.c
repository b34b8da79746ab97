#include "cost/record.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/mem.h"

#define FILE_LIMIT 65536
#define BASE_DEPTH 2

static const char *const mark_names[COST_MARK_COUNT] = {
    [COST_MEASURED] = "measured", [COST_DATASHEET] = "datasheet",   [COST_SECONDARY] = "secondary",
    [COST_COMPUTED] = "computed", [COST_UNVERIFIED] = "unverified",
};

/* Where a file gives none. How far such figures lie from each other where two are known: see
 * doc/cost.md. */
static const double mark_errors[COST_MARK_COUNT] = {
    [COST_MEASURED] = 0.05, [COST_DATASHEET] = 0.10,  [COST_SECONDARY] = 0.15,
    [COST_COMPUTED] = 0.15, [COST_UNVERIFIED] = 0.30,
};

const char *cost_mark_name(cost_mark mark) {
    return mark_names[mark];
}

/* ---- words separated by bars ---- */

static int is_among(const char *list, const char *word) {
    size_t n = strlen(word);
    for (const char *at = list; *at;) {
        size_t m = strcspn(at, "|");
        if (n == m && memcmp(at, word, n) == 0)
            return 1;
        at += m + (at[m] == '|');
    }
    return 0;
}

/* The group of "run 160" is "run". */
static const char *group_of(const char *section) {
    return mem_printf("%.*s", (int)strcspn(section, " "), section);
}

/* ---- one file ---- */

typedef struct reader {
    cost_record *record;
    const char *data_folder;
    const char *path;
    const char *error; /* the first one */
    int line, depth;   /* depth of bases */
} reader;

static void parse_into(cost_record *r, const char *data_folder, bytes file, const char *path,
                       int depth);

static char *trimmed(const char *s, size_t length) {
    while (length && (*s == ' ' || *s == '\t'))
        s++, length--;
    while (length && (s[length - 1] == ' ' || s[length - 1] == '\t'))
        length--;
    return mem_printf("%.*s", (int)length, s);
}

/* Nothing else that strtod takes: "inf", "0x10". */
static int is_decimal(const char *s) {
    s += *s == '-' || *s == '+';
    return (*s >= '0' && *s <= '9' && s[1] != 'x' && s[1] != 'X') ||
           (*s == '.' && s[1] >= '0' && s[1] <= '9');
}

/* "1.4", "512K": the number and what follows it. */
static const char *parse_number(const char *s, const cost_key *key, double *value, char **end) {
    if (!is_decimal(s))
        return "a number";
    *value = strtod(s, end);
    size_t n = strlen(key->name);
    int is_size = n > 6 && strcmp(key->name + n - 6, "_bytes") == 0;
    if (is_size && (**end == 'K' || **end == 'M'))
        *value *= *(*end)++ == 'K' ? 1024 : 1048576;
    if (*end == s || !isfinite(*value) || (**end && **end != ' ' && **end != '\t'))
        return "a number without a unit (the key's name has it)";
    return NULL;
}

/* "1.4 +- 10%" */
static const char *parse_quantity(const char *s, const cost_key *key, cost_value *to) {
    char *end;
    const char *problem = parse_number(s, key, &to->value, &end);
    if (problem)
        return problem;
    if (!(to->value >= key->low && to->value <= key->high))
        return mem_printf("%.10g to %.10g", key->low, key->high);
    end += strspn(end, " \t");
    to->error = key->kind == COST_EXACT ? 0 : mark_errors[to->mark];
    if (!*end)
        return NULL;
    if (strncmp(end, "+-", 2) != 0)
        return "NUMBER or NUMBER +- PERCENT%, in the unit that the key names";
    const char *percent = end + 2 + strspn(end + 2, " \t");
    to->error = strtod(percent, &end) / 100;
    if (!is_decimal(percent) || strcmp(end, "%") != 0 || !(to->error >= 0 && to->error <= 1))
        return "an error of 0% to 100% after +-";
    return NULL;
}

static const char *parse_figure(const char *value, const cost_key *key, cost_entry *e) {
    const char *first = strchr(value, '|'), *second = first ? strchr(first + 1, '|') : NULL;
    if (!second || !*trimmed(second + 1, strlen(second + 1)))
        return "VALUE | MARK | SOURCE";
    const char *mark = trimmed(first + 1, (size_t)(second - first - 1));
    int m = 0;
    while (m < COST_MARK_COUNT && strcmp(mark, mark_names[m]) != 0)
        m++;
    if (m == COST_MARK_COUNT)
        return "the mark measured, datasheet, secondary, computed or unverified";
    e->figure.mark = (cost_mark)m;
    e->source = trimmed(second + 1, strlen(second + 1));
    return parse_quantity(trimmed(value, (size_t)(first - value)), key, &e->figure);
}

static const cost_key *find_key(const cost_kind *kind, const char *section, const char *name) {
    for (const cost_key *k = kind->keys; k->name; k++)
        if (strcmp(k->section, section) == 0 && strcmp(k->name, name) == 0)
            return k;
    return NULL;
}

static const char *unknown_key(const cost_kind *kind, const char *section, const char *name) {
    const char *names[64] = {0};
    int count = 0;
    for (const cost_key *k = kind->keys; k->name && count < 63; k++)
        if (strcmp(k->section, section) == 0)
            names[count++] = k->name;
    const char *nearest = cli_nearest(name, names);
    return mem_printf("unknown key %.60s in [%.60s]%s%s%s; doc/cost.md lists the keys", name,
                      section, nearest ? ", did you mean " : "", nearest ? nearest : "",
                      nearest ? "?" : "");
}

static cost_entry *add_entry(cost_record *r, const char *section, const char *name) {
    for (int i = 0; i < r->entry_count; i++)
        if (strcmp(r->entries[i].section, section) == 0 && strcmp(r->entries[i].key, name) == 0)
            return &r->entries[i];
    size_t n = (size_t)r->entry_count++;
    r->entries = mem_grow(r->entries, n, n + 1, sizeof *r->entries);
    r->entries[n] = (cost_entry){
        .owner = r->name, .section = mem_strdup(section), .key = mem_strdup(name), .inherited = 1};
    return &r->entries[n];
}

static const char *take_base(reader *r, const char *value) {
    const cost_kind *kind = r->record->kind;
    if (r->depth >= BASE_DEPTH || r->record->entry_count || strchr(value, '/'))
        return "base must come first, and name a file of mote's that has none";
    const char *path = mem_printf("%s/%s/%s.conf", r->data_folder, kind->folder, value);
    if (access(path, R_OK) != 0)
        return mem_printf("base = %.60s: there is no such %s", value, kind->name);
    parse_into(r->record, r->data_folder, file_read(path), path, r->depth + 1);
    for (int i = 0; i < r->record->entry_count; i++)
        r->record->entries[i].inherited = 1;
    return NULL;
}

static const char *take(reader *r, const char *section, const char *name, const char *value) {
    const cost_kind *kind = r->record->kind;
    const char *group = group_of(section);
    int grouped = is_among(kind->groups, group);
    if (!is_among(kind->sections, grouped ? group : section) ||
        (grouped && !section[strlen(group)]))
        return mem_printf("unknown section [%.60s]; a %s has %s", section, kind->name,
                          kind->sections);
    if (strcmp(name, "base") == 0 && strcmp(section, kind->name) == 0)
        return take_base(r, value);
    const cost_key *key = find_key(kind, grouped ? group : section, name);
    if (!key)
        return unknown_key(kind, grouped ? group : section, name);
    cost_entry *e = add_entry(r->record, section, name);
    if (!e->inherited)
        return mem_printf("[%.60s] %s is given twice, first in line %d", section, name, e->line);
    e->inherited = 0;
    e->path = r->path;
    e->line = r->line;
    const char *expected = NULL;
    if (key->kind != COST_WORD)
        expected = parse_figure(value, key, e);
    else if (!*value || (key->choices && !is_among(key->choices, value)))
        expected = key->choices ? key->choices : "a word";
    else
        e->text = mem_strdup(value);
    return expected ? mem_printf("[%.60s] %s = %.60s: expected %s", section, name, value, expected)
                    : NULL;
}

/* inih goes on, but returns the first line for which this was 0. */
static int on_line(void *user, const char *section, const char *name, const char *value) {
    reader *r = user;
    if (r->error)
        return 0;
    r->error = take(r, section, name, value);
    return !r->error;
}

/* Text that is shown as it is: what else there is has a line that one can look at. */
static void check_plain(const cost_record *r, bytes file, const char *path) {
    int line = 1;
    if (file.size > FILE_LIMIT)
        fail(STATUS_REFUSED, "%s: %zu bytes; the .conf file of a %s has at most %d", path,
             file.size, r->kind->name, FILE_LIMIT);
    for (size_t i = 0; i < file.size; i++) {
        uint8_t c = file.data[i];
        line += c == '\n';
        if ((c < ' ' && c != '\n' && c != '\r' && c != '\t') || c > '~')
            fail(STATUS_REFUSED, "%s:%d: byte 0x%02x; the .conf file of a %s is ASCII text%s", path,
                 line, c, r->kind->name, c > '~' ? " (write uA and +-)" : "");
    }
}

/* Some editors put it in front of a text. */
static bytes without_byte_order_mark(bytes file) {
    if (file.size < 3 || memcmp(file.data, "\xef\xbb\xbf", 3) != 0)
        return file;
    return (bytes){file.data + 3, file.size - 3};
}

static void parse_into(cost_record *record, const char *data_folder, bytes file, const char *path,
                       int depth) {
    reader r = {.record = record, .data_folder = data_folder, .path = path, .depth = depth};
    file = without_byte_order_mark(file);
    check_plain(record, file, path);
    char *source = mem_printf("%.*s", (int)file.size, (const char *)file.data);
    diag_set_file(path); /* for what conf_parse itself refuses */
    int line = conf_parse(source, on_line, &r, &r.line);
    diag_set_file(NULL);
    if (line != 0)
        fail(STATUS_REFUSED, "%s:%d: %s", path, line,
             r.error ? r.error : "expected [section] or key = value");
    mem_free(source);
}

/* ---- what is missing ---- */

static void require(const cost_record *r, const char *section, const cost_key *key) {
    if (!cost_entry_find(r, section, key->name))
        fail(STATUS_REFUSED, "%s: [%s] %s is missing", r->path, section, key->name);
}

static void check_required(const cost_record *r) {
    for (const cost_key *k = r->kind->keys; k->name; k++) {
        if (!k->required)
            continue;
        if (!is_among(r->kind->groups, k->section)) {
            require(r, k->section, k);
            continue;
        }
        cli_list sections = cost_record_group(r, k->section);
        for (int i = 0; i < sections.count; i++)
            require(r, sections.item[i], k);
    }
}

/* ---- looking up ---- */

static int compare_names(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void append(cli_list *list, const char *word) {
    size_t n = (size_t)list->count++;
    list->item = mem_grow(list->item, n, n + 1, sizeof *list->item);
    list->item[n] = word;
}

cli_list cost_record_names(const cost_kind *kind, const char *data_folder) {
    const char *folder = mem_printf("%s/%s", data_folder, kind->folder);
    int count;
    const char **files = file_list(folder, &count);
    if (!files)
        fail(STATUS_REFUSED, "cannot read '%s': %s; set MOTE_DATA_DIR to where mote's part/ is",
             folder, strerror(errno));
    cli_list list = {0};
    for (int i = 0; i < count; i++)
        if (file_has_suffix(files[i], ".conf"))
            append(&list, mem_printf("%.*s", (int)strlen(files[i]) - 5, files[i]));
    if (list.count)
        qsort(list.item, (size_t)list.count, sizeof *list.item, compare_names);
    return list;
}

static const char *known_name(const cost_kind *kind, const char *data_folder, const char *name) {
    cli_list names = cost_record_names(kind, data_folder);
    for (int i = 0; i < names.count; i++)
        if (strcasecmp(names.item[i], name) == 0)
            return names.item[i];
    append(&names, NULL);
    const char *nearest = cli_nearest(name, names.item);
    fail(STATUS_USAGE,
         "unknown %s '%s'%s%s%s; `mote parts` lists them, a file of your own is ./NAME.conf",
         kind->name, name, nearest ? ", did you mean '" : "", nearest ? nearest : "",
         nearest ? "'?" : "");
}

int cost_is_file(const char *name) {
    return strchr(name, '/') || file_has_suffix(name, ".conf");
}

const cost_record *cost_record_parse(const cost_kind *kind, const char *data_folder, bytes text,
                                     const char *path) {
    cost_record *r = NEW(cost_record);
    const char *base = file_base_name(path);
    size_t suffix = file_has_suffix(base, ".conf") ? 5 : 0;
    r->kind = kind;
    r->path = mem_strdup(path);
    r->name = mem_printf("%.*s", (int)(strlen(base) - suffix), base);
    parse_into(r, data_folder, text, r->path, 0);
    check_required(r);
    return r;
}

const cost_record *cost_record_read(const cost_kind *kind, const char *data_folder,
                                    const char *name) {
    const char *path = name;
    if (!cost_is_file(name))
        path = mem_printf("%s/%s/%s.conf", data_folder, kind->folder,
                          known_name(kind, data_folder, name));
    bytes file = file_read(path);
    const cost_record *r = cost_record_parse(kind, data_folder, file, path);
    mem_free(file.data);
    return r;
}

const cost_entry *cost_entry_find(const cost_record *r, const char *section, const char *key) {
    for (int i = 0; i < r->entry_count; i++)
        if (strcmp(r->entries[i].section, section) == 0 && strcmp(r->entries[i].key, key) == 0)
            return &r->entries[i];
    return NULL;
}

cli_list cost_record_group(const cost_record *r, const char *group) {
    cli_list list = {0};
    for (int i = 0; i < r->entry_count; i++) {
        const char *section = r->entries[i].section;
        int known = strcmp(group_of(section), group) != 0;
        for (int k = 0; k < list.count; k++)
            known |= strcmp(list.item[k], section) == 0;
        if (!known)
            append(&list, section);
    }
    return list;
}
