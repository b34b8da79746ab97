/* What each kind of file may hold: its keys, and between what they make sense. */
#include <stddef.h>

#include "cost/catalog.h"

#define WORD(section, name, required, choices)                                                     \
    { section, name, COST_WORD, required, 0, 0, choices }
#define FIGURE(section, name, required, low, high)                                                 \
    { section, name, COST_FIGURE, required, low, high, NULL }
#define EXACT(section, name, required, low, high)                                                  \
    { section, name, COST_EXACT, required, low, high, NULL }

static const cost_key part_keys[] = {
    WORD("part", "title", 1, NULL),
    WORD("part", "core", 1, NULL),
    WORD("part", "target", 1, "cortex-m0|cortex-m3|cortex-m4|cortex-m7|cortex-m33|cortex-m55|none"),
    WORD("part", "board", 0, NULL),
    WORD("part", "emulated_by", 0, NULL),
    WORD("part", "fpu", 1, "yes|no"),
    WORD("part", "dsp", 1, "yes|no"),
    WORD("part", "mve", 1, "yes|no"),
    EXACT("part", "flash_bytes", 1, 1024, 1 << 30),
    EXACT("part", "ram_bytes", 1, 512, 1 << 30),
    FIGURE("part", "memory_factor", 0, 0.2, 10),
    EXACT("part", "supply_min_v", 1, 0.5, 6),
    EXACT("part", "supply_max_v", 1, 0.5, 6),
    EXACT("run", "clock_mhz", 1, 0.03, 2000),
    EXACT("run", "supply_v", 1, 0.5, 6),
    WORD("run", "supply", 1, "ldo|smps"),
    WORD("run", "needs", 0, NULL),
    FIGURE("run", "power_uw", 0, 1, 1e7),
    FIGURE("run", "table_ma", 0, 0.001, 3000),
    FIGURE("run", "headline_ua_per_mhz", 0, 0.5, 2000),
    EXACT("run", "sheet_v", 0, 0.5, 6),
    FIGURE("sleep", "current_ua", 1, 0.001, 1e6),
    EXACT("sleep", "retained_bytes", 1, 0, 1 << 30),
    FIGURE("sleep", "wake_us", 1, 0, 1e7),
    FIGURE("sleep", "wake_uj", 0, 0, 1e6),
    {0},
};
const cost_kind cost_part_kind = {"part", "part", "run|sleep", "part|run|sleep", part_keys};

static const cost_key battery_keys[] = {
    WORD("battery", "title", 1, NULL),
    FIGURE("battery", "capacity_mah", 1, 0.1, 1e6),
    FIGURE("battery", "voltage_v", 1, 0.5, 60),
    EXACT("battery", "open_v", 1, 0.5, 60),
    EXACT("battery", "stop_v", 1, 0.5, 60),
    FIGURE("battery", "limit_ma", 1, 0.01, 1e5),
    FIGURE("battery", "inner_ohm", 0, 0.001, 1e4),
    FIGURE("battery", "self_discharge_percent_per_year", 1, 0, 100),
    FIGURE("battery", "chemistry_days", 0, 1, 36525),
    {0},
};
const cost_kind cost_battery_kind = {"battery", "part/battery", "", "battery", battery_keys};

static const cost_key radio_keys[] = {
    WORD("radio", "title", 1, NULL),
    WORD("radio", "method", 1, "lora|packet"),
    EXACT("radio", "supply_v", 1, 0.5, 6),
    FIGURE("radio", "transmit_ma", 1, 0.01, 5000),
    FIGURE("radio", "sleep_ua", 1, 0, 1e5),
    EXACT("radio", "limit_bytes", 1, 1, 65535),
    EXACT("radio", "spreading_factor", 0, 6, 12),
    EXACT("radio", "bandwidth_khz", 0, 7.8, 500),
    EXACT("radio", "coding_rate", 0, 1, 4),
    EXACT("radio", "header_bytes", 0, 0, 255),
    EXACT("radio", "preamble_symbols", 0, 6, 65535),
    FIGURE("radio", "receive_uj", 0, 0, 1e9),
    FIGURE("radio", "packet_uj", 0, 0, 1e9),
    FIGURE("radio", "byte_uj", 0, 0, 1e6),
    {0},
};
const cost_kind cost_radio_kind = {"radio", "part/radio", "", "radio", radio_keys};

static const cost_key sensor_keys[] = {
    WORD("sensor", "title", 1, NULL),         WORD("sensor", "core", 1, "idle|sleep"),
    FIGURE("sensor", "active_uw", 1, 0, 1e7), FIGURE("sensor", "sleep_uw", 1, 0, 1e7),
    EXACT("sensor", "sense_ms", 1, 0, 1e7),   {0},
};
const cost_kind cost_sensor_kind = {"sensor", "part/sensor", "", "sensor", sensor_keys};

static const cost_key regulator_keys[] = {
    WORD("regulator", "title", 1, NULL),
    EXACT("regulator", "input_min_v", 1, 0.1, 60),
    EXACT("regulator", "input_max_v", 1, 0.1, 60),
    EXACT("regulator", "output_v", 1, 0.5, 6),
    FIGURE("regulator", "efficiency_percent", 1, 1, 100),
    FIGURE("regulator", "quiescent_ua", 1, 0, 1e5),
    {0},
};
const cost_kind cost_regulator_kind = {"regulator", "part/regulator", "", "regulator",
                                       regulator_keys};

static const cost_key core_keys[] = {
    WORD("core", "model", 1, "cortex-m0|cortex-m3|cortex-m4|cortex-m33"),
    FIGURE("core", "cycles_factor", 1, 0.1, 10),
    {0},
};
const cost_kind cost_core_kind = {"core", "part/core", "", "core", core_keys};

static const cost_key supply_keys[] = {
    WORD("supply", "constant", 1, "current|power"),
    FIGURE("supply", "table_factor", 1, 0.1, 10),
    FIGURE("supply", "headline_factor", 1, 0.1, 10),
    FIGURE("supply", "idle_share", 1, 0.01, 1),
    {0},
};
const cost_kind cost_supply_kind = {"supply", "part/supply", "", "supply", supply_keys};
