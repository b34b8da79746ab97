#include "report/plan.h"

#include <string.h>

#include "base/mem.h"
#include "plan/plan.h"
#include "report/facts.h"

#define LINE 100     /* columns */
#define MAP 76       /* columns of the map of memory */
#define MAP_LINES 48 /* at most, where time is rows */

static const char keys[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

static char key_of(int owner) {
    return owner < (int)sizeof keys - 1 ? keys[owner] : '#';
}

static int is_pushed(const op_program *p) {
    return p->schedule && p->schedule->pushed;
}

static int is_drawn(const report_timeline *t, int owner) {
    return !t->program->schedule || !t->program->schedule->storages[owner].constant;
}

/* ---- work ---- */

static plan_row_costs *costs_in_macs(const op_program *p) {
    const ir_graph *g = p->graph;
    int64_t *macs = NEW_ARRAY(int64_t, (size_t)g->tensor_count);
    for (int i = 0; i < g->op_count; i++)
        macs[g->ops[i]->output->id] = op_macs(g->ops[i]);
    return plan_row_costs_new(p->schedule, macs);
}

int64_t report_most_macs(const op_program *p, int32_t *row) {
    *row = 0;
    return is_pushed(p) ? plan_most_per_push(p->schedule, costs_in_macs(p), row) : 0;
}

/* ---- the head and what is held ---- */

/* Broken at spaces. */
static void add_wrapped(const char *s, text *out) {
    while (strlen(s) > LINE) {
        int at = LINE - 1;
        while (at > 1 && s[at] != ' ')
            at--;
        text_add(out, "%.*s\n ", at, s);
        s += at;
    }
    text_add(out, "%s\n", s);
}

static void head_text(const report_plan *r, text *out) {
    const report_timeline *t = r->timeline;
    const op_program *p = t->program;
    text_add(out, "%s, %s, --optimize %s, %s\n", p->graph->name,
             is_pushed(p)  ? "rows pushed"
             : p->schedule ? "row by row"
                           : "tensor by tensor",
             r->optimize, r->target);
    text_add(out, "arena %s bytes: %s for tensors, %s for row pointers and state\n",
             report_number(r->arena_bytes, " "), report_number(t->bytes, " "),
             report_number(r->arena_bytes - t->bytes, " "));
    text_add(out, "at least %s bytes are in use at once in this order; the plan is %.1f %% above\n",
             report_number(t->bound_bytes, " "), report_above_bound(t));
    text peak = {0};
    report_peak_text(t, &peak);
    const char *work = report_work_at(t, t->peak);
    add_wrapped(mem_printf("then, %s%s: %s", *work ? "at " : "when a row is taken", work,
                           text_string(&peak)),
                out);
    int32_t row;
    int64_t most = report_most_macs(p, &row), all = op_graph_macs(p->graph);
    if (most > 0)
        text_add(out, "the costliest push is that of row %d: %s of %s MAC, %.0f %%\n", row,
                 report_number(most, " "), report_number(all, " "),
                 100.0 * (double)most / (double)all);
}

static void owners_text(const report_timeline *t, text *out) {
    text_add(out, "\n%-3s %-34s %5s %9s %5s %10s  %s\n", "", "what lies in the arena", "rows",
             "bytes", "held", "in all", "kept");
    for (int i = 0; i < t->owner_count; i++) {
        const report_owner *o = &t->owners[i];
        if (!is_drawn(t, i))
            continue;
        text_add(out, " %c  %-34.34s %5d %9d %5d %10lld  %s\n", key_of(i), o->name, o->rows,
                 o->row_bytes, o->at_once, (long long)o->at_once * o->row_bytes,
                 o->callers ? "pushed"
                 : o->whole ? "as one piece"
                            : "row by row");
    }
}

/* ---- the schedule ---- */

static void steps_text(const op_program *p, text *out) {
    text_add(out, "\n%4s  %-28s %-20s %5s %7s %8s %12s\n", "step", "operator", "kernel", "rows",
             "a call", "scratch", "MAC");
    for (int i = 0; i < p->step_count; i++) {
        const op_step *s = &p->steps[i];
        int32_t rows = p->schedule ? op_schedule_rows_of(p->schedule, &p->schedule->steps[i])
                                   : s->kernel.out.height;
        text_add(out, "%4d  %-28.28s %-20.20s %5d %7d %8d %12lld\n", i,
                 mem_printf("%d %s", s->op->index, s->op->kind->name), s->kernel.name, rows,
                 s->rows_per_call, s->kernel.scratch_bytes, (long long)op_macs(s->op));
    }
}

/* "4:11-13 ": rows that a step makes. */
static void add_made(text *out, size_t *line_start, int step, int32_t first, int32_t last) {
    const char *made = first == last ? mem_printf(" %d:%d", step, first)
                                     : mem_printf(" %d:%d-%d", step, first, last);
    if (out->length - *line_start + strlen(made) > LINE) {
        *line_start = out->length + 1;
        text_add(out, "\n%17s", "");
    }
    text_add_string(out, made);
}

/* What one push makes; returns the event behind it. */
static int push_text(const op_schedule *s, const plan_row_costs *costs, int e, text *out) {
    size_t line_start = out->length;
    int64_t macs = 0;
    int end = e + 1;
    for (; end < s->event_count && s->events[end].step >= 0; end++)
        macs += plan_event_cost(s, costs, &s->events[end]);
    if (end == e + 1)
        return end;
    text_add(out, "%4d %11s ", s->events[e].row, report_number(macs, " "));
    for (int n = 0; n < s->step_count; n++) {
        int32_t first = -1, last = -1;
        for (int i = e + 1; i < end; i++)
            if (s->events[i].step == n) {
                first = first < 0 ? s->events[i].row : first;
                last = s->events[i].row + op_schedule_rows_made(&s->steps[n], s->events[i].row) - 1;
            }
        if (first >= 0)
            add_made(out, &line_start, n, first, last);
    }
    text_add_string(out, "\n");
    return end;
}

static void pushes_text(const op_program *p, text *out) {
    const plan_row_costs *costs = costs_in_macs(p);
    text_add(out, "\n%4s %11s  %s\n", "row", "MAC",
             "makes these rows, as step:rows, when it is pushed (others make none)");
    for (int e = 0; e < p->schedule->event_count;)
        e = push_text(p->schedule, costs, e, out);
}

/* ---- the map of memory ---- */

static void map_line(const report_timeline *t, int moment, const report_block **in_use,
                     const char *label, text *out) {
    int32_t bytes[MAP] = {0}; /* of the owner that has most of a column */
    char line[MAP + 1];
    memset(line, '.', MAP);
    line[MAP] = 0;
    int count = report_blocks_at(t, moment, in_use);
    for (int i = 0; i < count; i++) {
        int64_t begin = in_use[i]->offset, end = begin + in_use[i]->bytes;
        for (int64_t c = begin * MAP / t->bytes; c < MAP && c * t->bytes < end * MAP; c++) {
            int64_t from = c * t->bytes / MAP, to = (c + 1) * t->bytes / MAP;
            int32_t mine = (int32_t)((end < to ? end : to) - (begin > from ? begin : from));
            if (mine >= bytes[c]) {
                bytes[c] = mine;
                line[c] = key_of(in_use[i]->owner);
            }
        }
    }
    text_add(out, "%20.20s |%s|\n", label, line);
}

static int fullest(const report_timeline *t, int first, int last, const report_block **in_use) {
    int best = first;
    int64_t most = -1;
    for (int m = first; m <= last; m++) {
        int64_t bytes = 0;
        for (int i = report_blocks_at(t, m, in_use) - 1; i >= 0; i--)
            bytes += in_use[i]->bytes;
        if (bytes > most) {
            most = bytes;
            best = m;
        }
    }
    return best;
}

/* A line for so many rows pushed, or events: how it looks when it is fullest. */
static void rows_map(const report_timeline *t, const report_block **in_use, text *out) {
    const op_schedule *s = t->program->schedule;
    int32_t pushes = s->pushed ? s->storages[s->storage_of[s->graph->inputs[0]->id]].height : 0;
    int32_t units = s->pushed ? pushes : t->moment_count;
    int32_t each = (units + MAP_LINES - 1) / MAP_LINES, unit = 0;
    for (int first = 0; first < t->moment_count; unit += each) {
        int last = first;
        while (last + 1 < t->moment_count && (s->pushed ? !(s->events[last + 1].step < 0 &&
                                                            s->events[last + 1].row >= unit + each)
                                                        : last + 1 < unit + each))
            last++;
        int at = fullest(t, first, last, in_use);
        map_line(t, at, in_use, s->pushed ? mem_printf("row %d", unit) : report_work_at(t, at),
                 out);
        first = last + 1;
    }
}

static void map_text(const report_timeline *t, text *out) {
    const report_block **in_use = NEW_ARRAY(const report_block *, (size_t)t->block_count + 1);
    if (t->bytes == 0)
        return;
    text_add(out, "\n%20s |0 .. %s bytes, about %s a column; time runs down\n", "memory",
             report_number(t->bytes, " "), report_number((t->bytes + MAP / 2) / MAP, " "));
    if (t->program->schedule)
        rows_map(t, in_use, out);
    for (int m = 0; m < t->moment_count && !t->program->schedule; m++)
        map_line(t, m, in_use, report_work_at(t, m), out);
    mem_free(in_use);
}

void report_plan_text(const report_plan *r, text *out) {
    const report_timeline *t = r->timeline;
    head_text(r, out);
    owners_text(t, out);
    steps_text(t->program, out);
    if (is_pushed(t->program))
        pushes_text(t->program, out);
    map_text(t, out);
}
