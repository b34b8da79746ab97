#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "audio/conf.h"
#include "base/cli.h"
#include "base/mem.h"
#include "cmd/cmd.h"
#include "cmd/cost_show.h"
#include "cmd/front_end.h"
#include "cmd/measure.h"
#include "cmd/sound.h"
#include "report/answer.h"

typedef struct cost_options {
    model_options model;
    cli_list parts;
    const char *every, *battery, *radio, *report_every, *sensor, *regulator, *gate, *for_time;
    const char *front_end, *html;
    long long payload_bytes;
    int json;
} cost_options;

/* ---- what is asked ---- */

static void check_options(const cost_options *o) {
    int cycle = o->every || o->for_time;
    if (o->for_time && !o->battery)
        fail(STATUS_USAGE, "--for needs --battery B: whose energy is to last");
    if (!cycle && (o->battery || o->radio || o->sensor || o->gate || o->regulator))
        fail(STATUS_USAGE, "say how often the model runs: --every T (as in 10s, 5min, 1h)");
    if (!o->radio != !o->report_every)
        fail(STATUS_USAGE, "--radio R and --report-every T go together");
    if (o->payload_bytes >= 0 && !o->radio)
        fail(STATUS_USAGE, "--payload needs --radio R");
}

static cost_use read_use(const cost_options *o) {
    const char *data = model_data_folder();
    cost_use u = {.keeps_arena = o->model.rows || o->model.stream, .gate = {0, 1}};
    check_options(o);
    if (o->every)
        u.every_s = cost_parse_seconds("--every", o->every);
    if (o->gate)
        u.gate = cost_parse_gate(o->gate);
    if (o->battery)
        u.battery = cost_battery_read(data, o->battery);
    if (o->sensor)
        u.sensor = cost_sensor_read(data, o->sensor);
    if (o->regulator)
        u.regulator = cost_regulator_read(data, o->regulator);
    if (o->radio) {
        u.radio = cost_radio_read(data, o->radio);
        u.report_s = cost_parse_seconds("--report-every", o->report_every);
        u.payload_bytes = o->payload_bytes < 0 ? 12 : (int)o->payload_bytes;
        if (u.radio->is_lora && u.payload_bytes > u.radio->limit_bytes->figure.value)
            fail(STATUS_USAGE, "a message of %s has at most %g bytes, --payload asks for %d",
                 u.radio->name, u.radio->limit_bytes->figure.value, u.payload_bytes);
        double sending_s = cost_transmit_seconds(u.radio, u.payload_bytes);
        if (sending_s > u.report_s)
            fail(STATUS_USAGE,
                 "a message of %d bytes by %s takes %s, longer than --report-every %s",
                 u.payload_bytes, u.radio->name, cost_seconds_text(sending_s),
                 cost_seconds_text(u.report_s));
    }
    return u;
}

/* ---- parts ---- */

static void add_row(cost_answer *a, const cost_part *p, double clock_mhz) {
    size_t n = (size_t)a->row_count++;
    a->row = mem_grow(a->row, n, n + 1, sizeof *a->row);
    a->row[n] = (cost_row){.part = p, .clock_mhz = clock_mhz};
}

static void refuse_clock(const cost_part *p, const char *clock) {
    text list = {0};
    double last = 0;
    for (int i = 0; i < p->point_count; i++) {
        double mhz = p->points[i].clock_mhz->figure.value;
        if (mhz != last)
            text_add(&list, "%s%g", i ? ", " : "", mhz);
        last = mhz;
    }
    fail(STATUS_USAGE, "%s has no clock of '%s' MHz; it has %s", p->name, clock,
         text_string(&list));
}

/* "stm32u575", "stm32u575@160", "./mine.conf@48" */
static void add_named(cost_answer *a, const char *word) {
    const char *at = strrchr(word, '@');
    const cost_part *p =
        cost_part_read(model_data_folder(), at ? mem_printf("%.*s", (int)(at - word), word) : word);
    if (!cost_part_is_target(p))
        fail(STATUS_REFUSED, "mote makes no code for %s: its core is %s", p->name, p->core);
    double clock_mhz = 0;
    if (at) {
        char *end;
        clock_mhz = strtod(at + 1, &end);
        int known = 0;
        for (int i = 0; i < p->point_count; i++)
            known |= p->points[i].clock_mhz->figure.value == clock_mhz;
        if (end == at + 1 || (*end && strcmp(end, "MHz") != 0) || !known)
            refuse_clock(p, at + 1);
    }
    add_row(a, p, clock_mhz);
}

static void add_parts(cost_answer *a, const cli_list *words) {
    for (int i = 0; i < words->count; i++)
        add_named(a, words->item[i]);
    if (words->count)
        return;
    cli_list names = cost_record_names(&cost_part_kind, model_data_folder());
    for (int i = 0; i < names.count; i++) {
        const cost_part *p = cost_part_read(model_data_folder(), names.item[i]);
        if (cost_part_is_target(p))
            add_row(a, p, 0);
    }
}

/* ---- the emulated runs: one a core ---- */

typedef struct core_run {
    const char *target;
    const char *obstacle;
    measurement m;
    int64_t weights_bytes, arena_bytes;
    int64_t frame_cycles; /* of the front end; 0: there is none, or cycles are not modelled */
    int hop;              /* frames of an inference of a stream; else 0 */
} core_run;

typedef struct core_runs {
    const char *path, *sha256;
    const audio_conf *front_end; /* NULL: none */
    model_options options;
    int count;
    core_run run[16];
} core_runs;

static const core_run *run_on(core_runs *all, const char *target) {
    for (int i = 0; i < all->count; i++)
        if (strcmp(all->run[i].target, target) == 0)
            return &all->run[i];
    CHECK(all->count < 16);
    core_run *r = &all->run[all->count++];
    model_options o = all->options;
    o.target = r->target = target;
    const sim_target *t = model_target(&o);
    const op_program *p = model_program(model_load(all->path, &o, NULL), &o);
    r->obstacle = measure_too_large(t, p);
    r->weights_bytes = op_program_weights_bytes(p);
    r->arena_bytes = op_program_arena_bytes(p, sim_pointer_bytes(t));
    r->hop = p->schedule ? p->schedule->hop : 0;
    if (r->obstacle)
        return r;
    r->m = measure_run(p, &o, file_base_name(all->path), all->sha256, 0);
    if (all->front_end && t->timing)
        r->frame_cycles = front_end_measure(all->front_end, t, model_data_folder()).cycles;
    return r;
}

static cost_work work_on(core_runs *all, const cost_rules *rules, const char *target) {
    const core_run *own = run_on(all, target);
    const core_run *model = run_on(all, cost_rules_core(rules, target)->model);
    const char *obstacle = own->obstacle ? own->obstacle : model->obstacle;
    cost_work w = {
        .obstacle = obstacle, .weights_bytes = own->weights_bytes, .arena_bytes = own->arena_bytes};
    if (obstacle)
        return w;
    w.code_bytes = own->m.text_bytes - own->weights_bytes;
    w.stack_bytes = own->m.stack_bytes;
    w.cycles =
        (double)own->m.instructions * (double)model->m.cycles / (double)model->m.instructions;
    if (all->front_end) {
        const audio_conf *c = all->front_end;
        w.frame_cycles = (double)model->frame_cycles;
        w.frames = own->hop ? own->hop : c->clip.frames;
        w.frame_s = (double)c->logmel.hop / c->logmel.sample_rate_hz;
    }
    return w;
}

/* ---- one part ---- */

static const cost_regulator **all_regulators(void) {
    cli_list names = cost_record_names(&cost_regulator_kind, model_data_folder());
    const cost_regulator **list = NEW_ARRAY(const cost_regulator *, (size_t)names.count + 1);
    for (int i = 0; i < names.count; i++)
        list[i] = cost_regulator_read(model_data_folder(), names.item[i]);
    return list;
}

/* The one of the lowest voltage; NULL: none fits. */
static const cost_regulator *fitting(const cost_regulator **list, const cost_part *p,
                                     const cost_battery *b) {
    const cost_regulator *best = NULL;
    for (; *list; list++)
        if (cost_regulator_suits(*list, p, b) &&
            (!best || (*list)->output_v->figure.value < best->output_v->figure.value))
            best = *list;
    return best;
}

/* NULL, or why the part cannot be supplied so. */
static const char *supply(cost_row *row, const cost_regulator **regulators) {
    cost_use *u = &row->use;
    if (u->regulator && !cost_regulator_suits(u->regulator, row->part, u->battery))
        return mem_printf("regulator %s does not fit between %s and it", u->regulator->name,
                          u->battery ? u->battery->name : "a supply");
    if (u->regulator || !u->battery || cost_runs_directly(row->part, u->battery))
        return NULL;
    u->regulator = fitting(regulators, row->part, u->battery);
    return u->regulator ? NULL
                        : mem_printf("needs %g to %g V: no regulator makes that of %s",
                                     row->part->supply_min_v->figure.value,
                                     row->part->supply_max_v->figure.value, u->battery->name);
}

static void estimate(const cost_answer *a, cost_row *row, const cost_regulator **regulators) {
    row->use = a->use;
    const char *problem = supply(row, regulators);
    if (problem) /* an inference alone costs something all the same */
        row->use = (cost_use){.gate = {0, 1}};
    else if (a->for_days > 0) {
        row->solution =
            cost_solve(a->rules, row->part, &row->work, &row->use, row->clock_mhz, a->for_days);
        row->use.every_s = row->solution.every_s;
        row->use.gate.share = row->solution.gate_share;
    }
    row->result = cost_estimate(a->rules, row->part, &row->work, &row->use, row->clock_mhz);
    if (!row->result.problem)
        row->result.problem = problem;
}

/* Why a part will not do; NULL: it will. */
static const char *objection(const cost_row *row) {
    const cost_result *r = &row->result;
    if (r->problem)
        return r->problem;
    if (row->use.every_s > 0 && !r->in_time)
        return mem_printf("one inference takes %.4g ms%s at %g MHz, longer than --every %s",
                          r->latency_ms.value + r->front_end_ms.value,
                          r->front_end_ms.value > 0 ? " with its front end" : "",
                          r->point->clock_mhz->figure.value, cost_seconds_text(row->use.every_s));
    return NULL;
}

/* Parts that were asked for must do; of all, one. */
static void check_rows(const cost_answer *a, int named) {
    int good = 0;
    for (int i = 0; i < a->row_count; i++) {
        const char *why = objection(&a->row[i]);
        good += !why;
        if (why && (named || (i == a->row_count - 1 && !good)))
            fail(STATUS_REFUSED, "%s%s will not do: %s", named ? "" : "no part will do, and ",
                 a->row[i].part->name, why);
    }
}

/* What a part is chosen by, the least first: what it takes to last, average power, or energy. */
static double order_of(const cost_row *row) {
    const cost_result *r = &row->result;
    if (!r->fits || r->problem || (row->use.every_s > 0 && !r->in_time))
        return INFINITY;
    if (row->solution.asked)
        return row->solution.possible ? row->use.every_s / row->use.gate.share : INFINITY;
    return row->use.every_s > 0 ? r->average_uw.value : r->energy_uj.value;
}

static int compare_rows(const void *a, const void *b) {
    double p = order_of(a), q = order_of(b);
    const cost_row *x = a, *y = b;
    if (p == q && x->solution.asked) /* how far they are from it */
        p = x->result.average_uw.value, q = y->result.average_uw.value;
    return p < q ? -1 : p > q ? 1 : strcmp(x->part->name, y->part->name);
}

static void estimate_all(cost_answer *a, core_runs *runs, int named) {
    const cost_regulator **regulators = all_regulators();
    for (int i = 0; i < a->row_count; i++) {
        cost_row *row = &a->row[i];
        row->work = work_on(runs, a->rules, row->part->target);
        estimate(a, row, regulators);
    }
    check_rows(a, named);
    if (a->row_count)
        qsort(a->row, (size_t)a->row_count, sizeof *a->row, compare_rows);
}

/* The one that was asked for, else that of the model; NULL: none. */
static const audio_conf *read_front_end(cost_answer *a, const char *path, const ir_graph *g,
                                        const cost_options *o) {
    const char *conf = o->front_end ? o->front_end : audio_conf_path(path);
    if (!o->front_end && access(conf, F_OK) != 0)
        return NULL;
    a->front_end = file_base_name(conf);
    return o->front_end ? audio_conf_read(conf) : sound_front_end(path, g);
}

static cost_answer answer(const char *path, const cost_options *o) {
    cost_use u = read_use(o);
    cost_answer a = {.optimize = o->model.optimize ? o->model.optimize : "speed",
                     .rows = o->model.rows,
                     .stream = o->model.stream,
                     .rules = cost_rules_read(model_data_folder()),
                     .use = u,
                     .has_gate = o->gate != NULL,
                     .source_name = file_base_name(path)};
    if (o->for_time)
        a.for_days = cost_parse_days("--for", o->for_time);
    add_parts(&a, &o->parts);
    const ir_graph *g = model_load(path, &o->model, NULL);
    a.model = g->name;
    a.macs = op_graph_macs(ir_shipped(g));
    const audio_conf *front_end = read_front_end(&a, path, g, o);
    if (a.rows)
        a.use.wakes = op_kernel_plain_rows(g->inputs[0]).height;
    a.source_sha256 = model_sha256(path);
    core_runs runs = {
        .path = path, .sha256 = a.source_sha256, .front_end = front_end, .options = o->model};
    estimate_all(&a, &runs, o->parts.count > 0);
    a.frames = a.row_count ? a.row[0].work.frames : 0;
    return a;
}

/* ---- the page ---- */

/* The first part that will do is looked at operator by operator. */
static const char *page_of(const cost_answer *a, const char *path, const cost_options *o) {
    report_answer page = {.answer = a};
    const cost_row *first = a->row_count ? &a->row[0] : NULL;
    if (first && first->result.point) {
        model_options m = o->model;
        m.target = cost_rules_core(a->rules, first->part->target)->model;
        op_program *p = model_program(model_load(path, &m, NULL), &m);
        measurement run = measure_run(p, &m, a->source_name, a->source_sha256, 1);
        page.program = p;
        page.step = measure_steps(&run, p);
    }
    text out = {0};
    report_answer_html(&page, &out);
    return text_string(&out);
}

exit_status cmd_cost(int argc, char **argv) {
    cost_options o = {.payload_bytes = -1};
    cli_option options[] = {
        {"part", CLI_LIST, &o.parts, "P", "a part, P@MHZ at this clock, ./FILE.conf; else all",
         NULL, 0, 0},
        {"optimize", CLI_TEXT, &o.model.optimize, "GOAL", "what matters most", "speed|size|ram", 0,
         0},
        {"rows", CLI_FLAG, &o.model.rows, NULL, "the input comes row by row", NULL, 0, 0},
        {"stream", CLI_FLAG, &o.model.stream, NULL,
         "rows without end: an inference is what one hop of the window takes", NULL, 0, 0},
        {"every", CLI_TEXT, &o.every, "T", "from one window to the next: 32ms, 10s, 5min, 1h", NULL,
         0, 0},
        {"battery", CLI_TEXT, &o.battery, "B", "what feeds it", NULL, 0, 0},
        {"regulator", CLI_TEXT, &o.regulator, "G",
         "between the two; default: none, or one that fits", NULL, 0, 0},
        {"front-end", CLI_TEXT, &o.front_end, "F",
         "what makes features of sound, doc/audio.md; default: MODEL.conf", NULL, 0, 0},
        {"sensor", CLI_TEXT, &o.sensor, "S", "what makes the input", NULL, 0, 0},
        {"gate", CLI_TEXT, &o.gate, "UW:PERCENT",
         "a cheap detector, its power, and what it lets through: 20uW:5%", NULL, 0, 0},
        {"radio", CLI_TEXT, &o.radio, "R", "what tells the result", NULL, 0, 0},
        {"payload", CLI_NUMBER, &o.payload_bytes, "N", "bytes of a message, default 12", NULL, 0,
         65535},
        {"report-every", CLI_TEXT, &o.report_every, "T", "from one message to the next", NULL, 0,
         0},
        {"for", CLI_TEXT, &o.for_time, "DAYS",
         "what would it take to last so long? 365d: how often, or which gate", NULL, 0, 0},
        {"html", CLI_TEXT, &o.html, "F", "write a page about it", NULL, 0, 0},
        {"json", CLI_FLAG, &o.json, NULL, "print one JSON object", NULL, 0, 0},
        {0}};
    cli_verb verb = {
        .usage = "mote cost MODEL [--part P]... [--every T] [--battery B] [options]",
        .summary = "Says what a model costs on real parts: milliseconds and microjoules, and with "
                   "a duty cycle\naverage power and days of life. Every number has its error; a ? "
                   "marks what rests on a figure\nthat nobody has verified. `mote parts` lists "
                   "parts, batteries, radios, sensors, regulators.",
        .example = "  mote cost kws.tflite --every 10s --battery cr2032 --sensor sph0641\n"
                   "  mote cost kws.tflite --part stm32u575 --for 365d --battery za675\n",
        .options = options,
        .min_arguments = 1,
        .max_arguments = 1};
    if (!cli_parse(&verb, argc, argv))
        return STATUS_DONE;
    cost_answer a = answer(verb.arguments.item[0], &o);
    if (o.html) {
        const char *page = page_of(&a, verb.arguments.item[0], &o);
        file_add_output(o.html, page, strlen(page));
        file_commit();
    }
    if (o.json)
        cost_print_json(&a);
    else
        cost_print(&a);
    return STATUS_DONE;
}
