/* What a device is built of, read from part/ (doc/cost.md): parts, batteries, radios, sensors,
 * regulators, and what is assumed about cores and supplies. An entry that a file may leave out is
 * NULL where it does. */
#ifndef MOTE_COST_CATALOG_H
#define MOTE_COST_CATALOG_H

#include "cost/record.h"

extern const cost_kind cost_part_kind, cost_battery_kind, cost_radio_kind, cost_sensor_kind,
    cost_regulator_kind, cost_core_kind, cost_supply_kind;

/* The kinds that a device is built of: parts, batteries, radios, sensors, regulators. */
#define COST_KIND_COUNT 5
extern const cost_kind *const cost_kinds[COST_KIND_COUNT];
/* That of a file, by its first section; a part, if it is none of them. A zero byte follows. */
const cost_kind *cost_kind_of(bytes text);

/* A clock and a voltage at which a part runs: "[run 160]". Its power is given in one of three ways
 * or more: the first of them counts. */
typedef struct cost_point {
    const char *name;   /* "160" */
    const char *supply; /* "ldo", "smps": names a file of part/supply/ */
    const char *needs;  /* what a board must have for it; NULL */
    const cost_entry *clock_mhz, *supply_v;
    const cost_entry *power_uw;            /* while inferring */
    const cost_entry *table_ma;            /* of the data sheet's table at this clock */
    const cost_entry *headline_ua_per_mhz; /* of its first page */
    const cost_entry *sheet_v;             /* volts of those two; NULL: supply_v */
} cost_point;

/* "[sleep stop2]": the clock is off, a timer wakes. */
typedef struct cost_sleep {
    const char *name;
    const cost_entry *current_ua, *retained_bytes, *wake_us;
    const cost_entry *wake_uj; /* NULL: the time at the power of running */
} cost_sleep;

typedef struct cost_part {
    const cost_record *record;
    const char *name, *title, *core;
    const char *target; /* "cortex-m4"; "none": mote makes no code for it */
    const char *board;  /* NULL: none in particular */
    const cost_entry *flash_bytes, *ram_bytes, *supply_min_v, *supply_max_v;
    const cost_entry *memory_factor; /* cycles per cycle of memory that never waits */
    int point_count, sleep_count;
    cost_point *points;
    cost_sleep *sleeps;
} cost_part;

typedef struct cost_battery {
    const cost_record *record;
    const char *name, *title;
    const cost_entry *capacity_mah, *voltage_v, *open_v, *stop_v, *limit_ma;
    const cost_entry *self_discharge_percent_per_year;
    const cost_entry *chemistry_days; /* how long the cell lives, whatever it gives; NULL: long */
} cost_battery;

typedef struct cost_radio {
    const cost_record *record;
    const char *name, *title;
    int is_lora;
    const cost_entry *supply_v, *transmit_ma, *sleep_ua, *limit_bytes;
    /* LoRa */
    const cost_entry *spreading_factor, *bandwidth_khz, *coding_rate, *header_bytes,
        *preamble_symbols, *receive_uj;
    /* others */
    const cost_entry *packet_uj, *byte_uj;
} cost_radio;

typedef struct cost_sensor {
    const cost_record *record;
    const char *name, *title;
    int core_sleeps; /* while it senses; otherwise the core waits with its clock on */
    const cost_entry *active_uw, *sleep_uw, *sense_ms;
} cost_sensor;

typedef struct cost_regulator {
    const cost_record *record;
    const char *name, *title;
    const cost_entry *input_min_v, *input_max_v, *output_v, *efficiency_percent, *quiescent_ua;
} cost_regulator;

/* How cycles of a core follow from the emulated run. */
typedef struct cost_core {
    const char *name;
    const char *model; /* the core whose cycles per instruction are taken: itself, or the nearest */
    const cost_entry *cycles_factor;
} cost_core;

/* How power follows from what a data sheet says. */
typedef struct cost_supply {
    const char *name;
    int constant_current; /* whatever the voltage; otherwise constant power */
    const cost_entry *table_factor, *headline_factor, *idle_share;
} cost_supply;

/* All of the two. */
typedef struct cost_rules {
    int core_count, supply_count;
    const cost_core **cores;
    const cost_supply **supplies;
} cost_rules;

/* The part that a board or the target that emulates one has; other names stay as they are. */
const char *cost_part_name(const char *data_folder, const char *name);
/* Each reads a name or a file, see cost_record_read. */
const cost_part *cost_part_read(const char *data_folder, const char *name);
const cost_battery *cost_battery_read(const char *data_folder, const char *name);
const cost_radio *cost_radio_read(const char *data_folder, const char *name);
const cost_sensor *cost_sensor_read(const char *data_folder, const char *name);
const cost_regulator *cost_regulator_read(const char *data_folder, const char *name);
const cost_rules *cost_rules_read(const char *data_folder);
const cost_core *cost_rules_core(const cost_rules *rules, const char *target);
const cost_supply *cost_rules_supply(const cost_rules *rules, const char *name);

const cost_part *cost_part_of(const cost_record *r);
/* Refuses what the five above would refuse of a record that is read already. */
void cost_check(const cost_record *r);

/* Does mote make code for it? */
int cost_part_is_target(const cost_part *p);

#endif
