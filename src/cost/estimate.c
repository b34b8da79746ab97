#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "cost/cost.h"
#include "cost/value.h"

#define SECONDS_PER_DAY 86400.0
#define SECONDS_PER_YEAR 31557600.0

static const char *const share_names[COST_SHARE_COUNT] = {
    [COST_SENSE] = "sense",         [COST_FRONT_END] = "front end",
    [COST_INFER] = "infer",         [COST_SLEEP] = "sleep",
    [COST_WAKE] = "wake",           [COST_RADIO] = "radio",
    [COST_REGULATOR] = "regulator", [COST_SELF_DISCHARGE] = "self-discharge"};

const char *cost_share_name(cost_share share) {
    return share_names[share];
}

int cost_runs_directly(const cost_part *part, const cost_battery *battery) {
    return battery->stop_v->figure.value >= part->supply_min_v->figure.value &&
           battery->open_v->figure.value <= part->supply_max_v->figure.value;
}

int cost_regulator_suits(const cost_regulator *r, const cost_part *part,
                         const cost_battery *battery) {
    int takes = !battery || (battery->stop_v->figure.value >= r->input_min_v->figure.value &&
                             battery->open_v->figure.value <= r->input_max_v->figure.value);
    return takes && r->output_v->figure.value >= part->supply_min_v->figure.value &&
           r->output_v->figure.value <= part->supply_max_v->figure.value;
}

/* ---- one operating point ---- */

/* All that is known while one point and one state of sleep are looked at. */
typedef struct situation {
    const cost_rules *rules;
    const cost_use *use;
    const cost_supply *supply;
    cost_result *result;
} situation;

/* The value of a figure, which is noted as used. */
static cost_value noted(cost_result *r, const cost_entry *e) {
    for (int i = 0; i < r->used_count; i++)
        if (r->used[i] == e)
            return e->figure;
    size_t n = (size_t)r->used_count++;
    r->used = mem_grow(r->used, n, n + 1, sizeof *r->used);
    r->used[n] = e;
    return e->figure;
}

/* Volts at the part. */
static cost_value voltage(const situation *s) {
    const cost_use *u = s->use;
    if (u->regulator)
        return noted(s->result, u->regulator->output_v);
    return noted(s->result, u->battery ? u->battery->voltage_v : s->result->point->supply_v);
}

/* uW while inferring, and the voltage that this is for. */
static cost_value nominal_power(const situation *s, const cost_entry **volts) {
    cost_result *r = s->result;
    const cost_point *p = r->point;
    *volts = p->supply_v;
    if (p->power_uw)
        return noted(r, p->power_uw);
    if (p->sheet_v)
        *volts = p->sheet_v;
    cost_value v = noted(r, *volts);
    if (p->table_ma)
        return cost_scaled(
            cost_times(cost_times(noted(r, p->table_ma), v), noted(r, s->supply->table_factor)),
            1000);
    cost_value per_mhz = cost_times(noted(r, p->headline_ua_per_mhz), noted(r, p->clock_mhz));
    return cost_times(cost_times(per_mhz, v), noted(r, s->supply->headline_factor));
}

static cost_value running_power(const situation *s) {
    const cost_entry *volts;
    cost_value power = nominal_power(s, &volts);
    if (!s->supply->constant_current)
        return power;
    cost_value v = voltage(s);
    return v.value == volts->figure.value
               ? power
               : cost_over(cost_times(power, v), noted(s->result, volts));
}

/* Milliseconds of so many cycles with memory that never waits. */
static cost_value time_ms(situation *s, double cycles) {
    cost_result *r = s->result;
    const cost_core *core = cost_rules_core(s->rules, r->part->target);
    cost_value taken = cost_times(cost_scaled(noted(r, core->cycles_factor), cycles),
                                  noted(r, r->part->memory_factor));
    return cost_scaled(cost_over(taken, noted(r, r->point->clock_mhz)), 1e-3);
}

static void infer(situation *s, const cost_work *work) {
    cost_result *r = s->result;
    r->latency_ms = time_ms(s, work->cycles);
    r->power_uw = running_power(s);
    r->energy_uj = cost_scaled(cost_times(r->latency_ms, r->power_uw), 1e-3);
    if (work->frames == 0)
        return;
    r->front_end_ms = time_ms(s, work->frame_cycles * work->frames);
    r->front_end_uj = cost_scaled(cost_times(r->front_end_ms, r->power_uw), 1e-3);
}

/* ---- a duty cycle ---- */

/* Of all time. */
typedef struct fractions {
    double rate_hz, wake_hz; /* of windows that come through the gate; of waking for them */
    double sense, front_end, infer, wake, wait, sleep;
} fractions;

/* Of the frames of a window, those that were not made for the window before. */
static double new_frames(const cost_use *u, const cost_work *w) {
    return u->gate.share < 1 ? 1 : fmin(1, u->every_s / (w->frames * w->frame_s));
}

static fractions time_of(const situation *s, const cost_work *work) {
    const cost_use *u = s->use;
    const cost_result *r = s->result;
    fractions f = {.rate_hz = u->gate.share / u->every_s};
    double sense_s = u->sensor ? u->sensor->sense_ms->figure.value / 1000 : 0;
    f.sense = fmin(1, f.rate_hz * sense_s);
    f.infer = f.rate_hz * r->latency_ms.value / 1000;
    if (work->frames)
        f.front_end = f.rate_hz * new_frames(u, work) * r->front_end_ms.value / 1000;
    f.wake_hz = f.rate_hz * (u->wakes ? u->wakes : 1);
    f.wake = r->sleep ? f.wake_hz * r->sleep->wake_us->figure.value / 1e6 : 0;
    double rest = fmax(0, 1 - f.infer - f.front_end - f.wake);
    if (!r->sleep)
        f.wait = rest;
    else if (u->sensor && !u->sensor->core_sleeps)
        f.wait = fmin(fmax(0, f.sense - f.front_end), rest); /* frames are made meanwhile */
    f.sleep = rest - f.wait;
    if (f.sleep == 0) /* it never sleeps, so it never wakes */
        f.wake = 0;
    return f;
}

static void share_sense(situation *s, const fractions *f) {
    const cost_use *u = s->use;
    cost_result *r = s->result;
    cost_value sum = cost_exactly(u->gate.uw), wait = cost_exactly(f->wait);
    if (u->sensor) {
        cost_value on = cost_scaled(noted(r, u->sensor->sense_ms), f->rate_hz / 1000);
        if (on.value >= 1)
            on = cost_exactly(1);
        else if (r->sleep && on.value > 0) /* it waits for that */
            wait = cost_scaled(on, f->wait / on.value);
        sum = cost_plus(sum, cost_times(noted(r, u->sensor->active_uw), on));
        sum = cost_plus(sum, cost_scaled(noted(r, u->sensor->sleep_uw), 1 - on.value));
    }
    if (f->wait > 0) {
        cost_value idle = cost_times(r->power_uw, noted(r, s->supply->idle_share));
        sum = cost_plus(sum, cost_times(idle, wait));
    }
    r->share_uw[COST_SENSE] = sum;
}

static void share_sleep(situation *s, const fractions *f) {
    cost_result *r = s->result;
    if (f->sleep == 0)
        return;
    cost_value power = cost_times(noted(r, r->sleep->current_ua), voltage(s));
    r->share_uw[COST_SLEEP] = cost_scaled(power, f->sleep);
    cost_value wake_uj =
        r->sleep->wake_uj ? noted(r, r->sleep->wake_uj)
                          : cost_scaled(cost_times(noted(r, r->sleep->wake_us), r->power_uw), 1e-6);
    r->share_uw[COST_WAKE] = cost_scaled(wake_uj, f->wake_hz);
}

static void share_radio(situation *s) {
    const cost_use *u = s->use;
    cost_result *r = s->result;
    const cost_radio *x = u->radio;
    if (!x)
        return;
    noted(r, x->is_lora ? x->spreading_factor : x->packet_uj);
    noted(r, x->is_lora ? x->receive_uj : x->byte_uj);
    noted(r, x->transmit_ma);
    cost_value v = noted(r, x->supply_v);
    cost_value message = cost_scaled(cost_message_uj(x, u->payload_bytes), 1 / u->report_s);
    r->share_uw[COST_RADIO] = cost_plus(message, cost_times(noted(r, x->sleep_ua), v));
}

static cost_value sum_of_shares(const cost_result *r) {
    cost_value sum = cost_plus_alike(r->share_uw[COST_FRONT_END], r->share_uw[COST_INFER]);
    for (int i = 0; i < COST_SHARE_COUNT; i++)
        if (i != COST_FRONT_END && i != COST_INFER)
            sum = cost_plus(sum, r->share_uw[i]);
    return sum;
}

/* Between what goes in and what comes out. */
static cost_value efficiency(const situation *s) {
    const cost_regulator *g = s->use->regulator;
    return g ? cost_scaled(noted(s->result, g->efficiency_percent), 0.01) : cost_exactly(1);
}

static void share_regulator(situation *s) {
    const cost_use *u = s->use;
    cost_result *r = s->result;
    if (!u->regulator)
        return;
    cost_value out = sum_of_shares(r), e = efficiency(s);
    double lost = out.value * (1 / e.value - 1);
    /* d(1/e - 1) = de / e^2 */
    double change = out.value / e.value * e.error;
    cost_value loss = {lost, lost > 0 ? hypot(out.error, change / lost) : 0, e.mark};
    cost_value v = u->battery ? noted(r, u->battery->voltage_v) : noted(r, u->regulator->output_v);
    r->share_uw[COST_REGULATOR] =
        cost_plus(loss, cost_times(noted(r, u->regulator->quiescent_ua), v));
}

/* ---- the cell ---- */

static cost_value cell_uj(const situation *s) {
    const cost_battery *b = s->use->battery;
    return cost_scaled(
        cost_times(noted(s->result, b->capacity_mah), noted(s->result, b->voltage_v)), 3.6e6);
}

/* The largest power out of the supply, for how long. */
static cost_value peak(const situation *s, cost_value *ms) {
    const cost_use *u = s->use;
    const cost_result *r = s->result;
    cost_value most = r->power_uw;
    *ms = r->latency_ms;
    if (u->radio) {
        cost_value radio = cost_scaled(
            cost_times(u->radio->transmit_ma->figure, u->radio->supply_v->figure), 1000);
        if (radio.value > most.value) {
            most = radio;
            *ms = cost_exactly(1000 * cost_transmit_seconds(u->radio, u->payload_bytes));
        }
    }
    if (u->sensor && u->sensor->active_uw->figure.value > most.value) {
        most = u->sensor->active_uw->figure;
        *ms = u->sensor->sense_ms->figure;
    }
    return most;
}

static void cell_current(situation *s) {
    cost_result *r = s->result;
    const cost_battery *b = s->use->battery;
    cost_value ms;
    cost_value power = cost_over(peak(s, &ms), efficiency(s));
    cost_value v = noted(r, b->voltage_v);
    r->peak_ma = cost_scaled(cost_over(power, v), 1e-3);
    r->limit_ma = noted(r, b->limit_ma);
    if (r->peak_ma.value <= r->limit_ma.value)
        return;
    /* While it gives the rest, its voltage falls by a tenth: Q = C dV. */
    cost_value rest = cost_minus(r->peak_ma, r->limit_ma);
    r->capacitor_uf = cost_scaled(cost_over(cost_times(rest, ms), v), 1 / 0.1);
}

static void live(situation *s) {
    cost_result *r = s->result;
    const cost_battery *b = s->use->battery;
    r->energy_days = cost_scaled(cost_over(cell_uj(s), r->average_uw), 1 / SECONDS_PER_DAY);
    r->life_days = r->energy_days;
    r->limited_by = "energy";
    if (b->chemistry_days) {
        r->chemistry_days = noted(r, b->chemistry_days);
        if (r->chemistry_days.value < r->energy_days.value) {
            r->life_days = r->chemistry_days;
            r->limited_by = "chemistry";
        }
    }
    if (r->capacitor_uf.value > COST_CAPACITOR_LIMIT_UF) {
        r->life_days = cost_exactly(0);
        r->limited_by = "peak current";
    }
}

static void run_on(situation *s, const cost_work *work) {
    cost_result *r = s->result;
    const cost_use *u = s->use;
    fractions f = time_of(s, work);
    double wake_s = r->sleep ? f.wake_hz / f.rate_hz * r->sleep->wake_us->figure.value / 1e6 : 0;
    double frames_s = f.front_end / f.rate_hz;
    r->in_time = r->latency_ms.value / 1000 + frames_s + wake_s <= u->every_s;
    r->share_uw[COST_INFER] = cost_scaled(r->energy_uj, f.rate_hz);
    if (work->frames)
        r->share_uw[COST_FRONT_END] = cost_scaled(r->front_end_uj, f.rate_hz * new_frames(u, work));
    share_sense(s, &f);
    share_sleep(s, &f);
    share_radio(s);
    share_regulator(s);
    if (u->battery) {
        cost_value rate = noted(r, u->battery->self_discharge_percent_per_year);
        r->share_uw[COST_SELF_DISCHARGE] =
            cost_scaled(cost_times(cell_uj(s), rate), 0.01 / SECONDS_PER_YEAR);
        cell_current(s);
    }
    r->average_uw = sum_of_shares(r);
    if (u->battery)
        live(s);
}

/* ---- the best of all ---- */

static cost_result at_point(const cost_rules *rules, const cost_part *part, const cost_work *work,
                            const cost_use *use, const cost_point *point, const cost_sleep *sleep) {
    cost_result r = {.part = part, .point = point, .sleep = sleep, .fits = 1};
    situation s = {rules, use, cost_rules_supply(rules, point->supply), &r};
    infer(&s, work);
    if (use->every_s > 0)
        run_on(&s, work);
    return r;
}

/* In time first, then what the cell can give, then the least energy. */
static int is_better(const cost_result *a, const cost_result *b, int duty) {
    if (!b->point)
        return 1;
    if (!duty)
        return a->energy_uj.value < b->energy_uj.value;
    if (a->in_time != b->in_time)
        return a->in_time;
    int weak = a->capacitor_uf.value > 0, other_weak = b->capacitor_uf.value > 0;
    if (weak != other_weak)
        return other_weak;
    return a->average_uw.value < b->average_uw.value;
}

static const char *misfit(const cost_part *p, const cost_work *w) {
    double flash = (double)(w->weights_bytes + w->code_bytes);
    double ram = (double)(w->arena_bytes + w->stack_bytes);
    if (flash > p->flash_bytes->figure.value)
        return mem_printf("needs %.0f bytes of flash, has %.0f (try --optimize size)", flash,
                          p->flash_bytes->figure.value);
    if (ram > p->ram_bytes->figure.value)
        return mem_printf("needs %.0f bytes of RAM, has %.0f (try --optimize ram, --rows)", ram,
                          p->ram_bytes->figure.value);
    return w->obstacle;
}

cost_result cost_estimate(const cost_rules *rules, const cost_part *part, const cost_work *work,
                          const cost_use *use, double clock_mhz) {
    cost_result best = {.part = part, .problem = misfit(part, work)};
    if (best.problem)
        return best;
    int duty = use->every_s > 0;
    double keep = COST_KEPT_BYTES;
    if (use->keeps_arena)
        keep = fmax(keep, (double)(work->arena_bytes + work->stack_bytes));
    for (int i = 0; i < part->point_count; i++) {
        const cost_point *p = &part->points[i];
        if (clock_mhz > 0 && p->clock_mhz->figure.value != clock_mhz)
            continue;
        for (int k = -1; k < (duty ? part->sleep_count : 0); k++) {
            const cost_sleep *sleep = k < 0 ? NULL : &part->sleeps[k];
            if (sleep && sleep->retained_bytes->figure.value < keep)
                continue;
            cost_result r = at_point(rules, part, work, use, p, sleep);
            const cost_entry **loser = r.used;
            if (is_better(&r, &best, duty)) {
                loser = best.used;
                best = r;
            }
            mem_free(loser);
        }
    }
    return best;
}
