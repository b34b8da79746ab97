#include "cost/catalog.h"

#include <string.h>

#include "base/diag.h"
#include "base/mem.h"

const cost_kind *const cost_kinds[COST_KIND_COUNT] = {
    &cost_part_kind, &cost_battery_kind, &cost_radio_kind, &cost_sensor_kind, &cost_regulator_kind};

static const char *word(const cost_record *r, const char *section, const char *key) {
    const cost_entry *e = cost_entry_find(r, section, key);
    return e ? e->text : NULL;
}

/* "run 160" -> "160" */
static const char *member_name(const char *section) {
    const char *space = strchr(section, ' ');
    return space + strspn(space, " ");
}

/* What must not be the other way round. */
static void check_order(const cost_entry *low, const cost_entry *high) {
    const cost_entry *own = low->inherited ? high : low, *other = own == low ? high : low;
    if (low->figure.value > high->figure.value)
        fail(STATUS_REFUSED, "%s:%d: [%s] %s = %g is %s than %s = %g of [%s]", own->path, own->line,
             own->section, own->key, own->figure.value, own == low ? "more" : "less", other->key,
             other->figure.value, other->section);
}

static const cost_entry *require(const cost_record *r, const char *section, const char *key,
                                 const char *why) {
    const cost_entry *e = cost_entry_find(r, section, key);
    if (!e)
        fail(STATUS_REFUSED, "%s: [%s] %s is missing: %s", r->path, section, key, why);
    return e;
}

static cost_point read_point(const cost_record *r, const char *section) {
    cost_point p = {
        .name = member_name(section),
        .supply = word(r, section, "supply"),
        .needs = word(r, section, "needs"),
        .clock_mhz = cost_entry_find(r, section, "clock_mhz"),
        .supply_v = cost_entry_find(r, section, "supply_v"),
        .power_uw = cost_entry_find(r, section, "power_uw"),
        .table_ma = cost_entry_find(r, section, "table_ma"),
        .headline_ua_per_mhz = cost_entry_find(r, section, "headline_ua_per_mhz"),
        .sheet_v = cost_entry_find(r, section, "sheet_v"),
    };
    if (!p.power_uw && !p.table_ma && !p.headline_ua_per_mhz)
        fail(STATUS_REFUSED, "%s: [%s] needs power_uw, table_ma or headline_ua_per_mhz", r->path,
             section);
    return p;
}

static cost_sleep read_sleep(const cost_record *r, const char *section) {
    return (cost_sleep){
        .name = member_name(section),
        .current_ua = cost_entry_find(r, section, "current_ua"),
        .retained_bytes = cost_entry_find(r, section, "retained_bytes"),
        .wake_us = cost_entry_find(r, section, "wake_us"),
        .wake_uj = cost_entry_find(r, section, "wake_uj"),
    };
}

static void read_states(cost_part *p) {
    cli_list runs = cost_record_group(p->record, "run");
    cli_list sleeps = cost_record_group(p->record, "sleep");
    p->point_count = runs.count;
    p->points = NEW_ARRAY(cost_point, (size_t)runs.count);
    for (int i = 0; i < runs.count; i++) {
        p->points[i] = read_point(p->record, runs.item[i]);
        const cost_entry *v = p->points[i].supply_v;
        check_order(p->supply_min_v, v);
        check_order(v, p->supply_max_v);
    }
    p->sleep_count = sleeps.count;
    p->sleeps = NEW_ARRAY(cost_sleep, (size_t)sleeps.count);
    for (int i = 0; i < sleeps.count; i++)
        p->sleeps[i] = read_sleep(p->record, sleeps.item[i]);
    if (runs.count == 0 || sleeps.count == 0)
        fail(STATUS_REFUSED, "%s: there must be at least one [run NAME] and one [sleep NAME]",
             p->record->path);
}

int cost_part_is_target(const cost_part *p) {
    return strcmp(p->target, "none") != 0;
}

const cost_part *cost_part_of(const cost_record *r) {
    cost_part *p = NEW(cost_part);
    *p = (cost_part){
        .record = r,
        .name = r->name,
        .title = word(r, "part", "title"),
        .core = word(r, "part", "core"),
        .target = word(r, "part", "target"),
        .board = word(r, "part", "board"),
        .flash_bytes = cost_entry_find(r, "part", "flash_bytes"),
        .ram_bytes = cost_entry_find(r, "part", "ram_bytes"),
        .memory_factor = cost_entry_find(r, "part", "memory_factor"),
        .supply_min_v = cost_entry_find(r, "part", "supply_min_v"),
        .supply_max_v = cost_entry_find(r, "part", "supply_max_v"),
    };
    check_order(p->supply_min_v, p->supply_max_v);
    if (cost_part_is_target(p)) {
        require(r, "part", "memory_factor", "how its memory slows the core");
        read_states(p);
    }
    return p;
}

static const cost_battery *battery_of(const cost_record *r) {
    const char *s = "battery";
    cost_battery *b = NEW(cost_battery);
    *b = (cost_battery){
        .record = r,
        .name = r->name,
        .title = word(r, s, "title"),
        .capacity_mah = cost_entry_find(r, s, "capacity_mah"),
        .voltage_v = cost_entry_find(r, s, "voltage_v"),
        .open_v = cost_entry_find(r, s, "open_v"),
        .stop_v = cost_entry_find(r, s, "stop_v"),
        .limit_ma = cost_entry_find(r, s, "limit_ma"),
        .self_discharge_percent_per_year = cost_entry_find(r, s, "self_discharge_percent_per_year"),
        .chemistry_days = cost_entry_find(r, s, "chemistry_days"),
    };
    check_order(b->stop_v, b->voltage_v);
    check_order(b->voltage_v, b->open_v);
    return b;
}

static void require_lora(const cost_record *r) {
    static const char *const keys[] = {"spreading_factor", "bandwidth_khz",    "coding_rate",
                                       "header_bytes",     "preamble_symbols", "receive_uj"};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        require(r, "radio", keys[i], "method = lora needs it");
}

static const cost_radio *radio_of(const cost_record *r) {
    const char *s = "radio";
    cost_radio *x = NEW(cost_radio);
    *x = (cost_radio){
        .record = r,
        .name = r->name,
        .title = word(r, s, "title"),
        .is_lora = strcmp(word(r, s, "method"), "lora") == 0,
        .supply_v = cost_entry_find(r, s, "supply_v"),
        .transmit_ma = cost_entry_find(r, s, "transmit_ma"),
        .sleep_ua = cost_entry_find(r, s, "sleep_ua"),
        .limit_bytes = cost_entry_find(r, s, "limit_bytes"),
        .spreading_factor = cost_entry_find(r, s, "spreading_factor"),
        .bandwidth_khz = cost_entry_find(r, s, "bandwidth_khz"),
        .coding_rate = cost_entry_find(r, s, "coding_rate"),
        .header_bytes = cost_entry_find(r, s, "header_bytes"),
        .preamble_symbols = cost_entry_find(r, s, "preamble_symbols"),
        .receive_uj = cost_entry_find(r, s, "receive_uj"),
        .packet_uj = cost_entry_find(r, s, "packet_uj"),
        .byte_uj = cost_entry_find(r, s, "byte_uj"),
    };
    if (x->is_lora) {
        require_lora(r);
    } else {
        require(r, s, "packet_uj", "method = packet needs it");
        require(r, s, "byte_uj", "method = packet needs it");
    }
    return x;
}

static const cost_sensor *sensor_of(const cost_record *r) {
    cost_sensor *x = NEW(cost_sensor);
    *x = (cost_sensor){
        .record = r,
        .name = r->name,
        .title = word(r, "sensor", "title"),
        .core_sleeps = strcmp(word(r, "sensor", "core"), "sleep") == 0,
        .active_uw = cost_entry_find(r, "sensor", "active_uw"),
        .sleep_uw = cost_entry_find(r, "sensor", "sleep_uw"),
        .sense_ms = cost_entry_find(r, "sensor", "sense_ms"),
    };
    return x;
}

static const cost_regulator *regulator_of(const cost_record *r) {
    const char *s = "regulator";
    cost_regulator *x = NEW(cost_regulator);
    *x = (cost_regulator){
        .record = r,
        .name = r->name,
        .title = word(r, s, "title"),
        .input_min_v = cost_entry_find(r, s, "input_min_v"),
        .input_max_v = cost_entry_find(r, s, "input_max_v"),
        .output_v = cost_entry_find(r, s, "output_v"),
        .efficiency_percent = cost_entry_find(r, s, "efficiency_percent"),
        .quiescent_ua = cost_entry_find(r, s, "quiescent_ua"),
    };
    check_order(x->input_min_v, x->input_max_v);
    return x;
}

const char *cost_part_name(const char *data_folder, const char *name) {
    static const char *const keys[] = {"board", "emulated_by"};
    cli_list names = cost_record_names(&cost_part_kind, data_folder);
    if (cost_is_file(name))
        return name;
    for (int i = 0; i < names.count; i++)
        if (strcasecmp(names.item[i], name) == 0)
            return name;
    for (int i = 0; i < names.count; i++) {
        const cost_record *r = cost_record_read(&cost_part_kind, data_folder, names.item[i]);
        for (size_t k = 0; k < sizeof keys / sizeof keys[0]; k++)
            if (word(r, "part", keys[k]) && strcasecmp(word(r, "part", keys[k]), name) == 0)
                return r->name;
    }
    return name;
}

const cost_part *cost_part_read(const char *data_folder, const char *name) {
    return cost_part_of(
        cost_record_read(&cost_part_kind, data_folder, cost_part_name(data_folder, name)));
}

const cost_battery *cost_battery_read(const char *data_folder, const char *name) {
    return battery_of(cost_record_read(&cost_battery_kind, data_folder, name));
}

const cost_radio *cost_radio_read(const char *data_folder, const char *name) {
    return radio_of(cost_record_read(&cost_radio_kind, data_folder, name));
}

const cost_sensor *cost_sensor_read(const char *data_folder, const char *name) {
    return sensor_of(cost_record_read(&cost_sensor_kind, data_folder, name));
}

const cost_regulator *cost_regulator_read(const char *data_folder, const char *name) {
    return regulator_of(cost_record_read(&cost_regulator_kind, data_folder, name));
}

void cost_check(const cost_record *r) {
    if (r->kind == &cost_part_kind)
        cost_part_of(r);
    else if (r->kind == &cost_battery_kind)
        battery_of(r);
    else if (r->kind == &cost_radio_kind)
        radio_of(r);
    else if (r->kind == &cost_sensor_kind)
        sensor_of(r);
    else if (r->kind == &cost_regulator_kind)
        regulator_of(r);
}

const cost_kind *cost_kind_of(bytes text) {
    const char *bracket = text.size ? memchr(text.data, '[', text.size) : NULL;
    const char *start = bracket ? bracket + 1 : "";
    size_t n = bracket ? strcspn(start, "]\n") : 0;
    for (int k = 0; k < COST_KIND_COUNT; k++)
        if (strlen(cost_kinds[k]->name) == n && memcmp(cost_kinds[k]->name, start, n) == 0)
            return cost_kinds[k];
    return &cost_part_kind;
}

static const cost_core *read_core(const char *data_folder, const char *name) {
    const cost_record *r = cost_record_read(&cost_core_kind, data_folder, name);
    cost_core *c = NEW(cost_core);
    *c = (cost_core){.name = r->name,
                     .model = word(r, "core", "model"),
                     .cycles_factor = cost_entry_find(r, "core", "cycles_factor")};
    return c;
}

static const cost_supply *read_supply(const char *data_folder, const char *name) {
    const cost_record *r = cost_record_read(&cost_supply_kind, data_folder, name);
    cost_supply *s = NEW(cost_supply);
    *s = (cost_supply){.name = r->name,
                       .constant_current = strcmp(word(r, "supply", "constant"), "current") == 0,
                       .table_factor = cost_entry_find(r, "supply", "table_factor"),
                       .headline_factor = cost_entry_find(r, "supply", "headline_factor"),
                       .idle_share = cost_entry_find(r, "supply", "idle_share")};
    return s;
}

const cost_rules *cost_rules_read(const char *data_folder) {
    cost_rules *rules = NEW(cost_rules);
    cli_list cores = cost_record_names(&cost_core_kind, data_folder);
    cli_list supplies = cost_record_names(&cost_supply_kind, data_folder);
    rules->cores = NEW_ARRAY(const cost_core *, (size_t)cores.count);
    for (int i = 0; i < cores.count; i++)
        rules->cores[rules->core_count++] = read_core(data_folder, cores.item[i]);
    rules->supplies = NEW_ARRAY(const cost_supply *, (size_t)supplies.count);
    for (int i = 0; i < supplies.count; i++)
        rules->supplies[rules->supply_count++] = read_supply(data_folder, supplies.item[i]);
    return rules;
}

const cost_core *cost_rules_core(const cost_rules *rules, const char *target) {
    for (int i = 0; i < rules->core_count; i++)
        if (strcmp(rules->cores[i]->name, target) == 0)
            return rules->cores[i];
    fail(STATUS_REFUSED, "there is no part/core/%s.conf", target);
}

const cost_supply *cost_rules_supply(const cost_rules *rules, const char *name) {
    for (int i = 0; i < rules->supply_count; i++)
        if (strcmp(rules->supplies[i]->name, name) == 0)
            return rules->supplies[i];
    fail(STATUS_REFUSED, "there is no part/supply/%s.conf", name);
}
