/* The arithmetic of `mote cost` against values computed by hand, and its files. */
#include <math.h>
#include <stdlib.h>

#include "cost/answer.h"
#include "cost/value.h"
#include "test.h"

static int near(double got, double wanted, double relative) {
    return fabs(got - wanted) <= relative * fabs(wanted);
}

static const char *data_folder(void) {
    const char *folder = getenv("MOTE_DATA_DIR");
    return folder && *folder ? folder : MOTE_DATA_DIR;
}

/* ---- values ---- */

TEST(errors_combine_in_quadrature) {
    cost_value a = {100, 0.3, COST_MEASURED}, b = {50, 0.4, COST_UNVERIFIED};
    cost_value product = cost_times(a, b), sum = cost_plus(a, b);
    EXPECT(product.value == 5000 && near(product.error, 0.5, 1e-12));
    EXPECT(product.mark == COST_UNVERIFIED);
    EXPECT(sum.value == 150 && near(sum.error, sqrt(30 * 30 + 20 * 20) / 150, 1e-12));
    cost_value difference = cost_minus(a, b);
    EXPECT(difference.value == 50 && near(difference.error, sqrt(30 * 30 + 20 * 20) / 50, 1e-12));
    cost_value zero = {0, 0.9, COST_UNVERIFIED};
    EXPECT(cost_plus(a, zero).mark == COST_MEASURED && cost_plus(zero, a).error == 0.3);
}

TEST(units) {
    EXPECT(near(cost_parse_seconds("--every", "32ms"), 0.032, 1e-12));
    EXPECT(cost_parse_seconds("--every", "10s") == 10);
    EXPECT(cost_parse_seconds("--every", "5min") == 300);
    EXPECT(cost_parse_seconds("--every", "1h") == 3600);
    EXPECT(cost_parse_seconds("--for", "365d") == 365 * 86400.0);
    cost_gate g = cost_parse_gate("0.02mW:5%");
    EXPECT(near(g.uw, 20, 1e-12) && near(g.share, 0.05, 1e-12));
}

TEST_FAILS(time_without_unit, STATUS_USAGE, "a time with its unit") {
    cost_parse_seconds("--every", "10");
}
TEST_FAILS(time_of_unknown_unit, STATUS_USAGE, "not '3weeks'") {
    cost_parse_seconds("--every", "3weeks");
}
TEST_FAILS(time_negative, STATUS_USAGE, "not '-3s'") {
    cost_parse_seconds("--every", "-3s");
}
TEST_FAILS(time_of_nothing, STATUS_USAGE, "from 1us to 100y") {
    cost_parse_seconds("--every", "0s");
}
TEST_FAILS(gate_of_all, STATUS_USAGE, "at most 100 percent") {
    cost_parse_gate("20uW:101%");
}
TEST_FAILS(gate_without_share, STATUS_USAGE, "as in 20uW:5%") {
    cost_parse_gate("20uW");
}

/* ---- radio ---- */

/* Time on air by AN1200.13: (preamble + 4.25 + 8 + max(ceil((8 B - 4 SF + 44) / (4 (SF - 2 DE))) 5,
 * 0)) symbols of 2^SF / 125 kHz, B = 13 + 12 bytes. */
TEST(lora_time_on_air) {
    static const double ms[] = {61.7, 113.2, 205.8, 411.6, 823.3, 1482.8};
    for (int sf = 7; sf <= 12; sf++)
        EXPECT(near(cost_lora_seconds(sf, 125, 1, 8, 25) * 1000, ms[sf - 7], 0.001));
    /* By hand: SF7, 25 bytes: ceil((200 - 28 + 44) / 28) = 8 blocks of 5, 60.25 symbols of 1.024
     * ms. */
    EXPECT(near(cost_lora_seconds(7, 125, 1, 8, 25), 60.25 * 1.024e-3, 1e-12));
    /* An empty frame of SF12 has no payload symbols beyond the first eight. */
    EXPECT(near(cost_lora_seconds(12, 125, 1, 8, 0), 20.25 * 32.768e-3, 1e-12));
}

/* Millijoules that are sent, and the whole: SX1261 at +14 dBm, 25.5 mA at 3.3 V. */
static void expect_lora(const char *name, int payload_bytes, double sent_mj) {
    const cost_radio *r = cost_radio_read(data_folder(), name);
    double whole = cost_message_uj(r, payload_bytes).value;
    EXPECT(near(whole - r->receive_uj->figure.value, sent_mj * 1000, 0.011));
    EXPECT(r->receive_uj->figure.value >= 4100 && r->receive_uj->figure.value <= 8000);
}

TEST(lora_energy) {
    expect_lora("lorawan-sf7", 12, 5.2);
    expect_lora("lorawan-sf8", 12, 9.5);
    expect_lora("lorawan-sf9", 12, 17.3);
    expect_lora("lorawan-sf10", 12, 34.6);
    expect_lora("lorawan-sf11", 12, 69.3);
    expect_lora("lorawan-sf12", 12, 125);
    expect_lora("lorawan-sf7", 24, 6.9);
    expect_lora("lorawan-sf10", 24, 41.5);
    expect_lora("lorawan-sf12", 24, 166);
    expect_lora("lorawan-sf7", 51, 9.9);
    expect_lora("lorawan-sf10", 51, 58.8);
    expect_lora("lorawan-sf12", 51, 235);
}

TEST(packets_are_counted) {
    const cost_radio *r = cost_radio_read(data_folder(), "ble-adv");
    EXPECT(near(cost_message_uj(r, 31).value, 29, 1e-9));
    EXPECT(near(cost_message_uj(r, 32).value, 58, 1e-9));
    EXPECT(
        near(cost_message_uj(cost_radio_read(data_folder(), "nbiot-154"), 12).value, 2.7e6, 1e-9));
}

/* ---- cells ---- */

/* What a year's average may be, before losses. */
TEST(budgets_of_a_year) {
    static const struct {
        const char *name;
        double uw;
    } cells[] = {{"za10", 13},  {"za312", 24},  {"za13", 41},
                 {"za675", 88}, {"cr2032", 74}, {"cr2450", 205}};
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
        const cost_battery *b = cost_battery_read(data_folder(), cells[i].name);
        double mwh = b->capacity_mah->figure.value * b->voltage_v->figure.value;
        EXPECT(fabs(mwh * 1000 / 8766 - cells[i].uw) < 0.6);
    }
}

/* ---- everything that mote brings ---- */

TEST(all_files_read) {
    cli_list names = cost_record_names(&cost_part_kind, data_folder());
    int targets = 0;
    for (int i = 0; i < names.count; i++)
        targets += cost_part_is_target(cost_part_read(data_folder(), names.item[i]));
    EXPECT(targets >= 20 && targets < names.count);
    names = cost_record_names(&cost_battery_kind, data_folder());
    for (int i = 0; i < names.count; i++)
        cost_battery_read(data_folder(), names.item[i]);
    names = cost_record_names(&cost_radio_kind, data_folder());
    for (int i = 0; i < names.count; i++)
        cost_radio_read(data_folder(), names.item[i]);
    names = cost_record_names(&cost_sensor_kind, data_folder());
    for (int i = 0; i < names.count; i++)
        cost_sensor_read(data_folder(), names.item[i]);
    names = cost_record_names(&cost_regulator_kind, data_folder());
    for (int i = 0; i < names.count; i++)
        cost_regulator_read(data_folder(), names.item[i]);
}

/* ---- a part whose numbers are round ---- */

static cost_entry exact(double value) {
    return (cost_entry){.owner = "x", .section = "s", .key = "k", .figure = {value, 0, 0}};
}

/* Each with entries of its own, since a figure counts as used once. */
static const cost_entry *entry(double value) {
    cost_entry *e = NEW(cost_entry);
    *e = exact(value);
    return e;
}

static cost_part *round_part(void) {
    cost_part *p = NEW(cost_part);
    *p = (cost_part){.name = "round", .target = "cortex-m4", .point_count = 1, .sleep_count = 1};
    p->flash_bytes = entry(1 << 20);
    p->ram_bytes = entry(1 << 18);
    p->supply_min_v = entry(1.8);
    p->supply_max_v = entry(3.6);
    p->memory_factor = entry(2);
    p->points = NEW(cost_point);
    *p->points = (cost_point){.name = "100",
                              .supply = "ldo",
                              .clock_mhz = entry(100),
                              .supply_v = entry(2),
                              .power_uw = entry(20000)};
    p->sleeps = NEW(cost_sleep);
    *p->sleeps = (cost_sleep){.name = "stop",
                              .current_ua = entry(5),
                              .retained_bytes = entry(1 << 18),
                              .wake_us = entry(1000)};
    return p;
}

static cost_rules *round_rules(void) {
    cost_rules *rules = NEW(cost_rules);
    cost_core *core = NEW(cost_core);
    cost_supply *supply = NEW(cost_supply);
    *core = (cost_core){"cortex-m4", "cortex-m4", entry(1)};
    *supply = (cost_supply){"ldo", 1, entry(1), entry(1), entry(0.5)};
    rules->core_count = rules->supply_count = 1;
    rules->cores = mem_new(1, sizeof *rules->cores);
    rules->supplies = mem_new(1, sizeof *rules->supplies);
    rules->cores[0] = core;
    rules->supplies[0] = supply;
    return rules;
}

/* 5 million cycles: with the memory 10 million, 100 ms at 100 MHz. */
static const cost_work round_work = {
    .cycles = 5e6, .weights_bytes = 1000, .code_bytes = 1000, .arena_bytes = 1000};

static cost_battery *round_battery(void) {
    cost_battery *b = NEW(cost_battery);
    *b = (cost_battery){.name = "cell", .title = "cell"};
    b->capacity_mah = entry(100);
    b->voltage_v = entry(3);
    b->open_v = entry(3.2);
    b->stop_v = entry(2);
    b->limit_ma = entry(15);
    b->self_discharge_percent_per_year = entry(10);
    return b;
}

TEST(one_inference) {
    cost_use use = {.gate = {0, 1}};
    cost_result r = cost_estimate(round_rules(), round_part(), &round_work, &use, 0);
    EXPECT(r.fits && near(r.latency_ms.value, 100, 1e-9));
    EXPECT(near(r.energy_uj.value, 2000, 1e-9) && near(r.power_uw.value, 20000, 1e-9));
    EXPECT(r.energy_uj.error == 0 && r.average_uw.value == 0);
}

/* 3 V instead of 2 at constant current: 30 mW. Each 10 s: 100 ms of it, 1 ms to wake at the same
 * power, sleep at 15 uW for the rest. */
TEST(a_duty_cycle) {
    cost_use use = {.every_s = 10, .gate = {0, 1}, .battery = round_battery()};
    cost_result r = cost_estimate(round_rules(), round_part(), &round_work, &use, 0);
    double self = 100 * 3 * 3.6e6 * 0.1 / 31557600;
    EXPECT(near(r.share_uw[COST_INFER].value, 300, 1e-9));
    EXPECT(near(r.share_uw[COST_WAKE].value, 3, 1e-9));
    EXPECT(near(r.share_uw[COST_SLEEP].value, 15 * 0.9899, 1e-9));
    use.wakes = 10; /* by rows: 10 ms are spent on it */
    cost_result by_rows = cost_estimate(round_rules(), round_part(), &round_work, &use, 0);
    EXPECT(near(by_rows.share_uw[COST_WAKE].value, 30, 1e-9));
    EXPECT(near(by_rows.share_uw[COST_SLEEP].value, 15 * 0.989, 1e-9));
    EXPECT(near(r.share_uw[COST_SELF_DISCHARGE].value, self, 1e-9));
    double sum = 300 + 3 + 15 * 0.9899 + self;
    EXPECT(near(r.average_uw.value, sum, 1e-9));
    EXPECT(near(r.life_days.value, 1080e6 / sum / 86400, 1e-9));
    EXPECT(strcmp(r.limited_by, "energy") == 0);
    EXPECT(near(r.peak_ma.value, 10, 1e-9) && r.capacitor_uf.value == 0);
}

/* One window in ten comes through; a sensor of 1 mW for 1 s, the core waiting at half its power. */
TEST(a_gate_and_a_sensor) {
    cost_sensor sensor = {.active_uw = entry(1000), .sleep_uw = entry(10), .sense_ms = entry(1000)};
    cost_use use = {.every_s = 10, .gate = {7, 0.1}, .sensor = &sensor};
    cost_result r = cost_estimate(round_rules(), round_part(), &round_work, &use, 0);
    EXPECT(near(r.share_uw[COST_INFER].value, 20, 1e-9));
    EXPECT(near(r.share_uw[COST_SENSE].value, 7 + 10 + 9.9 + 100, 1e-9));
    EXPECT(near(r.share_uw[COST_SLEEP].value, 10 * (1 - 0.001 - 0.00001 - 0.01), 1e-9));
    sensor.core_sleeps = 1;
    r = cost_estimate(round_rules(), round_part(), &round_work, &use, 0);
    EXPECT(near(r.share_uw[COST_SENSE].value, 7 + 10 + 9.9, 1e-9));
}

/* A cell that may hold a fifth more or less. */
TEST(errors_of_solutions) {
    cost_use use = {.gate = {0, 1}, .battery = round_battery()};
    cost_rules *rules = round_rules();
    cost_solution s[3];
    for (int i = 0; i < 3; i++)
        s[i] = cost_solve(rules, round_part(), &round_work, &use, 0, 90 + 10 * i);
    EXPECT(s[1].relative_error == 0);
    ((cost_entry *)use.battery->capacity_mah)->figure.error = 0.1;
    double error = cost_solve(rules, round_part(), &round_work, &use, 0, 100).relative_error;
    /* Self-discharge follows the capacity, so its error is not quite that of the life. */
    EXPECT(near(error, (s[2].every_s - s[0].every_s) / 2 / s[1].every_s, 0.05));
    use.every_s = s[1].every_s / 2;
    ((cost_entry *)use.battery->capacity_mah)->figure.error = 0;
    double share = cost_solve(rules, round_part(), &round_work, &use, 0, 100).gate_share;
    EXPECT(near(share, 0.5, 0.01));
    ((cost_entry *)use.battery->capacity_mah)->figure.error = 0.1;
    error = cost_solve(rules, round_part(), &round_work, &use, 0, 100).relative_error;
    EXPECT(near(error, (s[2].every_s - s[0].every_s) / 2 / s[1].every_s, 0.05));
}

/* What the time of an inference or of a sensor rests on is behind the average power, too. */
TEST(errors_and_marks_of_shares) {
    cost_part *p = round_part();
    const cost_value shaky = {2, 0.3, COST_UNVERIFIED};
    ((cost_entry *)p->memory_factor)->figure = shaky;
    cost_sensor sensor = {.active_uw = entry(1000), .sleep_uw = entry(0), .sense_ms = entry(1000)};
    cost_use use = {.every_s = 10, .gate = {0, 1}};
    cost_work work = round_work;
    work.frames = 20;
    work.frame_cycles = 5e5;
    work.frame_s = 0.1;
    cost_result r = cost_estimate(round_rules(), p, &work, &use, 0);
    for (int k = COST_FRONT_END; k <= COST_INFER; k++)
        EXPECT(near(r.share_uw[k].error, 0.3, 1e-9) && r.share_uw[k].mark == COST_UNVERIFIED);
    EXPECT(r.average_uw.mark == COST_UNVERIFIED && r.average_uw.error > 0.2);
    use.sensor = &sensor;
    ((cost_entry *)sensor.sense_ms)->figure = (cost_value){1000, 0.3, COST_UNVERIFIED};
    r = cost_estimate(round_rules(), round_part(), &round_work, &use, 0);
    /* 100 uW of the sensor and 900 uW of waiting, the inference is a tenth of it. */
    EXPECT(r.share_uw[COST_SENSE].mark == COST_UNVERIFIED && r.share_uw[COST_SENSE].error > 0.26);
}

/* 20 frames of 0.1 s, 10 ms each: 200 ms for an inference, unless some are there from the window
 * before. The core waits for the sensor at half its power for what is left of a second. */
TEST(a_front_end) {
    cost_sensor sensor = {.active_uw = entry(1000), .sleep_uw = entry(0), .sense_ms = entry(1000)};
    cost_work work = round_work;
    work.frames = 20;
    work.frame_cycles = 5e5;
    work.frame_s = 0.1;
    cost_use use = {.gate = {0, 1}, .sensor = &sensor};
    cost_result r = cost_estimate(round_rules(), round_part(), &work, &use, 0);
    EXPECT(near(r.front_end_ms.value, 200, 1e-9) && near(r.front_end_uj.value, 4000, 1e-9));
    EXPECT(near(r.latency_ms.value, 100, 1e-9));
    use.every_s = 10;
    r = cost_estimate(round_rules(), round_part(), &work, &use, 0);
    EXPECT(near(r.share_uw[COST_FRONT_END].value, 400, 1e-9));
    EXPECT(near(r.share_uw[COST_INFER].value, 200, 1e-9));
    EXPECT(near(r.share_uw[COST_SENSE].value, 100 + 0.08 * 10000, 1e-9));
    EXPECT(near(r.share_uw[COST_SLEEP].value, 10 * (1 - 0.01 - 0.02 - 0.08 - 0.0001), 1e-9));
    use.every_s = 1; /* half the frames are new */
    r = cost_estimate(round_rules(), round_part(), &work, &use, 0);
    EXPECT(near(r.share_uw[COST_FRONT_END].value, 2000, 1e-9) && r.in_time);
    use.gate.share = 0.5; /* what comes through has nothing before it */
    r = cost_estimate(round_rules(), round_part(), &work, &use, 0);
    EXPECT(near(r.share_uw[COST_FRONT_END].value, 2000, 1e-9));
    use.gate.share = 1;
    use.every_s = 0.11; /* 100 ms and a frame of 11 ms */
    r = cost_estimate(round_rules(), round_part(), &work, &use, 0);
    EXPECT(!r.in_time);
}

/* 20 mW at 2 V out of 80 %: 25 mW, of a cell of 3 V 8.33 mA. */
TEST(a_regulator) {
    cost_regulator g = {.name = "g", .output_v = entry(2), .efficiency_percent = entry(80)};
    g.input_min_v = entry(1);
    g.input_max_v = entry(4);
    g.quiescent_ua = entry(2);
    cost_use use = {.every_s = 10, .gate = {0, 1}, .battery = round_battery(), .regulator = &g};
    cost_result r = cost_estimate(round_rules(), round_part(), &round_work, &use, 0);
    double out = 200 + 2 + 10 * 0.9899;
    EXPECT(near(r.share_uw[COST_REGULATOR].value, out / 4 + 6, 1e-9));
    EXPECT(near(r.peak_ma.value, 25.0 / 3, 1e-9));
}

/* 10 mA for 100 ms out of a cell of 4 mA: 0.6 mC, at a droop of 0.3 V 2000 uF. */
TEST(a_weak_cell) {
    cost_battery *b = round_battery();
    b->limit_ma = entry(4);
    cost_use use = {.every_s = 10, .gate = {0, 1}, .battery = b};
    cost_result r = cost_estimate(round_rules(), round_part(), &round_work, &use, 0);
    EXPECT(near(r.capacitor_uf.value, 2000, 1e-9) && r.life_days.value > 10);
    cost_work slow = round_work;
    slow.cycles *= 60;
    use.every_s = 100;
    r = cost_estimate(round_rules(), round_part(), &slow, &use, 0);
    EXPECT(r.life_days.value == 0 && strcmp(r.limited_by, "peak current") == 0);
}

TEST(a_cell_that_ages) {
    cost_battery *b = round_battery();
    b->chemistry_days = entry(20);
    cost_use use = {.every_s = 100, .gate = {0, 1}, .battery = b};
    cost_result r = cost_estimate(round_rules(), round_part(), &round_work, &use, 0);
    EXPECT(r.life_days.value == 20 && r.energy_days.value > 20);
    EXPECT(strcmp(r.limited_by, "chemistry") == 0);
}

/* What was measured counts before data sheets; their voltage may be another. */
TEST(power_of_data_sheets) {
    cost_part *p = round_part();
    cost_rules *rules = round_rules();
    cost_use use = {.gate = {0, 1}};
    p->points->table_ma = entry(8);
    p->points->sheet_v = entry(3);
    EXPECT(near(cost_estimate(rules, p, &round_work, &use, 0).power_uw.value, 20000, 1e-9));
    p->points->power_uw = NULL; /* 8 mA, which the LDO takes at 2 V, too */
    EXPECT(near(cost_estimate(rules, p, &round_work, &use, 0).power_uw.value, 16000, 1e-9));
    p->points->table_ma = NULL;
    p->points->headline_ua_per_mhz = entry(50);
    EXPECT(near(cost_estimate(rules, p, &round_work, &use, 0).power_uw.value, 10000, 1e-9));
}

TEST(what_does_not_fit) {
    cost_use use = {.every_s = 0.0999, .gate = {0, 1}};
    cost_work big = round_work;
    big.arena_bytes = 1 << 18;
    big.stack_bytes = 1;
    cost_result r = cost_estimate(round_rules(), round_part(), &big, &use, 0);
    EXPECT(!r.fits && test_contains(r.problem, "needs 262145 bytes of RAM"));
    r = cost_estimate(round_rules(), round_part(), &round_work, &use, 0);
    EXPECT(r.fits && !r.in_time); /* 100 ms */
}

/* What must be kept decides how deeply it may sleep. */
TEST(memory_that_is_kept) {
    cost_part *p = round_part();
    p->sleep_count = 2;
    p->sleeps = mem_grow(p->sleeps, 1, 2, sizeof *p->sleeps);
    p->sleeps[1] = p->sleeps[0];
    p->sleeps[1].name = "deep";
    p->sleeps[1].current_ua = entry(1);
    p->sleeps[1].retained_bytes = entry(1024);
    cost_use use = {.every_s = 100, .gate = {0, 1}};
    EXPECT(strcmp(cost_estimate(round_rules(), p, &round_work, &use, 0).sleep->name, "deep") == 0);
    cost_work large = round_work;
    large.arena_bytes = 2000;
    use.keeps_arena = 1;
    EXPECT(strcmp(cost_estimate(round_rules(), p, &large, &use, 0).sleep->name, "stop") == 0);
    use.keeps_arena = 0; /* an application has something to keep, too */
    p->sleeps[1].retained_bytes = entry(1023);
    EXPECT(strcmp(cost_estimate(round_rules(), p, &round_work, &use, 0).sleep->name, "stop") == 0);
}

/* (E / 100 d) uW are left for 303 uW at 10 s; the solution is that which just lasts. */
TEST(as_often_as_it_lasts) {
    cost_use use = {.gate = {0, 1}, .battery = round_battery()};
    cost_part *p = round_part();
    cost_rules *rules = round_rules();
    cost_solution s = cost_solve(rules, p, &round_work, &use, 0, 100);
    EXPECT(s.possible);
    /* 1080 J in 100 days are 125 uW; 3.42 self-discharge, 15 asleep, 3030 uJ - 1.5 uJ a window. */
    double budget = 1080e6 / 100 / 86400 - 100 * 3 * 3.6e6 * 0.1 / 31557600 - 15;
    EXPECT(near(s.every_s, (3030 - 15 * 0.101) / budget, 1e-6));
    use.every_s = 10;
    s = cost_solve(rules, p, &round_work, &use, 0, 100);
    EXPECT(s.possible && near(s.gate_share, 10 * budget / (3030 - 15 * 0.101), 1e-6));
    /* With energy to spare, an inference and waking for it still take their time. */
    use.every_s = 0;
    s = cost_solve(rules, p, &round_work, &use, 0, 0.01);
    EXPECT(s.possible && s.every_s >= 0.1 && s.every_s < 0.1011);
    use.every_s = 10;
    use.gate.uw = 200;
    EXPECT(!cost_solve(rules, p, &round_work, &use, 0, 100).possible);
}
