#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/mem.h"
#include "sim/sim.h"
#include "sim/timing.h"

/* What the lines of one file fill in. A file with `base` starts from another target. */
typedef struct conf {
    sim_target *target;
    const char *data_folder;
    const char *problem;
    int depth; /* of bases */
} conf;

static cli_list split(const char *words) {
    cli_list list = {0};
    for (const char *w = words + strspn(words, " "); *w;) {
        size_t n = strcspn(w, " ");
        size_t count = (size_t)list.count;
        list.item = mem_grow(list.item, count, count + 1, sizeof *list.item);
        list.item[list.count++] = mem_printf("%.*s", (int)n, w);
        w += n;
        w += strspn(w, " ");
    }
    return list;
}

/* "256K", "4M", "0x20000000" */
static int parse_size(const char *value, int64_t *to) {
    char *end;
    errno = 0;
    long long v = strtoll(value, &end, 0);
    if (errno != 0 || end == value || v < 0 || v > UINT32_MAX)
        return 0;
    if (*end == 'K' || *end == 'M')
        v *= *end++ == 'K' ? 1 << 10 : 1 << 20;
    *to = v;
    return *end == 0 && v <= UINT32_MAX;
}

static void load_into(sim_target *t, const char *data_folder, const char *name, int depth);

typedef struct key {
    const char *section, *name;
    enum { KEY_TEXT, KEY_LIST, KEY_SIZE } kind;
    size_t offset;
} key;

#define KEY(section, name, kind, member)                                                           \
    { section, name, kind, offsetof(sim_target, member) }
static const key keys[] = {
    KEY("target", "core", KEY_TEXT, core),
    KEY("target", "kernels", KEY_LIST, kernels),
    KEY("target", "compiler", KEY_TEXT, compiler),
    KEY("target", "flags", KEY_LIST, flags),
    KEY("target", "link", KEY_LIST, link),
    KEY("target", "sources", KEY_LIST, sources),
    KEY("target", "tile_steps", KEY_SIZE, tile_steps),
    KEY("target", "staged_weights", KEY_SIZE, staged_bytes),
    KEY("memory", "vectors_origin", KEY_SIZE, vectors_origin),
    KEY("memory", "flash_origin", KEY_SIZE, flash_origin),
    KEY("memory", "flash_bytes", KEY_SIZE, flash_bytes),
    KEY("memory", "ram_origin", KEY_SIZE, ram_origin),
    KEY("memory", "ram_bytes", KEY_SIZE, ram_bytes),
    KEY("qemu", "machine", KEY_TEXT, machine),
    KEY("qemu", "arguments", KEY_LIST, machine_arguments),
    KEY("qemu", "systick_hz", KEY_SIZE, systick_hz),
    KEY("unicorn", "cpu", KEY_TEXT, unicorn_cpu),
    KEY("unicorn", "timing", KEY_TEXT, timing),
    KEY("board", "name", KEY_TEXT, board),
    KEY("board", "clock_hz", KEY_SIZE, clock_hz),
    KEY("board", "uart_origin", KEY_SIZE, uart_origin),
};

static int set_key(sim_target *t, const key *k, const char *value) {
    void *at = (char *)t + k->offset;
    if (k->kind == KEY_SIZE)
        return parse_size(value, at);
    if (k->kind == KEY_LIST)
        *(cli_list *)at = split(value);
    else
        *(const char **)at = mem_strdup(value);
    return 1;
}

/* conf_parse calls this for every line; 0 stops with the line's number. */
static int take_line(void *user, const char *section, const char *name, const char *value) {
    conf *c = user;
    if (strcmp(section, "target") == 0 && strcmp(name, "base") == 0) {
        if (c->depth > 3)
            return 0;
        load_into(c->target, c->data_folder, value, c->depth + 1);
        return 1;
    }
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (strcmp(keys[i].section, section) == 0 && strcmp(keys[i].name, name) == 0)
            return set_key(c->target, &keys[i], value);
    return 0;
}

static const char *conf_path(const char *data_folder, const char *name) {
    return mem_printf("%s/target/%s/target.conf", data_folder, name);
}

static void load_into(sim_target *t, const char *data_folder, const char *name, int depth) {
    const char *path = conf_path(data_folder, name);
    conf c = {.target = t, .data_folder = data_folder, .depth = depth};
    bytes file = file_read(path);
    char *text = mem_printf("%.*s", (int)file.size, (const char *)file.data);
    int line = conf_parse(text, take_line, &c, NULL);
    if (line != 0)
        fail(STATUS_REFUSED, "%s:%d: unknown key or malformed value", path, line);
}

cli_list sim_target_names(const char *data_folder) {
    const char *folder = mem_printf("%s/target", data_folder);
    cli_list list = {0};
    int count;
    const char **names = file_list(folder, &count);
    if (!names)
        fail(STATUS_REFUSED,
             "cannot read '%s': %s; set MOTE_DATA_DIR to where mote's device/ and "
             "target/ are",
             folder, strerror(errno));
    list.item = NEW_ARRAY(const char *, (size_t)count);
    for (int i = 0; i < count; i++)
        if (access(conf_path(data_folder, names[i]), R_OK) == 0)
            list.item[list.count++] = names[i];
    return list;
}

sim_target *sim_target_load(const char *data_folder, const char *name) {
    cli_list names = sim_target_names(data_folder);
    int known = 0;
    for (int i = 0; i < names.count; i++)
        known |= strcmp(names.item[i], name) == 0;
    if (!known) {
        names.item =
            mem_grow(names.item, (size_t)names.count, (size_t)names.count + 1, sizeof *names.item);
        const char *nearest = cli_nearest(name, names.item);
        fail(STATUS_USAGE, "unknown target '%s'%s%s%s; `mote targets` lists them", name,
             nearest ? ", did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "");
    }
    sim_target *t = NEW(sim_target);
    load_into(t, data_folder, name, 0);
    t->name = mem_strdup(name);
    if (!t->core || !t->compiler || t->kernels.count == 0)
        fail(STATUS_REFUSED, "%s: core, compiler and kernels must be given",
             conf_path(data_folder, name));
    if ((t->unicorn_cpu && !sim_can_count(t)) || (t->timing && !timing_find(t->timing)))
        fail(STATUS_REFUSED, "%s: there is no such [unicorn] cpu or timing",
             conf_path(data_folder, name));
    if (t->vectors_origin == 0)
        t->vectors_origin = t->flash_origin;
    return t;
}

int32_t sim_pointer_bytes(const sim_target *t) {
    return t->machine ? 4 : (int32_t)sizeof(void *);
}
