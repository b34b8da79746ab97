#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/cli.h"
#include "base/mem.h"
#include "cmd/cmd.h"
#include "cmd/model.h"
#include "cost/catalog.h"

/* ---- all ---- */

static const char *word(const cost_record *r, const char *key) {
    const cost_entry *e = cost_entry_find(r, r->kind->name, key);
    return e ? e->text : "";
}

static const char *size_text(const cost_entry *e) {
    double kib = e->figure.value / 1024;
    return mem_printf("%g KB", kib);
}

static const char *clocks(const cost_part *p) {
    text t = {0};
    double last = 0;
    for (int i = 0; i < p->point_count; i++) {
        double mhz = p->points[i].clock_mhz->figure.value;
        if (mhz != last)
            text_add(&t, "%s%g", last > 0 ? ", " : "", mhz);
        last = mhz;
    }
    return text_string(&t);
}

static void print_part(const cost_record *r) {
    const cost_part *p = cost_part_read(model_data_folder(), r->name);
    printf("%-14s %-20s %-18s %-9s %-9s %s\n", p->name, p->core,
           cost_part_is_target(p) ? clocks(p) : "no code", size_text(p->flash_bytes),
           size_text(p->ram_bytes), p->title);
}

static void list_all(void) {
    printf("%-14s %-20s %-18s %-9s %-9s %s\n", "part", "core", "MHz", "flash", "RAM", "");
    for (int k = 0; k < COST_KIND_COUNT; k++) {
        cli_list names = cost_record_names(cost_kinds[k], model_data_folder());
        if (k)
            printf("\n%s\n", cost_kinds[k]->name);
        for (int i = 0; i < names.count; i++) {
            const cost_record *r =
                cost_record_read(cost_kinds[k], model_data_folder(), names.item[i]);
            if (k == 0)
                print_part(r);
            else
                printf("%-22s %s\n", r->name, word(r, "title"));
        }
    }
}

static json_t *all_json(void) {
    json_t *all = json_pack("{s:s}", "schema", "mote-parts/1");
    for (int k = 0; k < COST_KIND_COUNT; k++) {
        json_t *list = json_array();
        cli_list names = cost_record_names(cost_kinds[k], model_data_folder());
        for (int i = 0; i < names.count; i++) {
            const cost_record *r =
                cost_record_read(cost_kinds[k], model_data_folder(), names.item[i]);
            json_t *one = json_pack("{s:s, s:s}", "name", r->name, "title", word(r, "title"));
            if (k == 0) {
                json_object_set_new(one, "core", json_string(word(r, "core")));
                json_object_set_new(one, "target", json_string(word(r, "target")));
            }
            json_array_append_new(list, one);
        }
        const char *key = k == 3   ? "sensors"
                          : k == 1 ? "batteries"
                                   : mem_printf("%ss", cost_kinds[k]->name);
        json_object_set_new(all, key, list);
    }
    return all;
}

/* ---- one ---- */

/* The kind that a name belongs to; a part, where there is none. */
static const cost_kind *kind_of(const char *name) {
    if (cost_is_file(name))
        return cost_kind_of(file_read(name));
    for (int k = 0; k < COST_KIND_COUNT; k++) {
        cli_list names = cost_record_names(cost_kinds[k], model_data_folder());
        for (int i = 0; i < names.count; i++)
            if (strcasecmp(names.item[i], name) == 0)
                return cost_kinds[k];
    }
    return &cost_part_kind;
}

static void print_entry(const cost_entry *e) {
    if (e->text) {
        printf("  %-32s %s\n", e->key, e->text);
        return;
    }
    const char *error = e->figure.error > 0 ? mem_printf(" +- %.3g%%", 100 * e->figure.error) : "";
    printf("  %-32s %-18s %-10s  %s\n", e->key, mem_printf("%.10g%s", e->figure.value, error),
           cost_mark_name(e->figure.mark), e->source);
}

static void print_record(const cost_record *r) {
    const char *section = "";
    printf("%s %s\n", r->kind->name, r->name);
    for (int i = 0; i < r->entry_count; i++) {
        const cost_entry *e = &r->entries[i];
        if (strcmp(section, e->section) != 0 && i > 0)
            printf("\n%s\n", e->section);
        section = e->section;
        print_entry(e);
    }
}

static json_t *record_json(const cost_record *r) {
    json_t *all = json_pack("{s:s, s:s, s:s}", "schema", "mote-part/1", "kind", r->kind->name,
                            "name", r->name);
    json_t *list = json_array();
    for (int i = 0; i < r->entry_count; i++) {
        const cost_entry *e = &r->entries[i];
        json_t *one = json_pack("{s:s, s:s}", "section", e->section, "key", e->key);
        if (e->text) {
            json_object_set_new(one, "text", json_string(e->text));
        } else {
            json_object_set_new(one, "value", json_real(e->figure.value));
            json_object_set_new(one, "relative_error", json_real(e->figure.error));
            json_object_set_new(one, "mark", json_string(cost_mark_name(e->figure.mark)));
            json_object_set_new(one, "source", json_string(e->source));
        }
        json_array_append_new(list, one);
    }
    json_object_set_new(all, "entries", list);
    return all;
}

static void dump(json_t *all) {
    json_dumpf(all, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(10));
    printf("\n");
    json_decref(all);
}

exit_status cmd_parts(int argc, char **argv) {
    int json = 0;
    cli_option options[] = {{"json", CLI_FLAG, &json, NULL, "as JSON", NULL, 0, 0}, {0}};
    cli_verb verb = {
        .usage = "mote parts [NAME] [--json]",
        .summary = "Lists what `mote cost` knows: parts, batteries, radios, sensors, "
                   "regulators.\nWith a name, every figure of it: its error, how it is known, "
                   "and its source.\nA part file of your own is ./NAME.conf, see "
                   "doc/cost.md.",
        .example = "  mote parts stm32u575\n",
        .options = options,
        .max_arguments = 1};
    if (!cli_parse(&verb, argc, argv))
        return STATUS_DONE;
    if (verb.arguments.count) {
        const char *name = cost_part_name(model_data_folder(), verb.arguments.item[0]);
        const cost_record *r = cost_record_read(kind_of(name), model_data_folder(), name);
        cost_check(r);
        if (json)
            dump(record_json(r));
        else
            print_record(r);
    } else if (json) {
        dump(all_json());
    } else {
        list_all();
    }
    return STATUS_DONE;
}
