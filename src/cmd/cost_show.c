#include "cmd/cost_show.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "cost/value.h"

/* ---- text ---- */

static const char *error(cost_value v) {
    return mem_printf("%.0f%%", 100 * v.error);
}

static void print_head(const cost_answer *a) {
    printf("%s: %lld MAC, optimised for %s%s\n", a->model, (long long)a->macs, a->optimize,
           a->stream ? ", streaming"
           : a->rows ? ", row by row"
                     : "");
    if (a->front_end)
        printf("front end %s: %d frame%s of sound for an inference\n", a->front_end, a->frames,
               a->frames == 1 ? "" : "s");
    const cost_use *u = &a->use;
    if (u->every_s > 0)
        printf("a window every %s", cost_seconds_text(u->every_s));
    else if (a->for_days > 0)
        printf("as often as %g days allow", a->for_days);
    if (u->sensor)
        printf(", sensor %s", u->sensor->name);
    if (a->has_gate)
        printf(", a gate of %g uW that lets %g %% through", u->gate.uw, 100 * u->gate.share);
    if (u->radio)
        printf(", %d bytes by %s every %s", u->payload_bytes, u->radio->name,
               cost_seconds_text(u->report_s));
    if (u->battery)
        printf(", %s", u->battery->title);
    printf(u->every_s > 0 || a->for_days > 0 ? "\n\n" : "\n");
}

static const char *part_name(const cost_row *row) {
    return row->result.point
               ? mem_printf("%s@%g", row->part->name, row->result.point->clock_mhz->figure.value)
               : row->part->name;
}

static void print_inferences(const cost_answer *a) {
    printf("%-18s %-11s %9s %9s %10s %6s %10s %6s %8s %6s%s\n", "part", "core", "flash", "RAM",
           "ms", "+-", "uJ", "+-", "mW", "+-", a->front_end ? "  front end: ms         uJ" : "");
    for (int i = 0; i < a->row_count; i++) {
        const cost_row *row = &a->row[i];
        const cost_result *r = &row->result;
        const cost_work *w = &row->work;
        printf("%-18s %-11s ", part_name(row), row->part->target);
        if (!r->point) {
            printf("no: %s\n", r->problem);
            continue;
        }
        printf("%9lld %9lld %10s %6s %10s %6s %8s %6s",
               (long long)(w->weights_bytes + w->code_bytes),
               (long long)(w->arena_bytes + w->stack_bytes), cost_value_text(r->latency_ms),
               error(r->latency_ms), cost_value_text(r->energy_uj), error(r->energy_uj),
               cost_value_text(cost_scaled(r->power_uw, 1e-3)), error(r->power_uw));
        if (a->front_end)
            printf("  %13s %10s", cost_value_text(r->front_end_ms),
                   cost_value_text(r->front_end_uj));
        printf("\n");
    }
}

/* "", or what must help the cell. */
static const char *capacitor_text(const cost_result *r) {
    return r->capacitor_uf.value > 0 && r->capacitor_uf.value <= COST_CAPACITOR_LIMIT_UF
               ? mem_printf(", with a capacitor of %s mF",
                            cost_value_text(cost_scaled(r->capacitor_uf, 1e-3)))
               : "";
}

static const char *life_text(const cost_result *r) {
    return mem_printf("%8s %5s  %s%s", cost_value_text(r->life_days), error(r->life_days),
                      r->limited_by, capacitor_text(r));
}

static void print_share(const cost_answer *a, cost_share share, const char *word) {
    size_t width = strlen(cost_share_name(share));
    if (share != COST_FRONT_END || a->front_end)
        printf(" %*s", width < 7 ? 7 : (int)width, word);
}

static void print_duty(const cost_answer *a) {
    printf("%-18s %9s %5s ", "part", "mean uW", "+-");
    for (int k = 0; k < COST_SHARE_COUNT; k++)
        print_share(a, (cost_share)k, cost_share_name((cost_share)k));
    printf("%s\n", a->use.battery ? "   peak mA     of     days    +-  limited by" : "");
    for (int i = 0; i < a->row_count; i++) {
        const cost_result *r = &a->row[i].result;
        printf("%-18s ", part_name(&a->row[i]));
        if (r->problem || !r->in_time) {
            printf("%s\n", r->problem
                               ? r->problem
                               : mem_printf("too slow: %s ms", cost_value_text(r->latency_ms)));
            continue;
        }
        printf("%9s %5s ", cost_value_text(r->average_uw), error(r->average_uw));
        for (int k = 0; k < COST_SHARE_COUNT; k++)
            print_share(a, (cost_share)k, cost_value_text(r->share_uw[k]));
        if (a->use.battery)
            printf("  %8s %6s %s", cost_value_text(r->peak_ma), cost_value_text(r->limit_ma),
                   life_text(r));
        printf("\n");
    }
}

static const char *solution_text(const cost_answer *a, const cost_row *row) {
    const cost_solution *s = &row->solution;
    const char *mark = row->result.average_uw.mark == COST_UNVERIFIED ? "?" : "";
    if (!s->possible)
        return "no: even seldom it takes more than the cell has";
    if (a->use.every_s <= 0)
        return mem_printf("a window every %s%s +- %.0f%%", cost_seconds_text(s->every_s), mark,
                          100 * s->relative_error);
    if (s->gate_share >= a->use.gate.share)
        return "nothing more";
    return mem_printf("a gate that lets %.3g%s %% +- %.0f%% through", 100 * s->gate_share, mark,
                      100 * s->relative_error);
}

static const char *cell_text(const cost_answer *a, const cost_result *r) {
    if (r->capacitor_uf.value > COST_CAPACITOR_LIMIT_UF)
        return "cannot give the peak current";
    if (r->chemistry_days.value > 0 && r->chemistry_days.value < a->for_days)
        return mem_printf("does not last: %.0f days%s", r->chemistry_days.value, capacitor_text(r));
    return mem_printf("lasts%s", capacitor_text(r));
}

static void print_solutions(const cost_answer *a) {
    printf("%-18s %-40s %9s %8s  %s\n", "part", "what it takes", "mean uW", "days", "the cell");
    for (int i = 0; i < a->row_count; i++) {
        const cost_row *row = &a->row[i];
        const cost_result *r = &row->result;
        printf("%-18s ", part_name(row));
        if (r->problem)
            printf("%s\n", r->problem);
        else if (!row->solution.possible)
            printf("%s\n", solution_text(a, row));
        else
            printf("%-40s %9s %8s  %s\n", solution_text(a, row), cost_value_text(r->average_uw),
                   cost_value_text(r->energy_days), cell_text(a, r));
    }
}

/* Cores whose cycles are not modelled. */
static void print_models(const cost_answer *a) {
    for (int k = 0; k < a->rules->core_count; k++) {
        const cost_core *core = a->rules->cores[k];
        int used = 0;
        for (int i = 0; i < a->row_count; i++)
            used |= strcmp(a->row[i].part->target, core->name) == 0;
        if (used && strcmp(core->name, core->model) != 0)
            printf("%s has no timing model: its instructions, at the cycles per instruction of "
                   "%s\n",
                   core->name, core->model);
    }
}

void cost_print(const cost_answer *a) {
    print_head(a);
    if (a->for_days > 0)
        print_solutions(a);
    else if (a->use.every_s > 0)
        print_duty(a);
    else
        print_inferences(a);
    printf("\n+- holds the truth in 8 of 10 cases; ? rests on a figure that nobody has verified "
           "(`mote parts NAME`)\n");
    print_models(a);
    if (!a->front_end && a->use.sensor)
        printf("what turns the sensor's signal into an input is not counted; for sound, "
               "--front-end F counts it\n");
}

/* ---- JSON ---- */

static void set_real(json_t *o, const char *key, double v) {
    json_object_set_new(o, key, json_real(v));
}

/* "latency_ms", and its error and mark as "latency_relative_error", "latency_mark". */
static void set_value(json_t *o, const char *name, const char *unit, const cost_value *v) {
    json_object_set_new(o, mem_printf("%s_%s", name, unit), v ? json_real(v->value) : json_null());
    json_object_set_new(o, mem_printf("%s_relative_error", name),
                        v ? json_real(v->error) : json_null());
    json_object_set_new(o, mem_printf("%s_mark", name),
                        v ? json_string(cost_mark_name(v->mark)) : json_null());
}

static void set_text(json_t *o, const char *key, const char *value) {
    json_object_set_new(o, key, value ? json_string(value) : json_null());
}

static void duty_json(json_t *one, const cost_row *row) {
    const cost_result *r = &row->result;
    int known = !r->problem && r->in_time;
    json_object_set_new(one, "in_time", json_boolean(known));
    set_value(one, "average", "uw", known ? &r->average_uw : NULL);
    json_t *shares = json_object(), *errors = json_object(), *marks = json_object();
    for (int k = 0; k < COST_SHARE_COUNT && known; k++) {
        char *key = mem_printf("%s_uw", cost_share_name((cost_share)k));
        for (char *c = key; *c; c++)
            *c = *c == '-' || *c == ' ' ? '_' : *c;
        set_real(shares, key, r->share_uw[k].value);
        set_real(errors, key, r->share_uw[k].error);
        set_text(marks, key, cost_mark_name(r->share_uw[k].mark));
    }
    json_object_set_new(one, "shares", shares);
    json_object_set_new(one, "share_relative_errors", errors);
    json_object_set_new(one, "share_marks", marks);
    set_text(one, "sleep_state", known && r->sleep ? r->sleep->name : NULL);
    set_text(one, "regulator", row->use.regulator ? row->use.regulator->name : NULL);
}

static void battery_json(json_t *one, const cost_row *row) {
    const cost_result *r = &row->result;
    int known = !r->problem && r->in_time && r->limited_by;
    set_value(one, "peak", "ma", known ? &r->peak_ma : NULL);
    set_value(one, "peak_limit", "ma", known ? &r->limit_ma : NULL);
    set_value(one, "capacitor", "uf", known && r->capacitor_uf.value > 0 ? &r->capacitor_uf : NULL);
    set_value(one, "energy_life", "days", known ? &r->energy_days : NULL);
    set_value(one, "chemistry_life", "days",
              known && r->chemistry_days.value > 0 ? &r->chemistry_days : NULL);
    set_value(one, "life", "days", known ? &r->life_days : NULL);
    set_text(one, "limited_by", known ? r->limited_by : NULL);
}

static void solution_json(json_t *one, const cost_answer *a, const cost_row *row) {
    const cost_solution *s = &row->solution;
    const cost_result *r = &row->result;
    int cell = r->chemistry_days.value == 0 || r->chemistry_days.value >= a->for_days;
    json_t *o = json_pack("{s:f, s:b, s:b}", "days", a->for_days, "energy_lasts", s->possible,
                          "chemistry_lasts", s->possible && cell);
    json_object_set_new(o, "every_s", s->possible ? json_real(s->every_s) : json_null());
    json_object_set_new(o, "gate_percent",
                        s->possible ? json_real(100 * s->gate_share) : json_null());
    json_object_set_new(o, "relative_error",
                        s->possible ? json_real(s->relative_error) : json_null());
    json_object_set_new(one, "solution", o);
}

static json_t *used_json(const cost_result *r) {
    json_t *list = json_array();
    for (int i = 0; i < r->used_count; i++) {
        const cost_entry *e = r->used[i];
        json_array_append_new(list,
                              json_pack("{s:s, s:s, s:s, s:f, s:f, s:s, s:s}", "of", e->owner,
                                        "section", e->section, "key", e->key, "value",
                                        e->figure.value, "relative_error", e->figure.error, "mark",
                                        cost_mark_name(e->figure.mark), "source", e->source));
    }
    return list;
}

static json_t *row_json(const cost_answer *a, const cost_row *row) {
    const cost_result *r = &row->result;
    const cost_work *w = &row->work;
    const cost_core *core = cost_rules_core(a->rules, row->part->target);
    json_t *one = json_pack("{s:s, s:s, s:s, s:b}", "part", row->part->name, "core",
                            row->part->target, "title", row->part->title, "fits", r->fits);
    set_text(one, "problem", r->problem);
    json_object_set_new(one, "mhz",
                        r->point ? json_real(r->point->clock_mhz->figure.value) : json_null());
    json_object_set_new(one, "supply_v",
                        r->point ? json_real(r->point->supply_v->figure.value) : json_null());
    set_text(one, "operating_point", r->point ? r->point->name : NULL);
    set_text(one, "needs", r->point ? r->point->needs : NULL);
    json_object_set_new(one, "flash_bytes",
                        json_integer((json_int_t)(w->weights_bytes + w->code_bytes)));
    json_object_set_new(one, "arena_bytes", json_integer((json_int_t)w->arena_bytes));
    json_object_set_new(one, "stack_bytes", json_integer((json_int_t)w->stack_bytes));
    set_text(one, "timing_model", core->model);
    json_object_set_new(one, "timing_model_is_own",
                        json_boolean(strcmp(core->model, row->part->target) == 0));
    set_value(one, "latency", "ms", r->point ? &r->latency_ms : NULL);
    set_value(one, "energy", "uj", r->point ? &r->energy_uj : NULL);
    cost_value mw = cost_scaled(r->power_uw, 1e-3);
    set_value(one, "power", "mw", r->point ? &mw : NULL);
    if (a->front_end) {
        set_value(one, "front_end_latency", "ms", r->point ? &r->front_end_ms : NULL);
        set_value(one, "front_end_energy", "uj", r->point ? &r->front_end_uj : NULL);
    }
    if (a->use.every_s > 0 || a->for_days > 0)
        duty_json(one, row);
    if (a->use.battery)
        battery_json(one, row);
    if (a->for_days > 0)
        solution_json(one, a, row);
    json_object_set_new(one, "figures", used_json(r));
    return one;
}

static json_t *use_json(const cost_answer *a) {
    const cost_use *u = &a->use;
    json_t *o = json_object();
    json_object_set_new(o, "every_s", u->every_s > 0 ? json_real(u->every_s) : json_null());
    set_text(o, "battery", u->battery ? u->battery->name : NULL);
    set_text(o, "regulator", u->regulator ? u->regulator->name : NULL);
    json_object_set_new(o, "for_days", a->for_days > 0 ? json_real(a->for_days) : json_null());
    set_text(o, "sensor", u->sensor ? u->sensor->name : NULL);
    set_text(o, "radio", u->radio ? u->radio->name : NULL);
    if (u->radio) {
        json_object_set_new(o, "payload_bytes", json_integer(u->payload_bytes));
        set_real(o, "report_every_s", u->report_s);
    }
    if (a->has_gate) {
        set_real(o, "gate_uw", u->gate.uw);
        set_real(o, "gate_percent", 100 * u->gate.share);
    }
    return o;
}

void cost_print_json(const cost_answer *a) {
    json_t *all = json_pack("{s:s, s:s, s:s, s:b, s:b, s:I}", "schema", "mote-cost/1", "model",
                            a->model, "optimize", a->optimize, "rows", a->rows, "stream", a->stream,
                            "macs", (json_int_t)a->macs);
    set_text(all, "front_end", a->front_end);
    if (a->front_end)
        json_object_set_new(all, "front_end_frames", json_integer(a->frames));
    json_object_set_new(all, "use", use_json(a));
    json_t *list = json_array();
    for (int i = 0; i < a->row_count; i++)
        json_array_append_new(list, row_json(a, &a->row[i]));
    json_object_set_new(all, "parts", list);
    json_dumpf(all, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(10));
    printf("\n");
    json_decref(all);
}
