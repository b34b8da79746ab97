/* The tables of a row schedule for device/rows.c, and the entry points that go with them. */
#include <string.h>

#include "base/diag.h"
#include "base/mem.h"
#include "device/rows.h"
#include "emit/emit.h"

/* Numbers in a C initialiser, broken into lines. */
static void add_number(text *out, size_t *line_start, const char *number) {
    if (out->length - *line_start > 90) {
        text_add(out, "\n    ");
        *line_start = out->length;
    }
    text_add(out, "%s,", number);
}

/* ---- places ---- */

/* In tables of places: one that nothing reads. */
#define ANY_PLACE (-2)

/* What the tables refer to. */
typedef struct row_tables {
    const op_schedule *s;
    const char *name;
    int *places_of;  /* by storage: where its places begin; -1: it has none */
    int32_t *places; /* bytes in the arena; -1: MOTE_NO_PLACE */
    int place_count;
    struct row_view { /* tensors as steps see them; first those as they lie */
        int storage;
        int32_t row_bytes, height;
    } * views;
    int view_count;
} row_tables;

/* Does a tensor need a table of places? */
static int has_places(const op_storage *t) {
    int32_t placed = 0;
    for (int32_t y = 0; y < t->height; y++)
        placed += t->offset[y] >= 0;
    return !t->whole && (placed || !t->slide.ring);
}

static int is_scratch(const op_schedule *s, int storage) {
    for (int n = 0; n < s->step_count; n++)
        if (s->steps[n].scratch == storage)
            return 1;
    return 0;
}

/* Scratch has places for the rows with which calls begin. */
static void forget_unread(const op_schedule *s, int storage, int32_t *places) {
    for (int32_t y = 0; y < s->storages[storage].height; y++)
        places[y] = ANY_PLACE;
    for (int e = 0; e < s->event_count; e++) {
        const op_event *event = &s->events[e];
        if (event->step >= 0 && s->steps[event->step].scratch == storage)
            places[event->row] = s->storages[storage].offset[event->row];
    }
}

static int is_there(const row_tables *t, int at, const int32_t *places, int count) {
    for (int i = 0; i < count && at + i < t->place_count; i++)
        if (t->places[at + i] != places[i] && t->places[at + i] != ANY_PLACE &&
            places[i] != ANY_PLACE)
            return 0;
    return 1;
}

/* Where a table of places has these, or gets as many of them as it lacks: tensors of which the
 * same rows are kept for the same time often lie alike. */
static int add_places(row_tables *t, const int32_t *places, int count) {
    int at = 0;
    while (!is_there(t, at, places, count))
        at++;
    for (int i = 0; i < count; i++)
        if (at + i >= t->place_count || t->places[at + i] == ANY_PLACE)
            t->places[at + i] = places[i];
    t->place_count = at + count > t->place_count ? at + count : t->place_count;
    return at;
}

static void add_all_places(row_tables *t) {
    const op_schedule *s = t->s;
    int64_t all = 0;
    int32_t highest = 0;
    for (int i = 0; i < s->storage_count; i++) {
        all += s->storages[i].height;
        highest = s->storages[i].height > highest ? s->storages[i].height : highest;
    }
    int32_t *places = NEW_ARRAY(int32_t, (size_t)highest);
    t->places = NEW_ARRAY(int32_t, (size_t)all);
    for (int i = 0; i < s->storage_count; i++) {
        const op_storage *storage = &s->storages[i];
        t->places_of[i] = -1;
        if (!has_places(storage))
            continue;
        memcpy(places, storage->offset, (size_t)storage->height * sizeof *places);
        if (is_scratch(s, i))
            forget_unread(s, i, places);
        t->places_of[i] = add_places(t, places, storage->height);
    }
    mem_free(places);
}

static void places_text(const row_tables *t, text *out) {
    size_t line_start = out->length;
    text_add(out, "\nstatic const uint16_t %s_places[] = {\n    ", t->name);
    for (int i = 0; i < t->place_count; i++) {
        int32_t at = t->places[i] == ANY_PLACE ? 0 : t->places[i];
        add_number(out, &line_start,
                   at < 0 ? "MOTE_NO_PLACE" : mem_printf("%d", at / OP_TENSOR_ALIGN));
    }
    text_add(out, "0};\n"); /* an array needs an element */
}

/* ---- tensors ---- */

/* The number of a view, which is added if it is new. */
static int view_of(row_tables *t, int storage, int32_t row_bytes, int32_t height) {
    int i = 0;
    for (; i < t->view_count; i++)
        if (t->views[i].storage == storage && t->views[i].row_bytes == row_bytes &&
            t->views[i].height == height)
            return i;
    t->views[t->view_count++] = (struct row_view){storage, row_bytes, height};
    return i;
}

static int own_view(row_tables *t, int storage) {
    const op_storage *o = &t->s->storages[storage];
    return view_of(t, storage, o->row_bytes, o->height);
}

static int input_view(row_tables *t, const op_row_step *step, int i) {
    const op_rows *r = &step->kernel.in[i];
    return view_of(t, step->in[i], r->row_bytes, r->height);
}

/* Accumulators are one row, whatever the call. */
static int output_view(row_tables *t, const op_row_step *step) {
    const op_rows *r = &step->kernel.out;
    return step->accumulates ? own_view(t, step->out)
                             : view_of(t, step->out, r->row_bytes, r->height);
}

static void add_views(row_tables *t) {
    const op_schedule *s = t->s;
    int most = s->storage_count;
    for (int n = 0; n < s->step_count; n++)
        most += s->steps[n].kernel.in_count + 1;
    t->views = NEW_ARRAY(struct row_view, (size_t)most);
    for (int i = 0; i < s->storage_count; i++)
        if (!is_scratch(s, i))
            own_view(t, i);
    for (int n = 0; n < s->step_count; n++) {
        for (int i = 0; i < s->steps[n].kernel.in_count; i++)
            input_view(t, &s->steps[n], i);
        output_view(t, &s->steps[n]);
    }
}

/* The array that a step's constants put a constant tensor into. */
static const char *constant_name(const op_schedule *s, int storage) {
    for (int n = 0; n < s->step_count; n++)
        for (int i = 0; i < s->steps[n].kernel.in_count; i++)
            if (s->steps[n].in[i] == storage)
                return mem_printf("%s_%d_in%d", s->graph->name, n, i);
    return "NULL";
}

static void fields_text(const row_tables *t, const struct row_view *view, text *out) {
    const op_storage *o = &t->s->storages[view->storage];
    if (o->constant)
        text_add(out, ".at = %s, ", constant_name(t->s, view->storage));
    else if (o->whole || o->slide.ring)
        text_add(out, ".offset = %d, ", o->whole ? o->offset[0] : o->slide.ring_offset);
    if (t->places_of[view->storage] >= 0)
        text_add(out, ".at = %s_places + %d, ", t->name, t->places_of[view->storage]);
    if (t->places_of[view->storage] < 0 || o->slide.ring)
        text_add(out, ".row_bytes = %d, ", view->row_bytes);
    text_add(out, ".height = %d", view->height);
}

static void tensors_text(row_tables *t, text *out) {
    const op_schedule *s = t->s;
    int ring = 0;
    text_add(out, "\nstatic const mote_%s_tensor %s_tensors[%d] = {\n", s->hop ? "stream" : "row",
             t->name, t->view_count);
    for (int i = 0; i < t->view_count; i++) {
        const op_storage *o = &s->storages[t->views[i].storage];
        int is_own = own_view(t, t->views[i].storage) == i;
        text_add_string(out, s->hop ? "    {{" : "    {");
        fields_text(t, &t->views[i], out);
        if (o->slide.ring)
            text_add(out, "}, .ring = %d, .first = %d, .head = %d, .advance = %d", o->slide.ring,
                     o->slide.ring_first, ring++, o->slide.advance % o->slide.ring);
        else if (s->hop)
            text_add(out, "}, .advance = %d", o->whole && is_own ? o->slide.advance : 0);
        text_add_string(out, "},\n");
    }
    text_add(out, "};\n");
}

/* ---- steps and events ---- */

/* A tensor as steps know it. */
static const char *tensor_name(const row_tables *t, int view) {
    return mem_printf("%s_tensors[%d]%s", t->name, view, t->s->hop ? ".rows" : "");
}

static void inputs_text(row_tables *t, text *out) {
    text_add(out, "\nstatic const mote_row_input %s_inputs[] = {\n", t->name);
    for (int n = 0; n < t->s->step_count; n++)
        for (int i = 0; i < t->s->steps[n].kernel.in_count; i++) {
            const op_rows *r = &t->s->steps[n].kernel.in[i];
            int32_t rows = (r->window - 1) * r->dilation + 1;
            int32_t overlap = rows - (t->s->steps[n].accumulates ? 0 : r->stride);
            text_add(out, "    {.tensor = &%s, .overlap = %d, .stride = %d, .pad_top = %d},\n",
                     tensor_name(t, input_view(t, &t->s->steps[n], i)), overlap, r->stride,
                     r->pad_top);
        }
    text_add(out, "};\n");
}

static void steps_text(row_tables *t, text *out) {
    const op_schedule *s = t->s;
    const char *name = t->name;
    int first = 0;
    text_add(out, "\nstatic const mote_row_step %s_steps[%d] = {\n", name, s->step_count);
    for (int n = 0; n < s->step_count; n++) {
        const op_row_step *step = &s->steps[n];
        text_add(out,
                 "    {.kernel = mote_%s, .params = &%s_%d, .in = %s_inputs + %d, .in_count = %d,\n"
                 "     .out = &%s, .rows_per_call = %d, ",
                 step->kernel.name, name, n, name, first, step->kernel.in_count,
                 tensor_name(t, output_view(t, step)), step->accumulates ? 0 : step->rows_per_call);
        if (step->scratch >= 0)
            text_add(out, ".scratch = %s_places + %d, ", name, t->places_of[step->scratch]);
        text_add_string(out, "},\n");
        first += step->kernel.in_count;
    }
    text_add(out, "};\n");
}

/* ---- events ---- */

/* As many as an event makes of a step that does not accumulate. */
static int32_t rows_of(const op_schedule *s, const op_event *e) {
    return op_schedule_rows_made(&s->steps[e->step], e->row);
}

static int is_long(const op_schedule *s, const op_event *e) {
    return e->row > UINT8_MAX ||
           (e->step != OP_EVENT_TAKE &&
            (e->step >= MOTE_LONG || rows_of(s, e) != s->steps[e->step].rows_per_call));
}

static void add_event(const op_schedule *s, const op_event *e, text *out, size_t *line_start) {
    int takes = e->step == OP_EVENT_TAKE;
    if (!is_long(s, e)) {
        add_number(out, line_start,
                   takes ? mem_printf("{MOTE_TAKE,%d}", e->row)
                         : mem_printf("{%d,%d}", e->step, e->row));
        return;
    }
    int step = takes ? MOTE_TAKE_LONG : e->step;
    int32_t rows = takes || s->steps[e->step].accumulates ? 0 : rows_of(s, e);
    add_number(out, line_start,
               mem_printf("{MOTE_LONG,%d},{%d,%d},{%d,%d}", rows, step & 255, step >> 8,
                          e->row & 255, e->row >> 8));
}

static void events_text(const op_schedule *s, text *out) {
    size_t line_start = out->length;
    text_add(out, "\nstatic const mote_row_event %s_events[] = {\n    ", s->graph->name);
    for (int e = 0; e < s->event_count; e++)
        add_event(s, &s->events[e], out, &line_start);
    add_event(s, &(op_event){OP_EVENT_TAKE, 0}, out, &line_start);
    text_add(out, "};\n");
}

/* Entries of the first `count` events. */
static int entries_of(const op_schedule *s, int count) {
    int entries = count;
    for (int e = 0; e < count; e++)
        entries += is_long(s, &s->events[e]) ? 2 : 0;
    return entries;
}

/* ---- the program ---- */

static void stream_program_text(row_tables *t, text *out) {
    const op_schedule *s = t->s;
    const char *name = t->name;
    int input = s->storage_of[s->graph->inputs[0]->id], first = 0;
    int32_t window = s->storages[input].height;
    /* A first hop of fewer rows, so that the window is full at the end of one. */
    for (int32_t skip = (s->hop - window % s->hop) % s->hop; skip > 0; skip--)
        do
            first++;
        while (s->events[first].step != OP_EVENT_TAKE);
    text_add(out,
             "\nstatic const mote_stream_program %s_program = {\n"
             "    .steps = %s_steps, .events = %s_events, .tensors = %s_tensors,\n"
             "    .input = &%s_tensors[%d], .event_count = %d, .tensor_count = %d,\n"
             "    .first_event = %d, .window = %d, .state_offset = %d, .table_offset = %d};\n",
             name, name, name, name, name, own_view(t, input), entries_of(s, s->event_count),
             t->view_count, entries_of(s, first), window, s->data_bytes,
             s->data_bytes + op_schedule_state_bytes(s));
}

static void program_text(row_tables *t, text *out) {
    const op_schedule *s = t->s;
    text_add(out,
             "\nstatic const mote_row_program %s_program = {\n"
             "    .steps = %s_steps, .events = %s_events, .event_count = %d,\n"
             "    .state_offset = %d,\n",
             t->name, t->name, t->name, entries_of(s, s->event_count), s->data_bytes);
    if (s->pushed) {
        int input = s->storage_of[s->graph->inputs[0]->id];
        text_add(out, "    .input = &%s_tensors[%d], .row_bytes = %d,\n", t->name,
                 own_view(t, input), s->storages[input].row_bytes);
    }
    text_add(out, "};\n");
}

void emit_rows_tables(const op_schedule *s, text *out) {
    row_tables t = {
        .s = s, .name = s->graph->name, .places_of = NEW_ARRAY(int, (size_t)s->storage_count)};
    add_all_places(&t);
    add_views(&t);
    places_text(&t, out);
    tensors_text(&t, out);
    inputs_text(&t, out);
    steps_text(&t, out);
    events_text(s, out);
    (s->hop ? stream_program_text : program_text)(&t, out);
    mem_free(t.places_of);
    mem_free(t.places);
    mem_free(t.views);
}

void emit_rows_push(const op_schedule *s, const char *type, text *out) {
    const char *name = s->graph->name, *library = s->hop ? "stream" : "rows";
    int32_t row_bytes = op_kernel_plain_rows(s->graph->inputs[0]).row_bytes;
    const char *check = "    if (arena == NULL || (uintptr_t)arena % MOTE_ARENA_ALIGN != 0)\n"
                        "        return MOTE_ERROR_ARENA;\n";
    text_add(out,
             "\nint %s_reset(void *arena) {\n%s"
             "    mote_%s_reset(&%s_program, (int8_t *)arena);\n    return MOTE_OK;\n}\n",
             name, check, library, name);
    text_add(out,
             "\nint %s_push_row(void *arena, const %s *row) {\n%s"
             "    if (row == NULL%s)\n        return MOTE_ERROR_ROW;\n"
             "    return mote_%s_push(&%s_program, (int8_t *)arena, (const int8_t *)row);\n}\n",
             name, type, check, row_bytes % 4 == 0 ? " || (uintptr_t)row % 4 != 0" : "", library,
             name);
}
